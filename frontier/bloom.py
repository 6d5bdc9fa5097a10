"""A Bloom filter that grows: a chain of filters, the last one taking what is new.

    error of link i     error * (1 - shrink) * shrink**i       in all less than `error`
    capacity of link i  half of what all before it hold

A set that starts small shrinks slowly, by 15/16, so that its 20th link is little dearer
than the first. At 1e-5 it takes 5 bytes a key when full, and half as many again at its
worst, when a link was just made: 7.4 at a million keys, 7.8 at 17 million; 8 are passed
at 87 million, which is past 5 billion URLs in the shards of a campaign.
A set made for a known number spends half its error there: 3.6 bytes a key, and p/2**i
on whatever comes after.
"""

import struct

import numpy as np

from frontier.blocks import WORDS, aligned, blocks_for, has, insert
from frontier.exact import first_sights, writable
from frontier.kernel import Flags, Keys
from frontier.payload import BLOOM, Payload, damaged, pack, to_bytes, to_keys

LARGEST_START = 1024
GROWING, SIZED = 15 / 16, 1 / 2
_FIELDS = struct.Struct("<ddQ")  # error, shrink, keys in the last link
_LINK = struct.Struct("<QQ")  # capacity, blocks


class Bloom:
    """Fingerprints as set bits: now and then a new one looks known, never the reverse."""

    def __init__(self, error: float, shrink: float) -> None:
        self._error, self._shrink = error, shrink
        self._capacities: list[int] = []
        self._starts = np.zeros(1, np.int64)
        self._bits = aligned(0)
        self._last = 0

    @classmethod
    def growing(cls, capacity: int, error: float) -> "Bloom":
        """Return an empty set of a few KB, for `capacity` keys or many more."""
        seen = cls(error, GROWING)
        seen._append(min(capacity, LARGEST_START))
        return seen

    @classmethod
    def sized(cls, capacity: int, error: float) -> "Bloom":
        """Return an empty set with room for `capacity` keys; past them it grows."""
        seen = cls(error, SIZED)
        seen._append(capacity)
        return seen

    def fresh(self, fps: Keys) -> Flags:
        """Return which of `fps` are new here and seen for the first time in `fps`."""
        fps = writable(fps)
        return first_sights(fps) & ~self.has(fps)

    def has(self, fps: Keys) -> Flags:
        """Return which of `fps` were added, or look as if they were."""
        fps = writable(fps)
        known = np.empty(fps.size, np.bool_)
        has(self._bits, self._starts, fps, known)
        return known

    def add(self, fps: Keys) -> None:
        """Put all of `fps` into the set."""
        fps = writable(fps)
        at = 0
        while True:
            room = self._capacities[-1] - self._last
            at, added = insert(self._bits, self._starts, fps, at, room)
            self._last += added
            if at == fps.size:
                return
            self._append(max(1, sum(self._capacities) // 2))

    def __len__(self) -> int:
        return sum(self._capacities[:-1]) + self._last

    @property
    def nbytes(self) -> int:
        """How much memory the bits take."""
        return self._bits.nbytes

    def save(self) -> bytes:
        """Return the set as bytes."""
        fields = _FIELDS.pack(self._error, self._shrink, self._last)
        blocks = np.diff(self._starts).tolist()
        links = map(_LINK.pack, self._capacities, blocks)
        return pack(BLOOM, fields + b"".join(links), to_bytes(self._bits))

    @classmethod
    def load(cls, payload: Payload) -> "Bloom":
        """Return the set that `save` wrote."""
        try:
            error, shrink, last = _FIELDS.unpack_from(payload.fields)
            links = list(_LINK.iter_unpack(payload.fields[_FIELDS.size :]))
        except struct.error:
            raise damaged("its parameters are not those of a Bloom filter") from None
        blocks = [size for _, size in links]
        if not links or 8 * WORDS * sum(blocks) != len(payload.content):
            raise damaged("its links are not as long as it promises")
        # A key takes a bit or more: what says otherwise would make a link without end.
        right = all(0 < keys <= 64 * WORDS * size for keys, size in links)
        if not (right and last <= links[-1][0] and 0 < error < 1 and 0 < shrink < 1):
            raise damaged("its parameters are out of range")
        seen = cls(error, shrink)
        seen._capacities, seen._last = [capacity for capacity, _ in links], last
        seen._starts = np.cumsum([0, *blocks], dtype=np.int64)
        seen._bits = aligned(sum(blocks))
        seen._bits[:] = to_keys(payload.content)
        return seen

    def _append(self, capacity: int) -> None:
        """Add an empty link for `capacity` keys; it is the one that takes new ones."""
        error = self._error * (1 - self._shrink)
        for _ in self._capacities:
            error *= self._shrink
        old = self._bits
        end = int(self._starts[-1]) + blocks_for(capacity, error)
        self._bits = aligned(end)
        self._bits[: old.size] = old
        self._starts = np.append(self._starts, end)
        self._capacities.append(capacity)
        self._last = 0
