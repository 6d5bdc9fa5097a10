"""Items as one file: packed bodies in a row, each behind its length and its digest.

Written once and read as often as is needed, one item at a time: a million items are more
than the memory holds.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median_low

import msgspec

from storefront.catalogue.item import Item
from storefront.catalogue.rows import digest, packed

_HEAD = struct.Struct("<I16s")
_BUFFER = 1 << 20


class Pack(msgspec.Struct, frozen=True):
    """The packed items of one assortment, in the order of their skus."""

    path: Path
    items: int
    digest: bytes
    """Tells these items in this order from all others."""
    priced: int
    """How many have a price in the shop's currency."""
    middle_price_minor: int | None
    """The price that half of those are above."""


class Packing:
    """Takes items one after the other, in the order of their skus."""

    def __init__(self, path: Path, currency: str) -> None:
        self._path = path
        self._file = path.open("wb", buffering=_BUFFER)
        self._currency = currency
        self._whole = hashlib.blake2b(digest_size=16)
        self._prices: list[int] = []
        self._items = 0

    def add(self, item: Item) -> None:
        """Put `item` behind those before."""
        body = packed(item)
        told = digest(body)
        self._file.write(_HEAD.pack(len(body), told))
        self._file.write(body)
        self._whole.update(told)
        self._items += 1
        if item.price_minor is not None and item.currency == self._currency:
            self._prices.append(item.price_minor)

    def close(self) -> Pack:
        """Let others read it all."""
        self._file.close()
        middle = median_low(self._prices) if self._prices else None
        return Pack(
            self._path, self._items, self._whole.digest(), len(self._prices), middle
        )


def pack(path: Path, items: Iterable[Item], currency: str) -> Pack:
    """Write `items`, which come in the order of their skus, into the file `path`."""
    packing = Packing(path, currency)
    for item in items:
        packing.add(item)
    return packing.close()


def unpacked(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield the digest and the body of each item in the file at `path`."""
    with path.open("rb", buffering=_BUFFER) as file:
        while head := file.read(_HEAD.size):
            length, told = _HEAD.unpack(head)
            yield told, file.read(length)


def located(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield where in the file at `path` each body begins, and the body."""
    start = 0
    for _, body in unpacked(path):
        start += _HEAD.size
        yield start, body
        start += len(body)
