"""A frontier on RocksDB (rocksdict) as a peer: dedup by key, one heap of hosts in memory.

    s + fingerprint      -> nothing      seen; asked with one multi-get a batch
    q + host + number    -> URL          pending or leased; `done` deletes it

A batch is one WriteBatch with the write-ahead log on, synced. A lease is only in
memory, as its record stays until it is done, so a kill loses nothing. A Bloom filter
of 10 bits a key spares looking for what is new.
"""

import heapq
from pathlib import Path
from struct import Struct
from typing import Any

from rocksdict import (
    BlockBasedOptions,
    Options,
    Rdict,
    WriteBatch,
    WriteOptions,
)

Lease = tuple[bytes, bytes, str]  # key, host, URL
_NUMBER = Struct(">Q")


class RocksFrontier:
    """URLs by host in RocksDB, hosts by their next time in a Python heap."""

    def __init__(self, folder: Path) -> None:
        table = BlockBasedOptions()
        table.set_bloom_filter(10, block_based=False)
        options = Options(raw_mode=True)
        options.set_block_based_table_factory(table)
        options.increase_parallelism(2)
        self._db = Rdict(str(folder), options)
        self._synced = WriteOptions()
        self._synced.sync = True
        self._unsynced = WriteOptions()
        self._first: dict[bytes, int] = {}
        self._after_last: dict[bytes, int] = {}
        self._ready: list[tuple[float, bytes]] = []
        self._waiting: set[bytes] = set()

    def schedule(
        self, prints: list[bytes], hosts: list[bytes], texts: list[bytes], now: float
    ) -> int:
        """Keep what is new of a batch, synced; return how many that were."""
        seen = [b"s" + mark for mark in prints]
        known = self._many(seen)
        batch = WriteBatch(raw_mode=True)
        fresh: set[bytes] = set()
        for key, host, text, value in zip(seen, hosts, texts, known, strict=True):
            if value is not None or key in fresh:
                continue
            fresh.add(key)
            number = self._after_last.get(host, 0)
            self._after_last[host] = number + 1
            batch.put(key, b"")
            batch.put(b"q" + host + _NUMBER.pack(number), text)
            if host not in self._waiting:
                self._waiting.add(host)
                heapq.heappush(self._ready, (now, host))
        self._db.write(batch, self._synced)
        return len(fresh)

    def _many(self, keys: list[bytes]) -> list[Any]:
        # Its types know of no list of bytes alone.
        asked: list[Any] = list(keys)
        return list(self._db.get(asked) or ())

    def next_batch(self, count: int, now: float) -> list[Lease]:
        """Lease at most `count` URLs, one a host."""
        keys: list[bytes] = []
        hosts: list[bytes] = []
        while len(keys) < count and self._ready and self._ready[0][0] <= now:
            host = heapq.heappop(self._ready)[1]
            number = self._first.get(host, 0)
            if number == self._after_last[host]:
                self._waiting.discard(host)
                continue
            self._first[host] = number + 1
            keys.append(b"q" + host + _NUMBER.pack(number))
            hosts.append(host)
        found = [value.decode() for value in self._many(keys)] if keys else []
        return list(zip(keys, hosts, found, strict=True))

    def done(self, leases: list[Lease], until: float) -> None:
        """Free the hosts from `until` on and forget the URLs."""
        batch = WriteBatch(raw_mode=True)
        for key, host, _ in leases:
            batch.delete(key)
            heapq.heappush(self._ready, (until, host))
        self._db.write(batch, self._unsynced)

    def close(self) -> None:
        """Close the database."""
        self._db.close()
