"""What is told of a frontier's lives, and whether any of it breaks a promise.

No accepted URL is lost, none that was done is handed out again, a host is asked once at
a time and not before its delay is over: also when a life ends without a word.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from frontier_small import counted

from frontier.frontier import Frontier
from frontier.urls import host


class Event(NamedTuple):
    """What was told, when, and of which URLs."""

    what: str
    now: float
    urls: list[str]


class Report:
    """The story so far; telling it more checks what is told."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.now = 0.0
        self.accepted: set[str] = set()
        self.finished: set[str] = set()
        self.repeats = 0
        # Told before a call, and not confirmed after it: it may have happened.
        self.maybe_accepted: set[str] = set()
        self.maybe_finished: set[str] = set()
        self._leased: set[str] = set()
        self._handed_out: set[str] = set()
        self._flying: set[str] = set()
        self._asked_until: dict[str, float] = {}

    @classmethod
    def of(cls, events: Iterable[Event], delay_s: float) -> "Report":
        """Return the report of a story."""
        report = cls(delay_s)
        for event in events:
            report.tell(*event)
        return report

    def tell(self, what: str, now: float, urls: list[str] | None = None) -> None:
        """Take in what happens to `urls`."""
        self.now = now
        hear: Callable[[list[str]], None] = getattr(self, f"_hear_{what}")
        hear(urls or [])

    def check_rest(self, frontier: Frontier) -> None:
        """Fetch all that is left in a frontier just opened, and check the whole story."""
        assert sum(counted(frontier).values()) == frontier.stats().known
        now = self.now
        while frontier.stats().pending:
            batch = frontier.next_batch(1000, now)
            self.tell("leased", now, batch.urls)
            self.tell("finishing", now, batch.urls)
            frontier.done(batch.ids, now)
            self.tell("finished", now, batch.urls)
            now += self.delay_s / 2
        settled = frontier.stats().pages + frontier.stats().empty
        assert self.accepted <= self.finished | self.maybe_finished, "lost"
        assert self.finished <= self.accepted | self.maybe_accepted, "made up"
        assert settled == len(self.finished | self._gone_unseen())

    def _gone_unseen(self) -> set[str]:
        """Return what was being finished when a life ended, and indeed was."""
        return self.maybe_finished - self.finished

    def _hear_opened(self, urls: list[str]) -> None:
        pass

    def _hear_closing(self, urls: list[str]) -> None:
        self._end(self._flying)

    def _hear_closed(self, urls: list[str]) -> None:
        self._leased.clear()

    def _hear_killed(self, urls: list[str]) -> None:
        self._end(self._flying)
        self._leased.clear()

    def _hear_cut(self, urls: list[str]) -> None:
        """The power went: what was done may have to be done again."""
        self._hear_killed([])
        self.maybe_finished |= self.finished
        self.finished.clear()

    def _hear_scheduling(self, urls: list[str]) -> None:
        self.maybe_accepted |= set(urls)

    def _hear_accepted(self, urls: list[str]) -> None:
        self.accepted |= set(urls)

    def _hear_leased(self, urls: list[str]) -> None:
        for url in urls:
            self._handed(url)

    def _handed(self, url: str) -> None:
        name = host(url)
        assert url in self.maybe_accepted, f"{url} was never scheduled"
        assert url not in self.finished, f"{url} was done"
        assert url not in self._leased, f"{url} is handed out twice"
        assert name not in self._flying, f"{name} is asked twice at once"
        until = self._asked_until.get(name, 0.0)
        # Times are sums of tenths.
        assert self.now >= until + self.delay_s - 1e-6, f"{name} is asked too early"
        self.repeats += url in self._handed_out
        self._handed_out.add(url)
        self._leased.add(url)
        self._flying.add(name)

    def _end(self, hosts: Iterable[str]) -> None:
        for name in set(hosts) & self._flying:
            self._asked_until[name] = self.now
            self._flying.discard(name)

    def _hear_answered(self, urls: list[str]) -> None:
        for url in urls:
            self._end([host(url)])

    def _hear_finishing(self, urls: list[str]) -> None:
        self._hear_answered(urls)
        self.maybe_finished |= set(urls)

    def _hear_finished(self, urls: list[str]) -> None:
        self.finished |= set(urls)
        self._leased -= set(urls)

    def _hear_returning(self, urls: list[str]) -> None:
        self._hear_answered(urls)
        self._leased -= set(urls)
