"""When known pages are visited again: planned at each visit, scheduled when due.

    done      the page's next visit is put into its shard's book of due pages
    schedule  due pages are written to the log as DUE frames, that name the unit they
              come from; then the unit is removed. A kill between the two leaves a unit
              that the log has already, which is removed at the next opening.

While a due page waits in the log, what is known of it travels as its meta.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from frontier.due import OFFER, PAGE, Dues, recalled
from frontier.duebook import DueBook, Taken
from frontier.plan import Plan
from frontier.recrawl import planned
from frontier.urls import domain, host, shard_of


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit found; `digest` is any number that changes when the page does."""

    digest: int
    etag: str = ""
    modified: str = ""
    offer: bool = False  # the page has a price or a stock: it is visited more often


class Planner:
    """The due pages of an owner's shards."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan.recrawl
        self._books: dict[int, DueBook] = {}

    @property
    def damage(self) -> list[str]:
        """What of the books cannot be read."""
        return [text for book in self._books.values() for text in book.damage]

    def open(self, shards: Sequence[int]) -> None:
        """Open the books of shards that have one."""
        for number in shards:
            if (self._folder / f"{number:02}" / "due").exists():
                self._book(number)

    def visited(
        self,
        urls: Sequence[str],
        given: Sequence[bytes],
        visits: Sequence[Visit],
        now: float,
    ) -> None:
        """Plan the next visits of pages that were just fetched."""
        known = recalled(urls, given)
        digests = np.array([visit.digest for visit in visits], np.uint64)
        changed = known.records["digest"] != digests
        records = known.records.copy()
        records["kind"] = [OFFER if visit.offer else PAGE for visit in visits]
        after = planned(self._plan, records, now, changed)
        after["digest"] = digests
        shards = np.array([shard_of(domain(host(url))) for url in urls])
        for number in np.unique(shards).tolist():
            mine = np.flatnonzero(shards == number).tolist()
            dues = Dues(
                after[mine],
                [urls[row] for row in mine],
                [visits[row].etag for row in mine],
                [visits[row].modified for row in mine],
            )
            self._book(number).put(dues)

    def due(self, now: float, most: int) -> list[tuple[int, Taken]]:
        """Return units of due pages with their shards, about `most` pages in all."""
        found: list[tuple[int, Taken]] = []
        for number, book in self._books.items():
            if most <= 0:
                break
            for taken in book.take(now, most):
                found.append((number, taken))
                most -= len(taken.dues)
        return found

    def finished(self, shard: int, origins: Sequence[int]) -> None:
        """Remove units whose pages are in the log."""
        self._books[shard].finished(origins)

    def changed(self, pages: Sequence[tuple[str, float]], now: float) -> None:
        """Visit pages at once that changed, at the times given, after their last visit."""
        told: dict[int, list[tuple[str, float]]] = {}
        for url, modified_at in pages:
            told.setdefault(shard_of(domain(host(url))), []).append((url, modified_at))
        for number, mine in told.items():
            if number in self._books:
                urls, times = zip(*mine, strict=True)
                self._books[number].sooner(urls, times, now)

    def next_due_at(self) -> float | None:
        """Return when `due` may have something."""
        times = [book.next_due_at() for book in self._books.values()]
        return min((at for at in times if at is not None), default=None)

    def sync(self) -> None:
        """Wait until every plan is on the disk."""
        for book in self._books.values():
            book.sync()

    def _book(self, number: int) -> DueBook:
        if number not in self._books:
            folder = self._folder / f"{number:02}" / "due"
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._books[number] = DueBook.open(folder)
        return self._books[number]


def validators(url: str, meta: bytes) -> tuple[str, str]:
    """Return the ETag and Last-Modified to ask a due page with; "" where none is known."""
    known = recalled([url], [meta])
    return known.etags[0], known.modified[0]
