"""One crawl while it runs: what it has counted, whom it waits for, where rows go."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

import msgspec

from crawler.clock import now
from crawler.hosts import BUSY, Hosts, asked_pause_s
from crawler.rows import Attempt
from frontier.urls import fingerprint, host

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.campaign import Campaign
    from crawler.settings import CrawlSettings
    from crawler.sink import Sink


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
class Run:
    """The crawl of one campaign by this process."""

    campaign: "Campaign"
    settings: "CrawlSettings"
    sink: "Sink"
    hosts: Hosts
    belongs: Callable[[str], bool]
    browser: "Path | None"
    watch: Callable[["Progress"], None]
    seen: set[int] = field(default_factory=set)
    fault: Exception | None = None
    met: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    progress: Progress = field(default_factory=Progress)
    reason: str = "interrupted"  # until the crawl comes to its end

    def is_new(self, url: str) -> bool:
        """Record `url`; True at its first sight in a campaign it belongs to."""
        if not self.belongs(url):
            return False
        key = fingerprint(url)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def asked(self) -> None:
        """Count one more page that is waited for."""
        self.progress.queued += 1

    def settled(self) -> None:
        """Count one page less that is waited for."""
        self.progress.queued -= 1

    def full(self) -> bool:
        """Return whether the campaign has all the pages that it may have."""
        limit = self.campaign.max_pages
        return limit is not None and self.progress.pages >= limit

    def defer(self, url: str) -> None:
        """Leave `url` for a later call, because its host wants to be left alone."""
        self.progress.deferred += 1
        self.later.add(host(url))

    def next_ready_at(self) -> datetime | None:
        """Return when the first host that was left for later may be asked again."""
        waits = [self.hosts.pause_s(name) for name in self.later]
        return now() + timedelta(seconds=min(waits)) if waits else None

    def answered(
        self, request: "Request", response: "Response", seconds: float
    ) -> None:
        """Record that the network gave an answer."""
        name = host(request.url)
        self.met.add(name)
        self.progress.fetched += 1
        self.progress.hosts = len(self.met)
        self.progress.bytes += len(response.body)
        header = response.headers.get("Retry-After")
        asks = header is not None or response.status in BUSY
        self.sink.attempt(
            Attempt(
                url=request.url,
                host=name,
                attempt=_attempt(request),
                seconds=seconds,
                delay_s=self.hosts.delay_s(name),
                status=response.status,
                bytes=len(response.body),
                retry_after_s=asked_pause_s(header, now()) if asks else None,
            )
        )

    def failed(self, request: "Request", error: Exception, seconds: float) -> None:
        """Record that the network gave none."""
        self.progress.errors += 1
        text = f"{type(error).__name__}: {error}"[:500]
        self.note(request.url, text, seconds, _attempt(request))

    def note(
        self, url: str, error: str, seconds: float = 0.0, attempt: int = 1
    ) -> None:
        """Record why `url` gave no page; a bare name from FINAL closes the matter."""
        name = host(url)
        self.sink.attempt(
            Attempt(
                url=url,
                host=name,
                attempt=attempt,
                seconds=seconds,
                delay_s=self.hosts.delay_s(name),
                error=error,
            )
        )


def _attempt(request: "Request") -> int:
    return 1 + request.meta.get("retry_times", 0) + request.meta.get("tries", 0)


def run_of(crawler: "Crawler") -> Run:
    """Return the run that Scrapy's `crawler` works for."""
    return cast("Run", crawler.spider.run)  # type: ignore[union-attr]
