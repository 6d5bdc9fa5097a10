"""What lies outside the lanes, on disk: per host, sorted, read a little at a time.

    runs (file)   offset offset offset ...      4 bytes a URL, of one segment, by host
                  |--- host A ----|- host B -|  and rank: the run of A, the run of B
    RUN           where a host's run goes on, how much is left, and its first entry, so
                  that the best run of a host is found without touching the disk

The file is scratch: it is made again from the log whenever the frontier is opened.
"""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from frontier.durable import refusal, refusing
from frontier.hosts import Rows, grown
from frontier.kernel import Ints, Small

RUN = np.dtype(
    [
        ("place", "i8"),  # of the first entry that is left, in the file
        ("tie", "i8"),  # of that entry
        ("rank", "i4"),
        ("left", "i4"),
        ("segment", "i4"),
        ("next", "i4"),  # the host's next run; of a free slot: the next free one
    ],
    align=True,
)
Slots = NDArray[np.void]


class Found(NamedTuple):
    """One run a host."""

    hosts: Small
    first: Ints  # where each host's entries begin
    slots: Slots


class Scratch:
    """The file of one shard's runs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        try:
            self._descriptor = os.open(path, flags, 0o644)
        except OSError as error:
            raise refusal(path, error) from error
        self.size = 0

    def append(self, offsets: NDArray[np.uint32]) -> int:
        """Write `offsets` and return where."""
        at = self.size
        data = memoryview(offsets.tobytes())
        try:
            while data:
                written = os.pwrite(self._descriptor, data, self.size)
                self.size += written
                data = data[written:]
        except OSError as error:
            self.size = at
            raise refusal(self._path, error) from error
        return at

    def read(self, place: int, count: int) -> Small:
        """Return `count` offsets from `place` on."""
        return np.frombuffer(os.pread(self._descriptor, 4 * count, place), np.int32)

    def close(self) -> None:
        """Remove the file; a second time nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            with refusing(self._path):
                self._path.unlink(missing_ok=True)


class Runs:
    """The runs of all hosts, each a link in its host's list."""

    def __init__(self) -> None:
        self.slots: Slots = np.zeros(256, RUN)
        self._used = 0
        self._free: list[int] = []

    def add(self, rows: Rows, hosts: Small, found: Slots) -> None:
        """Put one run before each host's others."""
        places = self._places(len(hosts))
        self.slots[places] = found
        self.slots["next"][places] = rows["runs"][hosts]
        rows["runs"][hosts] = places

    def of(self, rows: Rows, host: int) -> list[int]:
        """Return the host's runs, best first entry first."""
        found = []
        at = int(rows["runs"][host])
        while at >= 0:
            found.append(at)
            at = int(self.slots["next"][at])
        rank, tie = self.slots["rank"], self.slots["tie"]
        return sorted(found, key=lambda run: (rank[run], tie[run]))

    def relink(self, rows: Rows, host: int, runs: list[int]) -> None:
        """Make the host's list anew of those of `runs` that are not used up."""
        rows["runs"][host] = -1
        for run in runs:
            if self.slots["left"][run]:
                self.slots["next"][run] = rows["runs"][host]
                rows["runs"][host] = run
            else:
                self._free.append(run)

    def _places(self, count: int) -> Ints:
        reused = [self._free.pop() for _ in range(min(count, len(self._free)))]
        fresh = count - len(reused)
        if self._used + fresh > len(self.slots):
            self.slots = grown(self.slots, self._used + fresh)
        places = [*reused, *range(self._used, self._used + fresh)]
        self._used += fresh
        return np.array(places, np.int64)
