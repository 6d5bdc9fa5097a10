"""One crawl while it runs: what it has counted, what it waits for, where rows go.

A lease is settled in two steps. When the answer comes, its host's delay begins; when
what came of it is safe in the lake, `flush` acknowledges it. So a kill between the two
fetches a page twice and loses none.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any, cast

import msgspec

from crawler.clock import Clock
from crawler.pace import Pace
from crawler.rows import Attempt
from frontier.retryafter import retry_after_s
from frontier.urls import host

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.campaign import Campaign
    from crawler.settings import CrawlSettings
    from crawler.sink import Sink
    from frontier.frontier import Frontier
    from frontier.values import Lease

# How long the feeder sleeps at most: so soon it sees an end, a command, a page limit.
_LOOK_EVERY_S = 0.5
# A clock may be read a moment before the time that was waited for.
_SHORTEST_S = 0.001
_LONGEST_PAUSE_S = 86_400.0


class Progress(msgspec.Struct):
    """What a crawl has done so far; sent to whoever watches it."""

    pages: int = 0
    fetched: int = 0
    errors: int = 0
    duplicates: int = 0
    deferred: int = 0
    forbidden: int = 0
    unrendered: int = 0
    private: int = 0
    bytes: int = 0
    queued: int = 0
    hosts: int = 0


@dataclass(slots=True)
class Unsettled:
    """Leases by what is said of them once their rows are safe."""

    pages: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.pages) + len(self.empty) + len(self.failed)


@dataclass(slots=True)
class Run:
    """The crawl of one campaign by this process."""

    campaign: "Campaign"
    settings: "CrawlSettings"
    sink: "Sink"
    frontier: "Frontier"
    browser: "Path | None"
    watch: Callable[["Progress"], None]
    clock: Clock = field(default_factory=Clock)
    pace: Pace = field(init=False)
    fault: Exception | None = None
    in_flight: int = 0
    unsettled: Unsettled = field(default_factory=Unsettled)
    failures: Counter[str] = field(default_factory=Counter)  # by URL
    refusals: Counter[str] = field(default_factory=Counter)  # by URL
    shells: set[str] = field(default_factory=set)  # URLs that are to be rendered
    later: list[int] = field(default_factory=list)  # leases for a later call
    held: list[int] = field(default_factory=list)  # leases for other settings
    origins: dict[str, str] = field(default_factory=dict)  # of robots.txt elsewhere
    met: set[str] = field(default_factory=set)
    progress: Progress = field(default_factory=Progress)
    reason: str = "interrupted"  # until the crawl comes to its end
    next_ready_at: float | None = None  # when the first of what is left may be asked
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    _dropped: int = 0  # URLs given up before this crawl, or in it for want of an answer
    _slowest_s: float = 0.0

    def __post_init__(self) -> None:
        self.pace = Pace(self.clock.now)
        self._dropped = self.frontier.stats().dropped
        self._slowest_s = self.settings.delay_s

    def places(self) -> int:
        """Return how many requests may be begun now."""
        free = self.settings.concurrency - self.in_flight
        limit = self.campaign.max_pages
        if limit is not None:
            free = min(free, limit - self.progress.pages - self.in_flight)
        return max(0, free)

    def full(self) -> bool:
        """Return whether the campaign has all the pages that it may have."""
        limit = self.campaign.max_pages
        return limit is not None and self.progress.pages >= limit

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

    def answered(
        self, request: "Request", response: "Response", seconds: float
    ) -> None:
        """Record that the network gave an answer: its host's delay begins."""
        lease = lease_of(request)
        asked_s = self.pause_of(response)
        size = len(response.body)
        self.frontier.fetched(
            [lease.id],
            self.clock.now(),
            seconds=seconds,
            size=size,
            status=response.status,
            retry_after=asked_s,
        )
        self.met.add(lease.host)
        self.progress.fetched += 1
        self.progress.hosts = len(self.met)
        self.progress.bytes += size
        pause_s = None if isnan(asked_s) else min(asked_s, _LONGEST_PAUSE_S)
        self._attempt(
            lease.url,
            seconds,
            status=response.status,
            bytes=size,
            retry_after_s=pause_s,
        )

    def failed(self, request: "Request", error: Exception, seconds: float) -> None:
        """Record that the network gave none: all the same the delay begins."""
        lease = lease_of(request)
        self.frontier.fetched([lease.id], self.clock.now(), seconds=seconds, status=0)
        self.progress.errors += 1
        self._attempt(lease.url, seconds, error=described(error))

    def note(self, url: str, error: str) -> None:
        """Record why `url` gave no page; a bare name from FINAL closes the matter."""
        self._attempt(url, 0.0, error=error)

    def pause_of(self, response: "Response") -> float:
        """Return the seconds that an answer's Retry-After asks for, NaN without."""
        header = response.headers.get("Retry-After")
        text = header.decode("latin-1") if header else None
        return retry_after_s(text, self.clock.now())

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
        self.sink.flush()
        settled, self.unsettled = self.unsettled, Unsettled()
        now = self.clock.now()
        if settled.pages:
            self.frontier.done(settled.pages, now)
        if settled.empty:
            self.frontier.done(settled.empty, now, page=False)
        if settled.failed:
            self._dropped += self.frontier.fail(settled.failed, now)
            self.woken.set()

    def count(self) -> None:
        """Bring the figures up to date that the frontier keeps."""
        stats = self.frontier.stats()
        self.progress.queued = stats.pending + self.in_flight
        self.progress.forbidden = max(0, stats.dropped - self._dropped)

    def give_back(self) -> None:
        """Give back what waits for another call, and tell of it."""
        now = self.clock.now()
        self.count()
        self.frontier.release(self.later, now)
        ready_at = self.frontier.next_ready_at()
        # These wait for other settings, and not for a time.
        self.frontier.release(self.held, now)
        if self.reason in ("finished", "paused"):
            self.progress.deferred = self.frontier.stats().pending
            self.next_ready_at = ready_at if ready_at and isfinite(ready_at) else None

    def _attempt(self, url: str, seconds: float, **outcome: Any) -> None:
        name = host(url)
        delay_s = self.frontier.delay_s(name)
        self._slowest_s = max(self._slowest_s, delay_s)
        self.sink.attempt(
            Attempt(
                url=url,
                host=name,
                attempt=1 + self.failures[url] + self.refusals[url],
                seconds=seconds,
                delay_s=delay_s,
                **outcome,
            )
        )


def described(error: Exception) -> str:
    """Return `error` as a line for the lake."""
    return f"{type(error).__name__}: {error}"[:500]


def lease_of(request: "Request | None") -> "Lease":
    """Return the lease that `request` is made for."""
    # Scrapy says of each response which request it answers.
    return cast("Lease", cast("Request", request).meta["lease"])


def run_of(crawler: "Crawler") -> Run:
    """Return the run that Scrapy's `crawler` works for."""
    return cast("Run", crawler.spider.run)  # type: ignore[union-attr]
