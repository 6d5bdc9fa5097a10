"""What the index reads of packed items: in two helpings, each far less than all of it."""

import os
from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from storefront.catalogue.packing import located


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
        self._path = path
        self._starts, self._lengths = array("q"), array("q")
        heads = []
        for start, body in located(path):
            self._starts.append(start)
            self._lengths.append(len(body))
            heads.append(_head(body))
        worst_last = [-(head.score or -1.0) for head in heads]
        self.order: list[int] = np.argsort(worst_last, kind="stable").tolist()
        self.heads: Sequence[Head] = [heads[place] for place in self.order]

    def __iter__(self) -> Iterator[tuple[int, Entry]]:
        """Yield each with its place, which is counted from 1."""
        with self._path.open("rb", buffering=0) as file:
            for place in self.order:
                # Not mapped: what was read once need not stay in memory.
                at, length = self._starts[place], self._lengths[place]
                yield place + 1, _entry(os.pread(file.fileno(), length, at))
