"""The campaign on Scrapy's engine: one lease a request, for pages that need a browser.

What comes goes the way that the fast lane's answers go.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request, Spider, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
    DownloadConnectionRefusedError,
)
from scrapy.http import Response

from crawler import outcome
from crawler.beat import beat, flush
from crawler.came import Came
from crawler.errors import ConnectFailed, CrawlError
from crawler.exchange import Answer
from crawler.feed import batches
from crawler.manners.proxies import told_apart
from crawler.run import Run
from frontier.errors import FrontierError
from frontier.values import Kind, Lease
from lake.errors import LakeError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

# Nobody took the connection: the host, or the proxy that leads to it.
_UNREACHED = (CannotResolveHostError, DownloadConnectionRefusedError)
# What Scrapy calls an end that a person or the beat asked for.
_REASONS = {"shutdown": "interrupted", "fault": "interrupted"}


class CampaignSpider(Spider):
    """Walks one campaign from what its frontier holds to where its scope ends."""

    name = "campaign"

    def __init__(self, run: Run, **named: Any) -> None:
        super().__init__(**named)
        self.run = run

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what the frontier hands out, until it has nothing more."""
        try:
            async for leases in batches(self.run):
                # All at once: what holds for the leases now may not when they are asked.
                for request in [self._request(lease) for lease in leases]:
                    yield request
        except (LakeError, FrontierError, OSError) as error:
            self.run.fault = error

    def came(self, response: Response) -> None:
        """Keep what came."""
        request = cast("Request", response.request)
        rendered = response.url if "playwright" in response.meta else ""
        meta = request.meta
        self._take(
            Came(meta["lease"], _answer(response), rendered=rendered, proxy=meta["way"])
        )

    def lost(self, failure: "Failure") -> None:
        """Keep why nothing came."""
        # Scrapy puts the request on the failure that it hands to an errback.
        meta = vars(failure)["request"].meta
        if isinstance(failure.value, outcome.FAULTS[:-1]):
            self._end(failure.value)
        error = cast("Exception", failure.value)
        if isinstance(error, _UNREACHED):
            error = ConnectFailed(str(error))
        self._take(
            Came(meta["lease"], error, meta.get("seconds", 0.0), proxy=meta["way"])
        )

    def _take(self, came: Came) -> None:
        try:
            outcome.take(self.run, [came])
        except outcome.FAULTS as error:
            self._end(error)

    def _end(self, error: Exception) -> None:
        self.run.fault = error
        raise CloseSpider("fault") from error

    def _request(self, lease: Lease) -> Request:
        conduct = self.run.conduct
        way = conduct.way(lease.host) or ""
        meta: dict[str, Any] = {"lease": lease, "way": way}
        headers = dict(conduct.identity.headers(lease.host))
        run = self.run
        always = run.renderer.rule(lease.url) == "always"
        if lease.kind is Kind.PAGE and (always or lease.url in run.shells):
            meta["playwright"] = True
        else:
            headers = dict(conduct.headers(lease.host, lease.url))
            headers.update(run.validators.headers(lease.url) if run.validators else ())
        if way:
            meta["proxy"], told = told_apart(way)
            headers.update({b"Proxy-Authorization": told} if told else {})
        return Request(
            lease.url,
            headers=headers,
            callback=self.came,
            errback=self.lost,
            dont_filter=True,
            meta=meta,
        )


class Beat:
    """Scrapy extension: the crawl's heart beats while the spider is open."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._task: asyncio.Task[None] | None = None
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Beat":
        """Make the extension for `crawler`, as Scrapy asks."""
        return cls(crawler)

    def opened(self) -> None:
        """Start beating."""
        self._task = asyncio.get_running_loop().create_task(self._beat())

    def closed(self, spider: Spider, reason: str) -> None:
        """Make the last rows safe and keep why the crawl ended."""
        if self._task:
            self._task.cancel()
        run = run_of(self._crawler)
        flush(run)
        run.end(_REASONS.get(reason, reason))
        if reason == "start_error" and run.fault is None:
            run.fault = CrawlError("the crawl could not go on; its log says why")

    async def _beat(self) -> None:
        await beat(run_of(self._crawler))
        # The stop calls `closed`, which must not cancel the task that stops.
        self._task = None
        await self._crawler.stop_async()


def run_of(crawler: "Crawler") -> Run:
    """Return the run that Scrapy's `crawler` works for."""
    return cast("Run", crawler.spider.run)  # type: ignore[union-attr]


def _answer(response: Response) -> Answer:
    request = cast("Request", response.request)
    return Answer(
        url=response.url,
        status=response.status,
        headers=[
            (name, value)
            for name, values in response.headers.items()
            for value in values
        ],
        body=response.body,
        wire_bytes=len(response.body),
        ip=str(response.ip_address or ""),
        seconds=request.meta.get("seconds", 0.0),
        first_byte_s=0.0,
        truncated="",
        asked=request.headers.to_string(),
    )
