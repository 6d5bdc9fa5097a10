"""One crawl while it runs: what it has counted, what it waits for, where rows go.

A lease is settled in two steps. When the answer comes, its host's delay begins; when
what came of it is safe in the lake, `flush` acknowledges it. So a kill between the two
fetches a page twice and loses none.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite, isnan, nan
from typing import TYPE_CHECKING, Any

from crawler.campaign.budget import TOTALS, Budget, kept_back
from crawler.campaign.renderer import Renderer
from crawler.campaign.score import Score, score_of
from crawler.clock import Clock
from crawler.exchange import described, pause_of
from crawler.keeping.bags import Bags
from crawler.keeping.rows import Attempt
from crawler.manners.conduct import Conduct
from crawler.owed import Found, Unsettled, Untold
from crawler.pace import Pace
from crawler.recent import Recent
from crawler.shares import Shares
from crawler.watch.counts import Tally
from crawler.watch.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.campaign.model import Campaign
    from crawler.exchange import Answer
    from crawler.keeping.nowhere import Store
    from crawler.keeping.validators import Validators
    from crawler.settings import CrawlSettings
    from frontier.frontier import Frontier
    from frontier.values import Lease

# How long the feeder sleeps at most: so soon it sees an end, a command, a page limit.
_LOOK_EVERY_S = 0.5
# Links wait so long for others, unless nothing else is left to ask: what the frontier
# does for one group of them costs as much as what it does for ten.
_SPREAD_EVERY_S = 0.05
# A clock may be read a moment before the time that was waited for.
_SHORTEST_S = 0.001
_LONGEST_PAUSE_S = 86_400.0


@dataclass(slots=True)
class Run:
    """The crawl of one campaign by this process."""

    campaign: "Campaign"
    settings: "CrawlSettings"
    sink: "Store"
    frontier: "Frontier"
    validators: "Validators | None"  # what may be asked for only if it has changed
    browser: "Path | None"
    watch: Callable[["Progress"], bool]  # says whether all is over
    shares: Shares = field(default_factory=Shares)
    bags: Bags | None = None  # of a crawl by several processes
    over: bool = False  # none of them has anything left to do
    clock: Clock = field(default_factory=Clock)
    pace: Pace = field(init=False)
    conduct: Conduct = field(init=False)
    renderer: Renderer = field(init=False)
    budget: Budget = field(init=False)
    score: Score | None = field(init=False)
    fault: Exception | None = None
    in_flight: int = 0
    unsettled: Unsettled = field(default_factory=Unsettled)
    failures: Counter[str] = field(default_factory=Counter)  # by URL
    refusals: Counter[str] = field(default_factory=Counter)  # by URL
    shells: set[str] = field(default_factory=set)  # URLs that are to be rendered
    rendering: bool = False  # whether this lane has a browser
    unrendered: list[int] = field(default_factory=list)  # leases that wait for one
    later: list[int] = field(default_factory=list)  # leases for a later call
    held: list[int] = field(default_factory=list)  # leases for other settings
    origins: dict[str, str] = field(default_factory=dict)  # of robots.txt elsewhere
    met: set[str] = field(default_factory=set)
    progress: Progress = field(default_factory=Progress)
    tally: Tally = field(default_factory=Tally)
    lane: str = "none"  # until one was chosen
    stopping: bool = False  # nothing more is asked; what is asked is waited for
    reason: str = "interrupted"  # until the crawl comes to its end
    next_ready_at: float | None = None  # when the first of what is left may be asked
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    untold: Untold = field(default_factory=Untold)
    found: Found = field(default_factory=Found)
    recent: Recent = field(default_factory=Recent)
    _delays: dict[str, float] = field(default_factory=dict)  # since the last flush
    _dropped: int = 0  # URLs given up before this crawl, or in it for want of an answer
    _slowest_s: float = 0.0
    _spread_at: float = 0.0

    def __post_init__(self) -> None:
        self.pace = Pace(self.clock.now, self.frontier.folder if self.bags else None)
        home = self.frontier.folder.parents[1]
        self.conduct = Conduct(home, self.frontier, self.settings, self.clock.now)
        self.renderer = Renderer(self.campaign.render, self.settings.js)
        self.budget = Budget(self.campaign, self.clock.now(), self.shares)
        self.score = score_of(self.campaign)
        stats = self.frontier.stats()
        self.shares.came_with(stats.pages)
        self._dropped = stats.dropped
        self._slowest_s = self.settings.delay_s

    def places(self) -> int:
        """Return how many requests may be begun now."""
        free = self.settings.concurrency - self.in_flight
        if self.conduct.proxies.ready_at() is not None:
            return 0  # all of them rest, and no host is met without
        pages, in_flight, _ = self._totals()
        left = self.budget.pages_left(pages + in_flight)
        return max(0, free if left is None else min(free, left))

    def spent(self) -> str:
        """Return which of the campaign's budgets is used up, "" if none is."""
        pages, _, size = self._totals()
        return self.budget.spent(pages, size, self.clock.now())

    def begun(self, count: int) -> None:
        """Count requests that are made now."""
        self.in_flight += count
        self._totals()

    def _totals(self) -> tuple[int, int, int]:
        done = self.progress
        return self.shares.told(done.pages, self.in_flight, done.bytes)

    @property
    def patience_s(self) -> float:
        """How long the crawl waits for a host; a delay that is kept is no pause."""
        return max(self.settings.patience_s, self._slowest_s)

    async def wait(self, until: float | None) -> None:
        """Wait until something came, or until a time, or a moment."""
        left = _LOOK_EVERY_S if until is None else until - self.clock.now()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(left, _SHORTEST_S), _LOOK_EVERY_S)):
                await self.woken.wait()
        self.woken.clear()

    def answered(self, lease: "Lease", answer: "Answer") -> None:
        """Record that the network gave an answer: `tell` starts its host's delay."""
        size = answer.wire_bytes
        asked_s = pause_of(answer, self.clock.now())
        self._owe(lease, answer.seconds, size, answer.status, asked_s)
        self.met.add(lease.host)
        self.progress.fetched += 1
        self.progress.hosts = len(self.met)
        self.progress.bytes += size
        self.tally.answered(lease.host, answer.status, size, answer.seconds)
        self._attempt(
            lease,
            answer.seconds,
            first_byte_s=answer.first_byte_s,
            status=answer.status,
            bytes=size,
            retry_after_s=None if isnan(asked_s) else min(asked_s, _LONGEST_PAUSE_S),
        )

    def failed(self, lease: "Lease", error: Exception, seconds: float) -> None:
        """Record that the network gave none: all the same the delay begins."""
        self._owe(lease, seconds, 0, 0, nan)
        self.progress.errors += 1
        self.tally.failed(lease.host, type(error).__name__)
        self._attempt(lease, seconds, error=described(error))

    def tell(self) -> None:
        """Tell the frontier which hosts have answered: their delays begin."""
        if not self.untold.leases:
            return
        told, self.untold = self.untold, Untold()
        self.frontier.fetched(
            told.leases,
            self.clock.now(),
            seconds=told.seconds,
            size=told.sizes,
            status=told.statuses,
            retry_after=told.pauses,
        )

    def spread(self, *, now: bool = True) -> None:
        """Hand the links that were found to the frontier; if not `now`, then soon."""
        at = time.monotonic()
        if not self.found.urls or not (now or at >= self._spread_at):
            return
        self._spread_at = at + _SPREAD_EVERY_S
        found, self.found = self.found, Found()
        self.frontier.schedule(
            found.urls,
            self.clock.now(),
            depth=found.depths,
            score=found.scores if self.score else None,
            meta=found.trails,
        )

    def note(self, lease: "Lease", error: str, url: str = "") -> None:
        """Record why a URL gave no page; a bare name from FINAL closes the matter."""
        self._attempt(lease, 0.0, error=error, url=url or lease.url)

    def landed(self) -> None:
        """Let the feeder know that a request is over."""
        self.in_flight -= 1
        self.woken.set()

    def set_aside(self, lease: "Lease") -> None:
        """Leave a URL that does not belong now, and let its host go on."""
        self.frontier.set_aside([lease.id], self.clock.now())
        self.held.append(lease.id)

    def release(self, lease: "Lease") -> None:
        """Give a URL back that is to be asked again in this crawl."""
        self.frontier.release([lease.id], self.clock.now())

    def flush(self) -> None:
        """Make every row safe, then acknowledge what the rows tell of."""
        self.tell()
        self.spread()
        self._delays.clear()
        if self.bags:
            self.bags.flush(self.clock.now())
        self.sink.flush()
        settled, self.unsettled = self.unsettled, Unsettled()
        now = self.clock.now()
        settled.acknowledge(self.frontier, now)
        if settled.failed:
            self._dropped += self.frontier.fail(settled.failed, now)
            self.woken.set()

    def end(self, reason: str) -> None:
        """Keep why the crawl ended, as a person would say it."""
        if reason == "finished":
            reason = self.spent() or kept_back(self) or reason
        self.reason = reason

    def count(self) -> None:
        """Bring the figures up to date that the frontier keeps."""
        stats = self.frontier.stats()
        self.progress.queued = stats.pending + self.in_flight
        self.progress.stopping = self.stopping
        self.progress.summary = self.tally.summary(self.clock.now())
        self.progress.forbidden = max(0, stats.dropped - self._dropped)

    def give_back(self) -> None:
        """Give back what waits for another call, and tell of it."""
        now = self.clock.now()
        self.count()
        self.frontier.release(self.later + self.unrendered, now)
        ready_at = self.conduct.ready_at()
        # These wait for other settings, and not for a time.
        self.frontier.release(self.held, now)
        if self.reason in {"finished", "paused", *TOTALS.values()}:
            self.progress.deferred = self.frontier.stats().pending
        if self.reason in ("finished", "paused") and ready_at and isfinite(ready_at):
            self.next_ready_at = ready_at

    def _owe(
        self, lease: "Lease", seconds: float, size: int, status: int, pause_s: float
    ) -> None:
        untold = self.untold
        untold.leases.append(lease.id)
        untold.seconds.append(seconds)
        untold.sizes.append(size)
        untold.statuses.append(status)
        untold.pauses.append(pause_s)

    def _attempt(
        self, lease: "Lease", seconds: float, *, url: str = "", **outcome: Any
    ) -> None:
        delay_s = self._delay_s(lease.host)
        self._slowest_s = max(self._slowest_s, delay_s)
        if not self.sink.keeps:
            return
        tries = self.failures.get(lease.url, 0) + self.refusals.get(lease.url, 0)
        self.sink.attempt(
            Attempt(
                url=url or lease.url,
                host=lease.host,
                attempt=1 + tries,
                seconds=seconds,
                delay_s=delay_s,
                **outcome,
            )
        )

    def _delay_s(self, host: str) -> float:
        # To ask for it costs as much as all else that an answer costs here.
        delay_s = self._delays.get(host)
        if delay_s is None:
            delay_s = self._delays[host] = self.frontier.delay_s(host)
        return delay_s
