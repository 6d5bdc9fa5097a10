"""Words that shoppers take for one another: a list a language, and the merchant's own.

One line is one group, its members parted by commas; `#` begins a remark. A member may
be of several words.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path

from storefront.search.remembered import remembered
from storefront.search.words import fold, split, stem

Row = tuple[str, ...]
_MOST_WORDS = 3
_LANGUAGES = ("de", "en", "fr")
_LARGEST = 1_000_000


def merchants(home: Path) -> str:
    """Return the merchant's list: synonyms.txt of the home; '' where there is none."""
    try:
        with (home / "synonyms.txt").open("rb") as file:
            return file.read(_LARGEST).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


class Synonyms:
    """Looks up what a row of typed words is also called."""

    def __init__(self, own: str = "") -> None:
        self._own = own
        self._tables = remembered(self._table, len(_LANGUAGES))

    def of(self, row: Row, language: str) -> tuple[Row, ...]:
        """Return the other names of `row`, folded; at most three words have some."""
        if len(row) > _MOST_WORDS:
            return ()
        language = language if language in _LANGUAGES else "en"
        return self._tables(language).get(_key(row, language), ())

    def _table(self, language: str) -> dict[Row, tuple[Row, ...]]:
        found: dict[Row, dict[Row, None]] = {}
        for group in _groups(_built_in(language), self._own):
            for member in group:
                others = found.setdefault(_key(member, language), {})
                others.update((other, None) for other in group if other != member)
        return {key: tuple(others) for key, others in found.items()}


def _groups(*lists: str) -> Iterable[list[Row]]:
    for text in lists:
        for line in text.splitlines():
            members = line.partition("#")[0].split(",")
            rows = [tuple(map(fold, split(member))) for member in members]
            group = [row for row in rows if 0 < len(row) <= _MOST_WORDS]
            if len(group) > 1:
                yield group


def _key(row: Row, language: str) -> Row:
    return tuple(stem(word, language) for word in row)


@lru_cache(maxsize=len(_LANGUAGES))
def _built_in(language: str) -> str:
    file = resources.files("storefront.search") / "synonyms" / f"{language}.txt"
    return file.read_text(encoding="utf-8")
