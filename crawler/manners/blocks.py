"""What is done about hosts that put up walls: counted, slowed, paused, shown to a person.

A host has a score. Walls raise it by their weight, pages lower it by one, so that a site
with a members' area never gets anywhere and one that asks each time whether we are human
is slowed at the first wall and left alone at the second. Nothing else is tried.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from crawler.manners.blocked import Block, Verdict
from crawler.manners.review import FILE, Did, Review, Seen, append, decide, read_review

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.exchange import Answer
    from crawler.permit import Permits
    from crawler.settings import CrawlSettings

log = structlog.get_logger()

_SLOW, _PAUSE = 3.0, 6.0
# A refused page is ordinary, twelve in a row with no page between them are not.
_PLAIN = Verdict(Block.REFUSED, "status 403", shut=False, weight=0.5)
_SLOWER, _LEAST_S, _MOST_S = 4.0, 1.0, 3600.0
_LOOK_EVERY_S = 1.0


class Hosts(Protocol):
    """Whom hosts obey: the frontier, or its inbox where another part owns it."""

    @property
    def folder(self) -> "Path":
        """The campaign's folder."""

    def block(self, host: str, until: float | None, now: float) -> None:
        """Ask `host` nothing until a time."""

    def set_delay(self, host: str, seconds: float | None, now: float) -> None:
        """Keep so many seconds between two requests to `host`."""

    def delay_s(self, host: str) -> float:
        """Return the seconds between two requests to `host`."""


@dataclass(slots=True)
class _Mood:
    """How a host that put up a wall feels about us."""

    score: float = 0.0
    before_s: float | None = None  # its delay before it was slowed


@dataclass(slots=True)
class _Case:
    """Sightings of one kind of wall at one host."""

    verdict: Verdict
    url: str
    status: int
    times: int = 0
    told: int = 0


class Blocks:
    """Walls met by one crawl."""

    def __init__(
        self,
        frontier: "Hosts",
        settings: "CrawlSettings",
        clock: Callable[[], float],
        permits: "Permits | None" = None,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._frontier, self._settings, self._now = frontier, settings, clock
        self._permits = permits
        self._moods: dict[str, _Mood] = {}
        self._cases: dict[tuple[str, str], _Case] = {}
        self._closed: frozenset[str] = frozenset()  # hosts that wait for nobody
        self._ignored: frozenset[tuple[str, str]] = frozenset()
        self._stamp: tuple[int, int] | None = None
        self._look_at = 0.0
        self.beat()

    def came(
        self, host: str, answer: "Answer", found: Verdict | None
    ) -> Verdict | None:
        """Count an answer of `host`; return the wall that it is to be taken for."""
        if found is None:
            if answer.status == 403:
                self._rise(host, _PLAIN, answer)
            elif answer.status < 400 and host in self._moods:
                self._calm(host)
            return None
        if (host, found.kind.value) in self._ignored:
            return None
        self.counts[found.kind.value] += 1
        self._rise(host, found, answer)
        if found.shut and self._permits is not None:
            self._permits.ask(host, found, answer)
        return found

    def beat(self) -> frozenset[str]:
        """Take up what was decided meanwhile; return hosts that may be asked again."""
        if self._now() < self._look_at:
            return frozenset()
        self._look_at = self._now() + _LOOK_EVERY_S
        for host in self._permits.admitted() if self._permits is not None else ():
            decide(self._frontier.folder, host, "resolved", self._now(), "let in")
        stamp = _stamp(self._frontier.folder / FILE)
        if stamp == self._stamp:
            return frozenset()
        self._stamp = stamp
        return self._take_up(read_review(self._frontier.folder))

    def _take_up(self, cases: list[Review]) -> frozenset[str]:
        self._ignored = frozenset(
            (case.host, case.kind) for case in cases if case.state == "ignored"
        )
        still_open = {case.host for case in cases if case.state == "open"}
        closed = frozenset(case.host for case in cases) - still_open
        for host in closed:
            self._moods.pop(host, None)
        new, self._closed = closed - self._closed, closed
        return new

    @property
    def asking(self) -> bool:
        """Whether a solver is at work, so that a host may yet let us in."""
        return self._permits is not None and self._permits.asking

    def close(self) -> None:
        """Write down what was counted since it was last written."""
        for (host, _), case in self._cases.items():
            if case.times > case.told:
                self._tell(host, case, "noted", None)
        if self._permits is not None:
            self._permits.close()

    def _rise(self, host: str, found: Verdict, answer: "Answer") -> None:
        mood = self._moods.setdefault(host, _Mood())
        before, mood.score = mood.score, mood.score + found.weight
        did, until = self._act(host, mood, before)
        if found is _PLAIN and did == "noted":
            return  # one that is refused is no case yet
        case = self._cases.setdefault(
            (host, found.kind.value), _Case(found, answer.url, answer.status)
        )
        case.verdict, case.url, case.status = found, answer.url, answer.status
        case.times += 1
        # The list is for people: it grows with the news, not with the walls.
        if did != "noted" or case.times & (case.times - 1) == 0:
            self._tell(host, case, did, until)

    def _act(self, host: str, mood: _Mood, before: float) -> tuple[Did, float | None]:
        rule, now = self._settings.on_block, self._now()
        if rule == "pause" and mood.score >= _PAUSE:
            until = now + self._settings.block_pause_s
            self._frontier.block(host, until, now)
            # The next wall after the pause begins another.
            mood.score = _PAUSE - _SLOW
            return "paused", until
        if rule != "note" and before < _SLOW <= mood.score:
            if mood.before_s is None:
                mood.before_s = self._frontier.delay_s(host)
            slower = max(_LEAST_S, _SLOWER * mood.before_s)
            self._frontier.set_delay(host, min(slower, _MOST_S), now)
            return "slowed", None
        return "noted", None

    def _calm(self, host: str) -> None:
        mood = self._moods[host]
        mood.score -= 1.0
        if mood.score > 0:
            return
        del self._moods[host]
        if mood.before_s is None:
            return
        now = self._now()
        self._frontier.set_delay(host, None, now)
        # A person may have asked for more than the campaign does.
        if self._frontier.delay_s(host) < mood.before_s:
            self._frontier.set_delay(host, mood.before_s, now)

    def _tell(self, host: str, case: _Case, did: Did, until: float | None) -> None:
        found, more = case.verdict, case.times - case.told
        case.told = case.times
        line = Seen(
            at=self._now(),
            host=host,
            kind=found.kind.value,
            url=case.url,
            sign=found.sign,
            by=found.by,
            status=case.status,
            did=did,
            until=until,
            more=more,
            shut=found.shut,
        )
        append(self._frontier.folder, line)
        log.warning(
            "wall_met",
            host=host,
            wall=found.kind.value,
            by=found.by,
            did=did,
            times=case.times,
            hint="see `harvestman campaign review`",
        )


def _stamp(path: "Path") -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
