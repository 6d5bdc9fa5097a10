"""How many URLs were accepted where a site could make them without end.

    prefixes   host and first directory   -> URLs accepted below it
    queries    host and path              -> URLs accepted that differ in their query

Check first, count after: what is counted here was accepted and logged before, so a crash
between the two lets a few URLs more in and never shuts one out.
"""

import struct

import numpy as np

from frontier.column import Urls
from frontier.counts import Counts
from frontier.errors import BadCounts
from frontier.kernel import Flags, Keys, kernel
from frontier.traps import ASK, SLASH, Codes, Columns, Trap, digest, find
from frontier.trapsettings import Traps

_SAVED = struct.Struct("<Q")


class Quotas:
    """The quotas of one crawl; both are off by default and then cost nothing."""

    def __init__(self, traps: Traps) -> None:
        self._traps = traps
        self._prefixes = Counts()
        self._queries = Counts()

    @property
    def off(self) -> bool:
        """Whether neither quota is asked for."""
        return not (self._traps.prefix or self._traps.queries_per_path)

    def check(self, urls: Urls) -> Codes:
        """Return which quota is used up for each URL, were those before it accepted."""
        codes = np.zeros(len(urls), np.uint8)
        if not self.off:
            prefixes, paths = _places(urls)
            # Queries first: what one quota refuses must not use up the other, and a
            # path whose directory is full is refused from then on in any case.
            over = _over(self._queries, paths, self._traps.queries_per_path)
            codes[over] = Trap.QUERIES
            prefixes[over] = 0
            codes[_over(self._prefixes, prefixes, self._traps.prefix)] = Trap.PREFIX
        return codes

    def count(self, urls: Urls) -> None:
        """Count `urls`, which were accepted and logged."""
        if not self.off:
            prefixes, paths = _places(urls)
            self._prefixes.add(prefixes[prefixes > 0])
            self._queries.add(paths[paths > 0])

    def save(self) -> bytes:
        """Return what was counted as bytes."""
        first = self._prefixes.save()
        return _SAVED.pack(len(first)) + first + self._queries.save()

    @classmethod
    def load(cls, traps: Traps, data: bytes | memoryview) -> "Quotas":
        """Return the quotas that `save` gave as `data`."""
        quotas = cls(traps)
        try:
            (length,) = _SAVED.unpack_from(data)
        except struct.error:
            raise BadCounts("saved quotas are cut off; count them anew") from None
        second = _SAVED.size + length
        quotas._prefixes = Counts.load(data[_SAVED.size : second])
        quotas._queries = Counts.load(data[second:])
        return quotas


def _over(counts: Counts, keys: Keys, limit: int) -> Flags:
    """Return which keys have reached `limit`; 0 limits nothing, key 0 is no place."""
    over = np.zeros(len(keys), np.bool_)
    if limit:
        rows = np.flatnonzero(keys)
        wanted = keys[rows]
        # What was counted before, and what stands before it in this very batch.
        total = counts.of(wanted).astype(np.int64) + Counts().add(wanted)
        over[rows] = total >= limit
    return over


def _places(urls: Urls) -> tuple[Keys, Keys]:
    """Return a key of each URL's first directory and of its path; 0 without one."""
    data = urls.data.view()
    data.flags.writeable = False
    columns = (data, urls.ends, urls.host_from, urls.host_to)
    prefixes = np.zeros(len(urls), np.uint64)
    paths = np.zeros(len(urls), np.uint64)
    _find_places(columns, urls.hosts, prefixes, paths)
    return prefixes, paths


@kernel
def _find_places(columns: Columns, hosts: Keys, prefixes: Keys, paths: Keys) -> None:
    data, ends, _, host_to = columns
    for row in range(len(hosts)):
        url = data[ends[row] : ends[row + 1]]
        path_from = find(url, SLASH, np.int64(host_to[row]))
        query_from = find(url, ASK, path_from)
        first_to = find(url, SLASH, path_from + 1)
        if first_to < query_from:
            prefixes[row] = digest(url[path_from:first_to]) ^ hosts[row]
        # A lone `?` asks for nothing.
        if query_from + 1 < len(url):
            paths[row] = digest(url[path_from:query_from]) ^ hosts[row]
