"""An hour's pages made ready: sorted by time and cut into units, each taken as a whole.

    UNIT   pages due within five minutes of each other, the earliest first
    DONE   origins of units that are safe elsewhere

A unit never changes once it is written, so the hash of its bytes names it for ever: its
origin. A file whose units are all done is removed.
"""

from collections.abc import Collection
from itertools import pairwise
from pathlib import Path

import mmh3
import numpy as np

from frontier.due import DUE, Dues, dues_of, idents
from frontier.duehours import Waiting, mapped, numbers, remove, rename, unknown
from frontier.facts import Facts, packed, read_facts
from frontier.frames import Frame, Frames, read_buffer
from frontier.kernel import Keys, Times
from frontier.tail import Tail

UNIT, DONE = 3, 4
# The most that a page is late, and that `take` gives beyond what was asked for.
UNIT_S = 300
UNIT_PAGES = 1024


class Unit:
    """Pages that are taken together; their texts are read when they are."""

    def __init__(self, frame: Frame, facts: Facts) -> None:
        # 0 is what a log calls "from nowhere".
        self.origin = mmh3.hash64(bytes(frame.payload), signed=False)[0] or 1
        self.due_at = float(facts.records["due_at"].max())
        self._facts = facts

    def __len__(self) -> int:
        return len(self._facts)

    def dues(self) -> Dues:
        """Return the unit's pages."""
        return dues_of(self._facts)

    def idents(self) -> Keys:
        """Return the idents of the unit's pages."""
        return idents(self._facts.records)


class Ready:
    """One file of units; one process writes it, any may read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tail = Tail(path)
        reading = read_buffer(mapped(path), path.name)
        parts, self.damage = read_facts(reading, UNIT, DUE, path.name)
        self._units = [Unit(*part) for part in parts if len(part[1])]
        done = [numbers(frame) for frame in reading.frames if frame.kind == DONE]
        self._done = {origin for part in done for origin in part.tolist()}

    def waiting(self) -> list[Unit]:
        """Return the units that are not done, the earliest first."""
        return [unit for unit in self._units if unit.origin not in self._done]

    def idents(self) -> Keys:
        """Return the idents of all pages, also of units that are done."""
        found = [unit.idents() for unit in self._units]
        return np.concatenate([np.empty(0, np.uint64), *found])

    def finish(self, origins: Collection[int]) -> None:
        """Note that these units are done."""
        payload = np.array(list(origins), np.uint64).tobytes()
        self._tail.append(DONE, payload, len(origins))
        self._done.update(origins)

    def sync(self) -> None:
        """Wait until it is on the disk what is done."""
        self._tail.sync()


def make_ready(waiting: Waiting, known: Keys, path: Path) -> bool:
    """Write the pages that are not `known` as units; return whether there are any.

    The file gets its name when it is whole and on the disk.
    """
    rows = unknown(waiting.records, known)
    if not len(rows):
        return False
    beside = path.with_name(f".{path.name}.tmp")
    remove(beside)
    file = Frames.open(beside)
    try:
        for part in _cut(waiting.records["due_at"][rows]):
            facts = waiting.facts(rows[part])
            payload = packed(facts.records, np.diff(facts.ends), bytes(facts.data))
            file.append(UNIT, payload, len(facts))
    finally:
        file.close()
    rename(beside, path)
    return True


def _cut(due_at: Times) -> list[slice]:
    """Return the slices of sorted times that make the units."""
    edges = np.flatnonzero(np.diff(due_at // UNIT_S)) + 1
    runs = pairwise([0, *edges.tolist(), len(due_at)])
    return [
        slice(start + at, min(start + at + UNIT_PAGES, stop))
        for start, stop in runs
        for at in range(0, stop - start, UNIT_PAGES)
    ]
