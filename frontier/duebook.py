"""Which known pages are due: they wait on disk, in files by the hour, offers apart.

    put ──> offer-0498540.log ──> .split ──> offer-0498540.0.ready ──> take
            any order             closed     sorted, cut into units    finished: removed

Memory holds no page that waits, only which files there are. An hour is sorted when it
begins; its units are taken when their last page is due. Taking changes nothing: a unit
is gone when the caller says it is finished, which it says after the pages are safe in
its own log. A kill between the two gives the same unit, with the same origin, again.

    sooner   a page that changed is copied to the hour that runs now, then its old record
             is struck out (GONE) where it was found: it is in one place, or after a kill
             in two until the search is made again, with the same time and so but once.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from frontier.column import hashes
from frontier.due import DUE, OFFER, Dues, idents, kinds, lines
from frontier.duehours import HOUR_S, Hours, Slot, read_waiting, remove, rename, slot_of
from frontier.dueready import Ready, Unit, make_ready
from frontier.durable import refusal
from frontier.facts import Records
from frontier.kernel import Keys
from frontier.sooner import Told

# All hours are read for what sitemaps told, so not more often than this.
LOOK_EVERY_S = 900.0
# The last hour that has a name; no page waits a thousand years.
_LATEST = 9_999_999.0 * HOUR_S


@dataclass(frozen=True, slots=True)
class Taken:
    """Pages that are due; the same origin is always the same pages."""

    origin: int
    dues: Dues


class DueBook:
    """The known pages of one shard of a campaign; one process has it open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hours = Hours(folder)
        self._told = Told(folder / "sooner.log")
        self.damage = list(self._told.damage)
        self._waiting: set[Slot] = set()
        self._unread: dict[Slot, list[Path]] = {}
        self._ready: dict[Slot, list[Ready]] = {}
        self._out: dict[int, tuple[Slot, Ready]] = {}
        self._look_at = 0.0

    @classmethod
    def open(cls, folder: Path) -> "DueBook":
        """Open the pages that wait in `folder`; only the names of files are read."""
        book = cls(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            paths = sorted(folder.iterdir())
        except OSError as error:
            raise refusal(folder, error) from error
        for path in paths:
            book._meet(path)
        return book

    def put(self, dues: Dues) -> None:
        """Let pages wait until they are due; what was put before counts once."""
        records = dues.records.astype(DUE)
        records["page"] = hashes(dues.urls)
        times = np.nan_to_num(records["due_at"], posinf=_LATEST, neginf=0.0)
        records["due_at"] = np.clip(times, 0.0, _LATEST)
        self._put(records, lines(dues))

    def sooner(self, urls: Sequence[str], modified_at: ArrayLike, now: float) -> None:
        """Make pages due now whose last visit was before they were modified.

        A page that is not known here is left to whoever schedules new pages.
        """
        self._told.add(urls, modified_at, now)

    def take(self, now: float, most: int) -> list[Taken]:
        """Return units of due pages, offers first, then the earliest.

        The last unit may go beyond `most`, by less than its own length.
        """
        self._look(now)
        taken: list[Taken] = []
        due = self._due(now)
        while most > 0 and (found := next(due, None)):
            slot, ready, unit = found
            self._out[unit.origin] = slot, ready
            taken.append(Taken(unit.origin, unit.dues()))
            most -= len(unit)
        return taken

    def finished(self, origins: Collection[int]) -> None:
        """Remove units that were taken: their pages are safe elsewhere."""
        mine = [origin for origin in origins if origin in self._out]
        for slot, ready in {self._out[origin] for origin in mine}:
            ready.finish([o for o in mine if self._out[o] == (slot, ready)])
            if not ready.waiting():
                self._make_ready(slot)
        for origin in mine:
            del self._out[origin]

    def next_due_at(self) -> float | None:
        """Return when `take` may have something; earlier than that it has nothing."""
        times = [slot.begin for slot in self._waiting]
        for slot in list(self._unread):
            self._open_ready(slot)
        for readies in self._ready.values():
            times += [unit.due_at for ready in readies for unit in self._left(ready)]
        if len(self._told):
            times.append(self._look_at)
        return min(times, default=None)

    def sync(self) -> None:
        """Wait until everything is on the disk; no file stays open in between."""
        self._hours.sync()
        self._told.sync()
        for readies in self._ready.values():
            for ready in readies:
                ready.sync()

    def _meet(self, path: Path) -> None:
        slot = slot_of(path)
        if slot is None:
            if path.suffix == ".tmp":
                remove(path)
        elif path.suffix == ".ready":
            self._unread.setdefault(slot, []).append(path)
        elif path.suffix in (".log", ".split"):
            self._waiting.add(slot)

    def _put(self, records: Records, texts: list[str]) -> None:
        hours = (records["due_at"] // HOUR_S).astype(np.int64)
        ranks = (kinds(records) != OFFER).astype(np.int64)
        order = np.lexsort((hours, ranks))
        places = np.stack([ranks[order], hours[order]])
        edges = np.flatnonzero((np.diff(places) != 0).any(axis=0)) + 1
        for rows in np.split(order, edges):
            if len(rows):
                slot = Slot(int(ranks[rows[0]]), int(hours[rows[0]]))
                mine = [texts[row] for row in rows.tolist()]
                self._hours.put(slot, records[rows], mine)
                self._waiting.add(slot)

    def _look(self, now: float) -> None:
        """Move the pages that sitemaps told of to the hour in which they told it."""
        # A clock that was set back must not keep us from looking for days.
        if not len(self._told) or 0 < self._look_at - now <= LOOK_EVERY_S:
            return
        moved = dict[Slot, Keys]()
        for slot in sorted(self._waiting):
            waiting = read_waiting(self._hours.path(slot))
            rows, told_at = self._told.find(waiting.records)
            if len(rows):
                facts = waiting.facts(rows)
                moved[slot] = idents(facts.records)
                facts.records["due_at"] = told_at
                self._put(facts.records, facts.texts())
        self._hours.sync()
        for slot, gone in moved.items():
            self._hours.forget(slot, gone)
        self._hours.sync()
        self._told.clear()
        self._look_at = now + LOOK_EVERY_S

    def _due(self, now: float) -> Iterator[tuple[Slot, Ready, Unit]]:
        for slot in sorted({*self._waiting, *self._unread, *self._ready}):
            if slot.begin <= now:
                self._make_ready(slot)
                yield from sorted(
                    (
                        (slot, ready, unit)
                        for ready in self._ready.get(slot, [])
                        for unit in self._left(ready)
                        if unit.due_at <= now
                    ),
                    key=lambda found: found[2].due_at,
                )

    def _left(self, ready: Ready) -> list[Unit]:
        return [unit for unit in ready.waiting() if unit.origin not in self._out]

    def _make_ready(self, slot: Slot) -> None:
        """Sort what waits in a slot into units, then drop files without any.

        In this order: what was put twice shows only beside the first.
        """
        self._open_ready(slot)
        if slot in self._waiting:
            log, split = self._hours.path(slot), self._folder / f"{slot.name}.split"
            # Left by a kill: at least its pages that no unit holds are still to come.
            self._sort(slot, split)
            if log.exists():
                self._hours.part_with(slot)
                rename(log, split)
                self._sort(slot, split)
            self._waiting.discard(slot)
        readies = self._ready.pop(slot, [])
        for ready in readies:
            if not ready.waiting():
                remove(ready.path)
        if left := [ready for ready in readies if ready.waiting()]:
            self._ready[slot] = left

    def _sort(self, slot: Slot, split: Path) -> None:
        waiting = read_waiting(split)
        self._report(waiting.damage)
        readies = self._ready.get(slot, [])
        known = [np.empty(0, np.uint64), *(ready.idents() for ready in readies)]
        number = 1 + max((_number(ready.path) for ready in readies), default=-1)
        path = self._folder / f"{slot.name}.{number}.ready"
        if make_ready(waiting, np.concatenate(known), path):
            self._ready.setdefault(slot, []).append(Ready(path))
        remove(split)

    def _open_ready(self, slot: Slot) -> None:
        for path in self._unread.pop(slot, []):
            ready = Ready(path)
            self._report(ready.damage)
            self._ready.setdefault(slot, []).append(ready)

    def _report(self, damage: Sequence[str]) -> None:
        self.damage += [text for text in damage if text not in self.damage]


def due_counts(folder: Path) -> dict[Slot, int]:
    """Return how many pages wait in each hour; all files are read, none is changed."""
    counts: dict[Slot, int] = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        if (slot := slot_of(path)) is not None:
            if path.suffix == ".ready":
                pages = sum(map(len, Ready(path).waiting()))
            else:
                pages = len(read_waiting(path))
            counts[slot] = counts.get(slot, 0) + pages
    return {slot: pages for slot, pages in sorted(counts.items()) if pages}


def _number(path: Path) -> int:
    """Return the number in the name of a .ready file."""
    return int(path.name.split(".")[1])
