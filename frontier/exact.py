"""An exact set of fingerprints: 64 bits each in an open table.

    table   [ slot 0 | slot 1 | ... | slot n-1 | zero ]     uint64
    slot    a fingerprint; 0 is an empty slot
    zero    1 when the fingerprint 0 itself is in the set

A fingerprint's slot is its top 32 bits scaled to n, then the next free one. So the table
lies in the order of the fingerprints, but for runs of neighbours: growing and loading
walk both tables from end to end, which is what makes them cheap.

At most 0.7 of the slots are used and a full table grows by a third: 11.4 B a key when
full, 15.2 just grown, 13.2 on average over all sizes. Doubling would cost 15.8.

Whoever picks URLs for their fingerprints can make a long run, and each look-up in it walk
that run; what bounds this is how many URLs a host or domain may have.
"""

import struct

import numpy as np

from frontier.kernel import Flags, Keys, kernel
from frontier.payload import EXACT, Payload, damaged, pack, to_bytes, to_keys

SMALLEST = 64
_FIELDS = struct.Struct("<QQ")
_EMPTY = np.uint64(0)
_PRESENT = np.uint64(1)
_HALF = np.uint64(32)
_START, _STEP = np.int64(0), np.int64(1)
# Fingerprints copied at a time while loading: as many as the nearest cache holds.
_CHUNK = 1 << 14


class Exact:
    """Fingerprints in an open table; answers are never wrong."""

    def __init__(self, slots: int = SMALLEST) -> None:
        self._table = np.zeros(slots + 1, np.uint64)
        self._count = 0

    def fresh(self, fps: Keys) -> Flags:
        """Return which of `fps` are new here and seen for the first time in `fps`."""
        fps = writable(fps)
        known = np.empty(fps.size, np.bool_)
        _has(self._table, fps, known)
        return first_sights(fps) & ~known

    def has(self, fps: Keys) -> Flags:
        """Return which of `fps` were added."""
        fps = writable(fps)
        known = np.empty(fps.size, np.bool_)
        _has(self._table, fps, known)
        return known

    def add(self, fps: Keys) -> None:
        """Put all of `fps` into the set."""
        fps = writable(fps)
        new = np.empty(fps.size, np.bool_)
        at = 0
        while True:
            at, added = _insert(self._table, fps, at, self._room(), new)
            self._count += added
            if at == fps.size:
                return
            self._grow()

    def reserve(self, count: int) -> None:
        """Make room for `count` fingerprints more at once.

        Sorted ones need that: in a table that is too small for all of them the first
        ones would crowd its beginning.
        """
        if count > self._room():
            self._resize((self._count + count) * 10 // 7 + SMALLEST)

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """How much memory the table takes."""
        return self._table.nbytes

    def keys(self) -> Keys:
        """Return all fingerprints, sorted: the same set is saved as the same bytes."""
        keys = self._held()
        keys.sort()
        return keys

    def save(self) -> bytes:
        """Return the set as bytes, 8 a fingerprint."""
        fields = _FIELDS.pack(self._table.size - 1, self._count)
        return pack(EXACT, fields, to_bytes(self.keys()))

    @classmethod
    def load(cls, payload: Payload) -> "Exact":
        """Return the set that `save` wrote."""
        if len(payload.fields) != _FIELDS.size:
            raise damaged("its parameters are not those of an exact set")
        slots, count = _FIELDS.unpack(payload.fields)
        if len(payload.content) != 8 * count:
            raise damaged(f"it does not hold the {count:,} fingerprints it promises")
        if slots < SMALLEST or not 10 * count <= 7 * slots <= 20 * count + 7 * SMALLEST:
            raise damaged(f"{slots:,} slots do not suit {count:,} fingerprints")
        seen = cls(slots)
        for at in range(0, len(payload.content), 8 * _CHUNK):
            seen.add(to_keys(payload.content[at : at + 8 * _CHUNK]))
        if len(seen) != count:
            raise damaged("it holds a fingerprint twice")
        return seen

    def _held(self) -> Keys:
        slots = self._table[:-1]
        keys = slots[slots != _EMPTY]
        return np.insert(keys, 0, _EMPTY) if self._table[-1] else keys

    def _room(self) -> int:
        return (self._table.size - 1) * 7 // 10 - self._count

    def _grow(self) -> None:
        self._resize((self._table.size - 1) * 4 // 3)

    def _resize(self, slots: int) -> None:
        keys = self._held()
        self._table = np.zeros(slots + 1, np.uint64)
        self._count = 0
        self.add(keys)


def first_sights(fps: Keys) -> Flags:
    """Return which of `fps` do not stand earlier in `fps`."""
    new = np.empty(fps.size, np.bool_)
    # Three of four slots of the table for this call stay empty: 4 ns a key, not 6.
    _insert(np.zeros(4 * fps.size + 2, np.uint64), fps, 0, fps.size, new)
    return new


def writable(fps: Keys) -> Keys:
    """Return `fps` as kernels take them: another layout would be compiled anew."""
    return fps if fps.flags.carray else fps.copy()


@kernel
def _slot(table: Keys, fp: np.uint64) -> np.int64:
    """Return where `fp` is, or the empty slot where it belongs."""
    slots = np.int64(table.size - 1)
    if fp == _EMPTY:
        return slots
    at = np.int64(((fp >> _HALF) * np.uint64(slots)) >> _HALF)
    while table[at] != _EMPTY and table[at] != fp:
        at += _STEP
        if at == slots:
            at = _START
    return at


@kernel
def _has(table: Keys, fps: Keys, known: Flags) -> None:
    for row in range(fps.size):
        known[row] = table[_slot(table, fps[row])] != _EMPTY


@kernel
def _insert(
    table: Keys, fps: Keys, begin: int, room: int, new: Flags
) -> tuple[int, int]:
    """Add `fps` from `begin` on, at most `room` new ones; return where it stopped."""
    added = 0
    for row in range(begin, fps.size):
        fp = fps[row]
        at = _slot(table, fp)
        new[row] = table[at] == _EMPTY
        if new[row]:
            if added == room:
                return row, added
            table[at] = max(fp, _PRESENT)
            added += 1
    return fps.size, added
