"""When known pages are visited again: planned at each visit, scheduled when due.

    done      the page's next visit is put into its shard's book of due pages
    schedule  due pages are written to the log as DUE frames, that name the unit they
              come from; then the unit is removed. A kill between the two leaves a unit
              that the log has already, which is removed at the next opening.

While a due page waits in the log, what is known of it travels as its meta.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from frontier.column import read_urls
from frontier.due import (
    GIVEN,
    OFFER,
    PAGE,
    SITEMAP,
    Dues,
    depths,
    kinds,
    marked,
    metas,
    recalled,
)
from frontier.duebook import DueBook, Taken
from frontier.intake import Intake, Origin
from frontier.plan import Plan
from frontier.recrawl import planned
from frontier.segments import DUE
from frontier.urls import domain, host, shard_of
from frontier.values import Kind


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit found; `digest` is any number that changes when the page does."""

    digest: int
    etag: str = ""
    modified: str = ""
    offer: bool = False  # the page has a price or a stock: it is visited more often
    sitemap: bool = False  # it is no page, but names some
    given: bool = False  # a sitemap that a person gave
    depth: int = 0

    def kind(self) -> int:
        """Return how kind and depth are kept."""
        kind = GIVEN if self.given else SITEMAP if self.sitemap else PAGE
        return marked(OFFER if self.offer else kind, self.depth)


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
        records["kind"] = [visit.kind() for visit in visits]
        after = planned(self._plan, records, now, changed)
        after["digest"] = digests
        etags, modified = (
            [getattr(v, n) for v in visits] for n in ("etag", "modified")
        )
        self._put(Dues(after, list(urls), etags, modified))

    def missed(self, urls: Sequence[str], given: Sequence[bytes], now: float) -> None:
        """Plan the next visits of known pages that gave nothing now, as if unchanged.

        A host may be away for a day, and a thing that is gone may be had again.
        """
        known = recalled(urls, given)
        rows = np.flatnonzero(known.records["visits"] > 0).tolist()
        after = planned(self._plan, known.records[rows], now, changed=False)
        texts = (known.urls, known.etags, known.modified)
        self._put(Dues(after, *([text[row] for row in rows] for text in texts)))

    def _put(self, dues: Dues) -> None:
        shards = np.array([shard_of(domain(host(url))) for url in dues.urls])
        for number in np.unique(shards).tolist():
            mine = np.flatnonzero(shards == number).tolist()
            texts = (dues.urls, dues.etags, dues.modified)
            part = Dues(
                dues.records[mine], *([text[row] for row in mine] for text in texts)
            )
            self._book(number).put(part)

    def schedule(
        self, intake: Intake, now: float, most: int, sync: Callable[[], None]
    ) -> int:
        """Schedule about `most` pages whose next visit is due; return how many."""
        count = 0
        finished: dict[int, list[int]] = {}
        for number, taken in self._due(now, most):
            finished.setdefault(number, []).append(taken.origin)
            if not intake.shard(number).took(taken.origin):
                count += _accept(intake, taken, now)
        if finished:
            sync()
        for number, origins in finished.items():
            self._books[number].finished(origins)
        return count

    def _due(self, now: float, most: int) -> list[tuple[int, Taken]]:
        """Return units of due pages with their shards, about `most` pages in all."""
        found: list[tuple[int, Taken]] = []
        for number, book in self._books.items():
            if most <= 0:
                break
            for taken in book.take(now, most):
                found.append((number, taken))
                most -= len(taken.dues)
        return found

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


def _accept(intake: Intake, taken: Taken, now: float) -> int:
    dues = taken.dues
    column, kept = read_urls(dues.urls)
    found = kinds(dues.records)
    first = (found != PAGE).astype(np.int32)
    is_sitemap = (found == SITEMAP) | (found == GIVEN)
    asked = np.where(is_sitemap, Kind.SITEMAP, Kind.PAGE)
    columns = first, depths(dues.records), None, asked
    extras = intake.extras(kept, columns, metas(dues))
    origin = Origin(again=True, kind=DUE, number=taken.origin)
    return int((intake.accept(column, extras, now, origin) == 0).sum())


def validators(url: str, meta: bytes) -> tuple[str, str]:
    """Return the ETag and Last-Modified to ask a due page with; "" where none is known."""
    known = recalled([url], [meta])
    return known.etags[0], known.modified[0]
