"""What a visitor asks a list for, and the SQL that answers it.

Nothing typed by a visitor becomes SQL or search syntax: values are bound, and each
word of a search is quoted, so `NEAR(` looks for the word near.
"""

import re
from typing import Literal

import msgspec

PAGE_SIZE = 24
Sort = Literal["best", "score", "cheap", "dear", "name"]
_WORD = re.compile(r"\w+")
_MOST_WORDS = 12
_ORDERS = {
    "score": "score DESC, sku",
    "cheap": "shop_price_minor IS NULL, shop_price_minor, sku",
    "dear": "shop_price_minor IS NULL, shop_price_minor DESC, sku",
    "name": "title COLLATE NOCASE, sku",
}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a list; the pages keep it in their address."""

    text: str = ""
    category: str = ""
    sort: Sort = "best"
    low_minor: int | None = None
    high_minor: int | None = None
    page: int = 1

    @property
    def words(self) -> list[str]:
        """The words looked for; anything else in the text is passed over."""
        return _WORD.findall(self.text)[:_MOST_WORDS]


def select(question: Question, columns: str) -> tuple[str, list[str | int]]:
    """Return the statement that reads `columns` of all answers, and its values."""
    condition, values = _where(question)
    source = "search JOIN items ON place = search.rowid" if question.words else "items"
    # Both are made of this file's literals.
    statement = f"SELECT {columns} FROM {source} WHERE {condition}"  # noqa: S608
    return statement, values


def _where(question: Question) -> tuple[str, list[str | int]]:
    terms: list[str] = ["1"]
    values: list[str | int] = []
    if question.words:
        terms.append("search MATCH ?")
        *whole, last = question.words
        values.append(" ".join([*(f'"{word}"' for word in whole), f'"{last}"*']))
    if question.category:
        # All below a category sort between its key + '/' and its key + '0'.
        terms.append("(category = ? OR (category > ? AND category < ?))")
        key = question.category
        values += [key, f"{key}/", f"{key}0"]
    if question.low_minor is not None:
        terms.append("shop_price_minor >= ?")
        values.append(question.low_minor)
    if question.high_minor is not None:
        terms.append("shop_price_minor <= ?")
        values.append(question.high_minor)
    return " AND ".join(terms), values


def order(question: Question) -> str:
    """Return the order of the answers: the best first unless asked otherwise."""
    if question.sort == "best" and question.words:
        # A word in the title says more than one in the text below it.
        return "bm25(search, 8, 4, 1), score DESC, sku"
    return _ORDERS.get(question.sort, _ORDERS["score"])
