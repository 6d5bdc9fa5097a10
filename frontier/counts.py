"""Counts under 64-bit keys, in a table that grows.

    slots   8 bytes each: a key, 0 where the slot is free (the key 0 is kept as 1)
    counts  4 bytes each: its count, which stops at the largest number it can hold

A key lies in the first free slot from where its own bits put it. At most three slots of
five are taken, so a look-up ends after a step or two; a million keys take some 25 MB,
where a dict takes 100.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from frontier.errors import BadCounts
from frontier.kernel import Keys, kernel

Totals = NDArray[np.uint32]

_FULLEST = 0.6
_FEWEST = 1024
_MOST = np.uint64(2**32 - 1)
_FREE, _ONE = np.uint64(0), np.uint64(1)
_SAVED = struct.Struct("<4sQ")
_MAGIC = b"HMC1"


class Counts:
    """How often each key was counted."""

    def __init__(self) -> None:
        self.clear()

    def __len__(self) -> int:
        return self._used

    @property
    def nbytes(self) -> int:
        """Return the memory that the table takes."""
        return self._slots.nbytes + self._counts.nbytes

    def of(self, keys: Keys) -> Totals:
        """Return the count of each of `keys`; 0 for one that was never counted."""
        return _find(self._slots, self._counts, keys)

    def add(self, keys: Keys, amounts: Totals | None = None) -> Totals:
        """Count each of `keys` once, or by its amount; return the counts before.

        A key that stands in `keys` twice finds its first count at the second place.
        """
        if self._used + len(keys) > _FULLEST * len(self._slots):
            self._make_room(self._used + len(keys))
        if amounts is None:
            amounts = np.ones(len(keys), np.uint32)
        before = np.empty(len(keys), np.uint32)
        self._used += _add(self._slots, self._counts, keys, amounts, before)
        return before

    def clear(self) -> None:
        """Forget every count."""
        self._used = 0
        self._slots: Keys = np.zeros(_FEWEST, np.uint64)
        self._counts: Totals = np.zeros(_FEWEST, np.uint32)

    def save(self) -> bytes:
        """Return the table as bytes; equal tables give equal bytes."""
        taken = np.flatnonzero(self._slots)
        taken = taken[np.argsort(self._slots[taken])]
        head = _SAVED.pack(_MAGIC, len(taken))
        keys = self._slots[taken].astype("<u8").tobytes()
        return head + keys + self._counts[taken].astype("<u4").tobytes()

    @classmethod
    def load(cls, data: bytes | memoryview) -> "Counts":
        """Return the table that `save` gave as `data`."""
        keys, amounts = _parts(data)
        counts = cls()
        counts.add(keys, amounts)
        return counts

    def _make_room(self, keys: int) -> None:
        size = 1 << int(keys / _FULLEST).bit_length()
        slots, counts = np.zeros(size, np.uint64), np.zeros(size, np.uint32)
        taken = np.flatnonzero(self._slots)
        spare = np.empty(len(taken), np.uint32)
        _add(slots, counts, self._slots[taken], self._counts[taken], spare)
        self._slots, self._counts = slots, counts


def _parts(data: bytes | memoryview) -> tuple[Keys, Totals]:
    try:
        magic, number = _SAVED.unpack_from(data)
        if magic != _MAGIC or len(data) != _SAVED.size + 12 * number:
            raise BadCounts("saved counts are not whole; they can be counted anew")
        keys = np.frombuffer(data, "<u8", number, _SAVED.size)
        amounts = np.frombuffer(data, "<u4", number, _SAVED.size + 8 * number)
    except struct.error:
        raise BadCounts("saved counts are cut off; they can be counted anew") from None
    return keys.astype(np.uint64), amounts.astype(np.uint32)


@kernel
def _slot(slots: Keys, key: np.uint64) -> np.int64:
    """Return where `key` is, or the free slot where it belongs."""
    mask = len(slots) - 1
    at = np.int64((key ^ (key >> np.uint64(32))) & np.uint64(mask))
    while slots[at] != _FREE and slots[at] != key:
        at = (at + 1) & mask
    return at


@kernel
def _find(slots: Keys, counts: Totals, keys: Keys) -> Totals:
    found = np.zeros(len(keys), np.uint32)
    for row in range(len(keys)):
        at = _slot(slots, max(keys[row], _ONE))
        found[row] = counts[at]
    return found


@kernel
def _add(
    slots: Keys, counts: Totals, keys: Keys, amounts: Totals, before: Totals
) -> int:
    fresh = 0
    for row in range(len(keys)):
        key = max(keys[row], _ONE)
        at = _slot(slots, key)
        if slots[at] == _FREE:
            slots[at] = key
            fresh += 1
        before[row] = counts[at]
        total = np.uint64(counts[at]) + np.uint64(amounts[row])
        counts[at] = np.uint32(min(total, _MOST))
    return fresh
