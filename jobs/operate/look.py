"""Look at a home: nothing is locked and nothing written, whoever works there.

What changes by the second is asked at each look; what takes reading of many files is
asked again only after a while.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from jobs.operate.ahead import First, look_ahead, with_times
from jobs.operate.books import NOTHING, Books, read_books
from jobs.operate.crawls import crawls, is_held, with_rates
from jobs.operate.fresh import freshness, newest_fetch
from jobs.operate.room import disk
from jobs.operate.state import Ahead, Crawl, Freshness, State, Trouble
from jobs.operate.taxes import owed_elsewhere
from jobs.operate.trouble import troubles
from jobs.settings import Settings
from ledger.look import looking

_T = TypeVar("_T")
_SLOW_S = 10.0
Part = Literal["ahead", "crawls", "fetched"]


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Looker:
    """Looks at one home again and again.

    Who need not know of some parts leaves them out: then neither the lake nor the
    frontier is opened.
    """

    home: Path
    settings: Settings
    slow_s: float = _SLOW_S
    now: Callable[[], datetime] = utc_now
    leaves: frozenset[Part] = frozenset()
    _kept: dict[str, tuple[float, object]] = field(default_factory=dict)
    _first: First = field(default_factory=dict)
    _before: tuple[datetime, list[Crawl]] | None = None

    def look(self) -> State:
        """Return how the home does now."""
        now = self.now()
        books = self._books(now)
        return State(
            at=now,
            home=str(self.home),
            crawling=is_held(self.home / "crawl.lock"),
            workers=books.workers,
            queues=books.queues,
            schedules=books.schedules,
            stages=books.stages,
            ahead=self._part("ahead", lambda: self._ahead(books, now)),
            crawls=self._part("crawls", lambda: self._crawls(now)),
            freshness=self._seldom("fresh", lambda: self._fresh(books, now)),
            disk=self._seldom("disk", lambda: disk(self.home)),
            troubles=troubles(books) + self._seldom("taxes", lambda: self._taxes(now)),
        )

    def _books(self, now: datetime) -> Books:
        with looking(self.home, self.settings.ledger) as connection:
            return NOTHING if connection is None else read_books(connection, now)

    def _taxes(self, now: datetime) -> list[Trouble]:
        return owed_elsewhere(self.home, self.settings, now)

    def _part(self, name: Part, ask: Callable[[], list[_T]]) -> list[_T]:
        return [] if name in self.leaves else self._seldom(name, ask)

    def _fresh(self, books: Books, now: datetime) -> Freshness:
        leaves = "fetched" in self.leaves
        fetched_at = None if leaves else newest_fetch(self.home, self.settings.lake)
        return freshness(self.home, books, fetched_at, now)

    def _ahead(self, books: Books, now: datetime) -> list[Ahead]:
        found = look_ahead(self.home, self.settings.lake)
        return with_times(found, books.stages, self._first, now)

    def _crawls(self, now: datetime) -> list[Crawl]:
        found = crawls(self.home)
        before, self._before = self._before, (now, found)
        return with_rates(found, before, now)

    def _seldom(self, name: str, ask: Callable[[], _T]) -> _T:
        asked_at, answer = self._kept.get(name, (0.0, None))
        if answer is None or time.monotonic() - asked_at >= self.slow_s:
            answer = ask()
            self._kept[name] = (time.monotonic(), answer)
        return answer  # type: ignore[return-value]  # what was kept under this name
