"""Every answer that any Scrapy spider gets, kept in the lake: pages, links, bodies, fetches.

An extension, so the spider knows nothing of it. With our scheduler a request is
acknowledged only after its rows are synced; with Scrapy's they are synced as often, and
what a kill costs is Scrapy's to say.
"""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from scrapy import signals
from scrapy.exceptions import CloseSpider
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from crawler.campaign.model import Campaign
from crawler.clock import now
from crawler.keeping.known import kept
from crawler.keeping.rows import Attempt, Fetched, RobotsSeen
from crawler.keeping.sink import Author, Sink
from crawler.scrapylane.adopt import log_as_scrapy_does, scheduler_settings
from crawler.scrapylane.lender import is_web
from crawler.scrapylane.loans import Came, Loan
from crawler.scrapylane.parcel import depth_of
from extract.glance import glance
from frontier.errors import BadUrl
from frontier.robots import Answer, Outcome
from frontier.urls import canonical, host
from lake.errors import ExchangeRefused, LakeError
from lake.keys import content_digest
from lake.load import load
from lake.settings import LakeSettings
from lake.store import Lake

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = structlog.get_logger()

_FAULTS = (LakeError, OSError)
# How Scrapy marks what is not whole, and the word that WARC has for it.
_TRUNCATED = {"dataloss": "disconnect", "partial": "disconnect"}


# When it was, the host's delay, what came, and the error when nothing did.
Told = tuple[float, float, Came, str]


class Keep:
    """Scrapy extension that stores what comes."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._sink: Sink | None = None
        self._fault: Exception | None = None
        # Set by a scheduler that flushes, so that it can acknowledge afterwards.
        self.is_paced = False
        self._beat: Any = None
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.received, signals.response_received)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Keep":
        """Make the extension for `crawler`, as Scrapy asks."""
        return cls(crawler)

    def opened(self, spider: "Spider") -> None:
        """Open the lake."""
        log_as_scrapy_does()
        settings = scheduler_settings(self._crawler.settings, spider.name)
        try:
            self._open(settings.home, settings.campaign)
        except _FAULTS as error:
            log.exception("lake_cannot_be_opened", error=str(error))
            raise CloseSpider("lake") from error
        if not self.is_paced:
            self._beat = create_looping_call(self._flush)
            self._beat.start(settings.flush_s, now=False)

    def received(self, response: "Response", request: "Request") -> None:
        """Keep one answer, as the spider will see it."""
        # The answer to a form is no page of that address.
        if self._sink is None or not is_web(response.url) or request.method != "GET":
            return
        try:
            self._sink.page(self._fetched(response, request))
            if not self.is_paced:
                self._attempt_unpaced(response)
        except (BadUrl, ExchangeRefused) as error:
            log.warning("answer_not_kept", url=response.url, error=str(error)[:300])
        except _FAULTS as error:
            self._fail(error)

    def attempt(self, request: "Request", loan: Loan, told: Told) -> None:
        """Keep that `request` was tried, and what came of it."""
        if self._sink is None or loan.asked_at is None:
            return
        now_s, delay_s, (status, size, retry_after_s), error = told
        self._sink.attempt(
            Attempt(
                url=loan.lease.url,
                host=loan.lease.host,
                attempt=1 + int(request.meta.get("retry_times", 0)),
                seconds=now_s - loan.asked_at,
                delay_s=delay_s,
                status=status or None,
                error=error or None,
                bytes=size,
                retry_after_s=None if isnan(retry_after_s) else retry_after_s,
            )
        )

    def robots(self, name: str, answer: Answer, outcome: Outcome) -> None:
        """Keep the robots.txt of the host `name` as it was seen."""
        if self._sink:
            self._sink.robots(
                RobotsSeen(
                    host=name,
                    fetched_at=now(),
                    status=answer.status,
                    digest=(
                        None if answer.status is None else content_digest(answer.body)
                    ),
                    crawl_delay=outcome.crawl_delay_s,
                    sitemaps=outcome.sitemaps,
                )
            )

    def flush(self) -> None:
        """Make everything kept so far safe; say so when something was not kept."""
        if self._fault:
            raise self._fault
        if self._sink:
            self._sink.flush()

    def closed(self) -> None:
        """Make everything safe, and let the lake have it."""
        if self._beat:
            self._beat.stop()
        if self._sink is None:
            return
        try:
            self._sink.close()
            load(self._lake)
        except _FAULTS as error:
            log.exception("lake_not_closed", error=str(error))

    def _open(self, home: Path, campaign: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        lake = self._lake = Lake.open(home, LakeSettings())
        load(lake)
        settings = self._crawler.settings
        obeys = settings.getbool("ROBOTSTXT_OBEY")
        self._robots = "allowed" if obeys else "ignored"
        about = {
            "isPartOf": campaign,
            "http-header-user-agent": settings["USER_AGENT"],
            "robots": "obey" if obeys else "ignore",
        }
        made = Campaign(name=campaign, seeds=())
        self._sink = Sink(home, LakeSettings(), made, kept(lake), Author(about))

    def _flush(self) -> None:
        if self._fault:
            return
        try:
            self.flush()
        except _FAULTS as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """End the crawl: nothing can be kept any more."""
        log.error("lake_cannot_keep", error=str(error))
        self._fault, self._sink = error, None
        engine = self._crawler.engine
        if engine:
            deferred_from_coro(engine.close_spider_async(reason="fault"))

    def _fetched(self, response: "Response", request: "Request") -> Fetched:
        final = canonical(response.url)
        first = response.meta.get("redirect_urls", [response.url])[0]
        parent = request.headers.get("Referer")
        seen = glance(final, response.body, _named(response))
        return Fetched(
            url=canonical(first),
            final_url=final,
            fetched_at=now(),
            status=response.status,
            headers=response.headers.to_string(),
            asked=request.headers.to_string(),
            content_type=seen.content_type,
            charset=seen.charset,
            body=response.body,
            depth=depth_of(request),
            parent_url=parent.decode("latin-1") if parent else None,
            renderer="chromium" if request.meta.get("playwright") else "http",
            robots_state=self._robots,
            rights=seen.rights,
            links=seen.links,
            ip=str(response.ip_address or ""),
            truncated=_truncated(response),
        )

    def _attempt_unpaced(self, response: "Response") -> None:
        if self._sink:
            self._sink.attempt(
                Attempt(
                    url=canonical(response.url),
                    host=host(response.url),
                    attempt=1 + int(response.meta.get("retry_times", 0)),
                    seconds=float(response.meta.get("download_latency", 0.0)),
                    delay_s=self._crawler.settings.getfloat("DOWNLOAD_DELAY"),
                    status=response.status,
                    bytes=len(response.body),
                )
            )


def _named(response: "Response") -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(
            response.headers.getlist(name)
        ).decode("latin-1")
        for name in response.headers
    }


def _truncated(response: "Response") -> str:
    for flag in response.flags:
        if flag in _TRUNCATED:
            return _TRUNCATED[flag]
    return ""
