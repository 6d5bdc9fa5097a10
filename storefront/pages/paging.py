"""A long list a page at a time, its place kept in the address."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar.exceptions import NotFoundException, ValidationException

_T = TypeVar("_T")
_DIGITS = 6


class Paged(msgspec.Struct, Generic[_T], frozen=True):
    """One page of a list; `total` counts what all pages hold."""

    entries: Sequence[_T]
    page: int
    pages: int
    total: int
    path: str
    query: Mapping[str, str]

    def address(self, page: int, **changed: str) -> str:
        """Return the address of another page of the list, without a language."""
        asked = {**self.query, **changed, "page": str(page) if page > 1 else ""}
        written = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.path}?{written}" if written else self.path


def paged(
    entries: Sequence[_T], page: str, size: int, path: str, query: Mapping[str, str]
) -> Paged[_T]:
    """Return the page called `page` of `entries`; what cannot be one is refused."""
    if not (page.isascii() and page.isdigit() and len(page) <= _DIGITS and int(page)):
        raise ValidationException("page must be a whole number from 1 on")
    number, pages = int(page), max(1, -(-len(entries) // size))
    if number > pages:
        raise NotFoundException("This list has no such page.")
    start = (number - 1) * size
    return Paged(
        entries[start : start + size], number, pages, len(entries), path, query
    )
