"""What a visitor asks a list for; the pages keep it in their addresses."""

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


_UNSET: dict[Group, dict[str, object]] = {
    "category": {"category": ""},
    "brands": {"brands": ()},
    "shops": {"shops": ()},
    "rating": {"rating": 0},
    "stock": {"stock": False},
    "days": {"days": None},
    "price": {"low_minor": None, "high_minor": None},
}
