"""What a visitor asks a list for; the pages keep it in their addresses."""

import re
from itertools import compress
from typing import Literal, get_args

import msgspec

PAGE_SIZE = 24
DEEPEST = 10_000
"""How far down a list may be read: nobody does, but machines would."""
LAST_PAGE = DEEPEST // PAGE_SIZE
Sort = Literal["best", "score", "cheap", "dear", "name", "rating", "new"]
Group = Literal["category", "brands", "shops", "rating", "stock", "days", "price"]
GROUPS: tuple[Group, ...] = get_args(Group)

_WORD = re.compile(r"\w+")
_MOST_WORDS = 12
_ORDERS = {
    "score": "score DESC, sku",
    "cheap": "shop_price_minor IS NULL, shop_price_minor, sku",
    "dear": "shop_price_minor IS NULL, shop_price_minor DESC, sku",
    "name": "items.title COLLATE NOCASE, sku",
}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a list."""

    text: str = ""
    any: bool = False
    """Whether one of the words is enough."""
    category: str = ""
    brands: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    """Hosts."""
    rating: int = 0
    """At least so many stars; 0 asks nothing, as do False and None below."""
    stock: bool = False
    days: int | None = None
    """Delivered within so many days."""
    low_minor: int | None = None
    high_minor: int | None = None
    sort: Sort = "best"
    page: int = 1
    language: str = "en"
    """The visitor's, for synonyms and words that say nothing."""

    @property
    def chosen(self) -> tuple[Group, ...]:
        """The groups of filters that are set."""
        priced = self.low_minor is not None or self.high_minor is not None
        are_set = (
            *(self.category, self.brands, self.shops, self.rating, self.stock),
            *(self.days is not None, priced),
        )
        return tuple(compress(GROUPS, are_set))

    def without(self, *groups: Group) -> "Question":
        """Return this question from its first page, with `groups` not set."""
        changes: dict[str, object] = {"page": 1}
        for group in groups:
            changes |= _UNSET[group]
        return msgspec.structs.replace(self, **changes)

    def usual(self) -> "Question":
        """Return this question from its first page in the usual order."""
        return msgspec.structs.replace(self, page=1, sort="best")

    @property
    def words(self) -> list[str]:
        """The words looked for; anything else in the text is passed over."""
        return _WORD.findall(self.text)[:_MOST_WORDS]


_UNSET: dict[Group, dict[str, object]] = {
    "category": {"category": ""},
    "brands": {"brands": ()},
    "shops": {"shops": ()},
    "rating": {"rating": 0},
    "stock": {"stock": False},
    "days": {"days": None},
    "price": {"low_minor": None, "high_minor": None},
}


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
