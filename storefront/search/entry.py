"""What the index reads of packed items: in two helpings, each far less than all of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path

import msgspec
import numpy as np

from storefront.catalogue.packing import places


class Shop(msgspec.Struct, frozen=True):
    """A shop that offers an item."""

    host: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared between items; its fields are those of Item."""

    sku: str
    title: str
    brand: str | None = None
    category_path: tuple[str, ...] = ()
    price_minor: int | None = None
    currency: str | None = None
    rating: float | None = None
    reviews: int | None = None
    score: float | None = None
    language: str | None = None
    offers: tuple[Shop, ...] = ()
    added_at: datetime | None = None


class Entry(Head, frozen=True, kw_only=True):
    """All that the index keeps of an item."""

    description: str | None = None
    specs: dict[str, str] = {}
    availability: str | None = None
    delivery_days: int | None = None
    gtin: str | None = None
    mpn: str | None = None


_head = msgspec.msgpack.Decoder(Head).decode
_entry = msgspec.msgpack.Decoder(Entry).decode


class Entries:
    """The packed items in the file at `path`, the best score first.

    `order` says where each lies among the packed ones, counted from 0.
    """

    def __init__(self, path: Path) -> None:
        self._bodies, self._lies = _mapped(path), places(path)
        heads = [_head(self._bodies[start:end]) for start, end in self._lies]
        worst_last = [-(head.score or -1.0) for head in heads]
        self.order = np.argsort(worst_last, kind="stable").tolist()
        self.heads: Sequence[Head] = [heads[place] for place in self.order]

    def __iter__(self) -> Iterator[tuple[int, Entry]]:
        """Yield each with its place, which is counted from 1."""
        for place in self.order:
            start, end = self._lies[place]
            yield place + 1, _entry(self._bodies[start:end])


def _mapped(path: Path) -> bytes | mmap:
    # An empty file cannot be mapped.
    with path.open("rb") as file:
        return (
            mmap(file.fileno(), 0, access=ACCESS_READ) if path.stat().st_size else b""
        )
