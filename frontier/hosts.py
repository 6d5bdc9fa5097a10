"""The table of hosts: one row a host name, found by its hash, in order of first sight.

    index   key -> row      open addressing, a power of two, at most 60 % full
    rows    HOST[...]       everything the hot loops ask of a host, side by side
    names   list of str     for people, and for the book that outlives the process

A row holds three kinds of facts: politeness (kept for the whole home, see book.py), the
lane (where this campaign's URLs of the host are, see lanes.py) and its place in the queue
of hosts (see leases.py).
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from frontier.column import Urls
from frontier.kernel import Ints, Keys, Small, kernel
from frontier.urls import domain, shard_of

# Where a host is: exactly one of these at any time.
IDLE, READY, FLYING, PARKED, HELD, REFILL = range(6)
# Nothing of the host lies outside its lane when its bound is this.
NO_RANK, NO_TIE = 2**31 - 1, 2**63 - 1
NO_BUDGET = 2**31 - 1

HOST = np.dtype(
    [
        ("key", "u8"),  # mmh3 of the name
        ("ready_at", "f8"),  # the delay after the last answer is over
        ("blocked_until", "f8"),  # the pause the host or a person asked for is over
        ("trouble_at", "f8"),  # when the host last said: too much
        ("set_delay", "f4"),  # what a person set; NaN: nothing
        ("robots_delay", "f4"),  # Crawl-delay, capped; NaN: none
        ("level", "i4"),  # how often in a row it said: too much
        ("flags", "u1"),
        ("shard", "u1"),
        ("place", "u1"),
        ("aged", "u1"),  # the lane's head is there because of its age
        ("lane_class", "i4"),  # size class of the slab, -1: none
        ("lane", "i4"),  # where the slab begins
        ("lane_from", "i4"),  # its first entry in the slab
        ("lane_len", "i4"),
        ("staged", "i4"),  # last of its entries in the shard's staging area
        ("runs", "i4"),  # first of its runs on disk
        ("outside", "i4"),  # entries staged or in runs
        ("bound_rank", "i4"),  # the best of those
        ("bound_tie", "i8"),
        ("outside_low", "i8"),  # no tie of them is lower,
        ("outside_high", "i8"),  # and none is higher
        ("pending", "i4"),  # lane and outside
        ("leased", "i4"),
        ("done", "i4"),
        ("dropped", "i4"),
        ("budget", "i4"),  # pages it may still give
        ("turns", "i4"),
        ("group", "i4"),  # the second gate, -1: none
        ("domain", "i4"),  # row of its domain's budget, -1: none
        ("next_parked", "i4"),
        ("errands", "i4"),  # requests that come before any page
    ],
    align=True,
)
Rows = NDArray[np.void]
T = TypeVar("T", bound=np.generic)


class Hosts:
    """All hosts that this process has met."""

    def __init__(self) -> None:
        self.rows: Rows = np.zeros(1024, HOST)
        self.names: list[str] = []
        self._keys: Keys = np.zeros(2048, np.uint64)
        self._places: Small = np.full(2048, -1, np.int32)

    def __len__(self) -> int:
        return len(self.names)

    def known(self, keys: Keys) -> Small:
        """Return the row of each key, -1 where there is none yet."""
        found = np.empty(len(keys), np.int32)
        _find(self._keys, self._places, keys, found)
        return found

    def rows_of(self, urls: Urls, index: Ints) -> Small:
        """Return the row of the host of each URL in `index`; new hosts get one."""
        keys = urls.hosts[index]
        found = self.known(keys)
        strange = np.flatnonzero(found < 0)
        if len(strange):
            _, first = np.unique(keys[strange], return_index=True)
            # Rows in the order of first sight, so that a replay makes the same table.
            first = strange[np.sort(first)]
            self.add([urls.host(i) for i in index[first].tolist()], keys[first])
            found = self.known(keys)
        return found

    def row_of(self, name: str, key: int) -> int:
        """Return the row of the host `name`; a new host gets one."""
        keys = np.array([key], np.uint64)
        row = int(self.known(keys)[0])
        if row < 0:
            row = self.add([name], keys)
        return row

    def add(self, names: Sequence[str], keys: Keys, shard: int | None = None) -> int:
        """Add hosts that are not there yet and return the first one's row."""
        begin, end = len(self.names), len(self.names) + len(names)
        self._reserve(end)
        fresh = self.rows[begin:end]
        fresh["key"] = keys
        fresh["set_delay"] = np.nan
        fresh["robots_delay"] = np.nan
        for field in ("lane_class", "lane", "staged", "runs", "group", "domain"):
            fresh[field] = -1
        fresh["next_parked"] = -1
        fresh["bound_rank"] = NO_RANK
        fresh["bound_tie"] = NO_TIE
        fresh["outside_low"] = NO_TIE
        fresh["outside_high"] = -NO_TIE
        fresh["budget"] = NO_BUDGET
        if shard is None:
            fresh["shard"] = [shard_of(domain(name)) for name in names]
        else:
            fresh["shard"] = shard
        self.names.extend(names)
        _place(self._keys, self._places, keys, begin)
        return begin

    def _reserve(self, count: int) -> None:
        if count > len(self.rows):
            self.rows = grown(self.rows, count)
        if count > 0.6 * len(self._keys):
            size = 1 << int(count / 0.6).bit_length()
            self._keys = np.zeros(size, np.uint64)
            self._places = np.full(size, -1, np.int32)
            keys = np.ascontiguousarray(self.rows["key"][: len(self.names)])
            _place(self._keys, self._places, keys, 0)

    @property
    def live(self) -> Rows:
        """The rows in use."""
        return self.rows[: len(self.names)]


def grown(array: NDArray[T], count: int) -> NDArray[T]:
    """Return `array` with room for at least `count` items; new ones are zero."""
    bigger = np.zeros(max(count, 2 * len(array)), array.dtype)
    bigger[: len(array)] = array
    return bigger


@kernel
def _find(index: Keys, places: Small, keys: Keys, found: Small) -> None:
    mask = np.uint64(len(index) - 1)
    for i in range(len(keys)):
        at = keys[i] & mask
        while places[at] >= 0 and index[at] != keys[i]:
            at = (at + np.uint64(1)) & mask
        found[i] = places[at]


@kernel
def _place(index: Keys, places: Small, keys: Keys, first: int) -> None:
    mask = np.uint64(len(index) - 1)
    for i in range(len(keys)):
        at = keys[i] & mask
        while places[at] >= 0:
            at = (at + np.uint64(1)) & mask
        index[at] = keys[i]
        places[at] = first + i
