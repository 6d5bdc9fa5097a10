"""Figures of all processes of a shop, in one file that they hold in memory together.

Each process has a region of its own, so none waits for another; whoever asks adds them
up. A process holds its region by a lock that ends with it, and the next one counts on
from where it stood, so no figure ever falls.
"""

import fcntl
import os
import weakref
from bisect import bisect_left
from pathlib import Path

import numpy as np

from storefront.http.kinds import KINDS, Kind
from storefront.http.sharing import shared

# What is counted one by one; any other status counts as its hundred.
STATUSES = (
    *(200, 206, 301, 302, 303, 304, 400, 403, 404, 405, 413, 414, 429, 500, 503),
    *(100, 300),
)
BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
# How a page was answered: from what was kept, by 304, or made for the occasion.
LOOKS = ("hit", "unchanged", "miss")

_REGIONS = 256
_A_KIND = len(STATUSES) + len(BOUNDS_S) + 2  # the last bound is endless; the sum
_A_REGION = 256
_SIZE = _REGIONS * _A_REGION * 8
_LOOKS_AT = len(KINDS) * _A_KIND
_STATUS_PLACE = {status: place for place, status in enumerate(STATUSES)}
_KIND_PLACE = {kind: place * _A_KIND for place, kind in enumerate(KINDS)}


class Counters:
    """The figures, held in the file `path`."""

    def __init__(self, path: Path) -> None:
        self._map = shared(path, _SIZE)
        # It stays open: a process that closes any handle of a file loses its locks.
        handle = os.open(path, os.O_RDWR)
        weakref.finalize(self, os.close, handle)
        first = _free_region(handle) * _A_REGION
        self._mine = memoryview(self._map).cast("d")[first : first + _A_REGION]

    def answered(self, kind: Kind, status: int, seconds: float) -> None:
        """Count one request."""
        place = _KIND_PLACE[kind]
        self._mine[place + _status_place(status)] += 1
        place += len(STATUSES)
        self._mine[place + bisect_left(BOUNDS_S, seconds)] += 1
        self._mine[place + len(BOUNDS_S) + 1] += seconds

    def looked(self, place: int) -> None:
        """Count one look at the pages kept, by its place in LOOKS."""
        self._mine[_LOOKS_AT + place] += 1

    def sums(self) -> "Sums":
        """Return what all processes have counted."""
        table = np.frombuffer(self._map, np.float64).reshape(_REGIONS, _A_REGION)
        return Sums([float(one) for one in table.sum(axis=0)])


class Sums:
    """What all processes have counted up to one moment."""

    def __init__(self, values: list[float]) -> None:
        self._values = values

    def requests(self, kind: Kind) -> dict[int, float]:
        """Return how many requests of `kind` were answered, by status."""
        values = self._values[_KIND_PLACE[kind] :]
        found = zip(STATUSES, values, strict=False)
        return {status: number for status, number in found if number}

    def seconds(self, kind: Kind) -> tuple[list[float], float]:
        """Return how many took up to each bound, all at the end; and their sum."""
        first = _KIND_PLACE[kind] + len(STATUSES)
        last = first + len(BOUNDS_S) + 1
        within = np.cumsum(self._values[first:last]).tolist()
        return within, self._values[last]

    def looks(self) -> dict[str, float]:
        """Return how pages were answered."""
        return dict(zip(LOOKS, self._values[_LOOKS_AT:], strict=False))


def _status_place(status: int) -> int:
    place = _STATUS_PLACE.get(status)
    if place is None:
        place = _STATUS_PLACE.get(status // 100 * 100, _STATUS_PLACE[500])
    return place


def _free_region(handle: int) -> int:
    for region in range(_REGIONS - 1):
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, region, os.SEEK_SET)
        except OSError:
            continue
        return region
    return _REGIONS - 1  # more processes than regions share the last
