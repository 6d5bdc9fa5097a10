"""pybloom-live's scalable filter as a set of seen URLs: to compare with, for small crawls.

It takes one key at a time, as decimal text.
"""

import struct
from io import BytesIO

import numpy as np
from pybloom_live import ScalableBloomFilter

from frontier.exact import first_sights
from frontier.kernel import Flags, Keys
from frontier.payload import PYBLOOM, Payload, damaged, pack

LARGEST_START = 1000
_GROWTHS = (ScalableBloomFilter.SMALL_SET_GROWTH, ScalableBloomFilter.LARGE_SET_GROWTH)
# What pybloom-live writes before a chain of filters, and before each of them.
_CHAIN = struct.Struct("<idQdl")  # growth, ratio, first capacity, error, filters
_FILTER = struct.Struct("<dQQQQ")  # error, slices, bits a slice, capacity, keys


class PyBloom:
    """Fingerprints in a ScalableBloomFilter."""

    def __init__(self, filters: ScalableBloomFilter) -> None:
        self._filters = filters

    @classmethod
    def growing(cls, capacity: int, error: float) -> "PyBloom":
        """Return an empty set, for `capacity` keys or many more."""
        # Its error_rate is about what its first filter has, and each later one has 0.9
        # of that: ten times as much in all. A ninth of `error` keeps the whole below.
        return cls(ScalableBloomFilter(min(capacity, LARGEST_START), error / 9))

    def fresh(self, fps: Keys) -> Flags:
        """Return which of `fps` are new here and seen for the first time in `fps`."""
        return first_sights(fps) & ~self.has(fps)

    def has(self, fps: Keys) -> Flags:
        """Return which of `fps` were added, or look as if they were."""
        return np.array([fp in self._filters for fp in fps.tolist()], np.bool_)

    def add(self, fps: Keys) -> None:
        """Put all of `fps` into the set."""
        for fp in fps.tolist():
            self._filters.add(fp)

    def __len__(self) -> int:
        return len(self._filters)

    @property
    def nbytes(self) -> int:
        """How much memory the bits take."""
        return sum(part.num_bits for part in self._filters.filters) // 8

    def save(self) -> bytes:
        """Return the set as bytes, its content as pybloom-live writes it."""
        file = BytesIO()
        self._filters.tofile(file)
        return pack(PYBLOOM, b"", np.frombuffer(file.getbuffer(), np.uint8))

    @classmethod
    def load(cls, payload: Payload) -> "PyBloom":
        """Return the set that `save` wrote."""
        try:
            whole = _is_whole(payload.content)
        except struct.error:
            whole = False
        if not whole:
            raise damaged("its content is no chain of pybloom-live's filters")
        return cls(ScalableBloomFilter.fromfile(BytesIO(payload.content)))


def _is_whole(content: memoryview) -> bool:
    """Tell whether pybloom-live can read `content`: it trusts every number it finds."""
    growth, ratio, capacity, error, number = _CHAIN.unpack_from(content)
    if growth not in _GROWTHS or not (0 < ratio < 1 and 0 < error < 1 and capacity):
        return False
    at = _CHAIN.size + 8 * number
    if not 0 <= number <= len(content):
        return False
    sizes = struct.unpack_from(f"<{number}Q", content, _CHAIN.size)
    if at + sum(sizes) != len(content):
        return False
    for size in sizes:
        if not _is_filter(content[at : at + size]):
            return False
        at += size
    return True


def _is_filter(content: memoryview) -> bool:
    error, slices, bits, capacity, count = _FILTER.unpack_from(content)
    room = len(content) - _FILTER.size
    return (
        0 < error < 1
        and 0 < slices * bits <= 8 * room < slices * bits + 8
        and (count <= capacity)
    )
