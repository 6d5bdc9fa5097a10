"""robots.txt as RFC 9309 says: what cannot be read forbids, what is not there allows.

Scrapy's own middleware fetches everything when robots.txt answers 503 or nothing at
all, and knows no Crawl-delay; this one stands in its place.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.clock import now
from crawler.gate import AddressRefused
from crawler.hosts import asked_pause_s
from crawler.resolver import REFUSED
from crawler.rows import RobotsSeen
from crawler.run import run_of
from frontier.urls import host, join
from lake.keys import content_digest

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = structlog.get_logger()

# The standard's floor for how much of a file must be read.
LARGEST_BYTES = 512_000
# Robots rules come before any page of the host.
_FIRST = 1000


class ForbiddenByRobots(IgnoreRequest):
    """The host's robots.txt keeps the crawler off this URL."""


class RobotsUnreachable(IgnoreRequest):
    """The host's robots.txt could not be read, so nothing is fetched for now."""


@dataclass(frozen=True, slots=True)
class _Rules:
    parser: Protego | None = None  # None: everything is allowed
    unreachable: bool = False


class Robots:
    """Downloader middleware: asks robots.txt once an origin, before its first page."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Robots":
        """Make the middleware for `crawler`, as Scrapy asks."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let `request` pass, or raise what keeps it back."""
        run = run_of(self._crawler)
        if request.meta.get("robots") or not run.settings.obey_robots:
            return
        rules = await self._rules_for(request.url)
        if host(request.url) in REFUSED:
            raise AddressRefused(request.url)
        if rules.unreachable:
            raise RobotsUnreachable(request.url)
        name = run.settings.user_agent
        if rules.parser and not rules.parser.can_fetch(request.url, name):
            raise ForbiddenByRobots(request.url)

    async def _rules_for(self, url: str) -> _Rules:
        robots_url = join(url, "/robots.txt")
        if robots_url is None:
            return _Rules()
        if robots_url not in self._rules:
            asked: asyncio.Future[_Rules] = asyncio.get_running_loop().create_future()
            self._rules[robots_url] = asked
            try:
                asked.set_result(await self._fetch(robots_url))
            except BaseException as error:
                # Who waits for these rules must not wait for ever.
                asked.set_exception(error)
                raise
        return await self._rules[robots_url]

    async def _fetch(self, robots_url: str) -> _Rules:
        request = Request(
            robots_url,
            priority=_FIRST,
            callback=NO_CALLBACK,
            meta={
                "robots": True,
                "handle_httpstatus_list": list(range(400, 600)),
                "max_retry_times": 1,
                "redirect_times": 0,
            },
        )
        engine = self._crawler.engine
        if engine is None:
            return _Rules(unreachable=True)
        try:
            response = await engine.download_async(request)
        # Whatever kept the file from being read, the answer is the same: stay away.
        except Exception as error:  # noqa: BLE001
            log.warning("robots_unreachable", url=robots_url, error=repr(error)[:200])
            self._note(robots_url, None)
            return _Rules(unreachable=True)
        return self._read(robots_url, response)

    def _read(self, robots_url: str, response: "Response") -> _Rules:
        run = run_of(self._crawler)
        if response.status == 429 or response.status >= 500:
            pause_s = asked_pause_s(response.headers.get("Retry-After"), now())
            for name in {host(robots_url), host(response.url)}:
                run.hosts.pause(name, pause_s)
            self._note(robots_url, response)
            return _Rules(unreachable=True)
        if response.status >= 400:
            self._note(robots_url, response)
            return _Rules()
        text = response.body[:LARGEST_BYTES].decode("utf-8", "replace")
        parser = Protego.parse(text.lstrip("\ufeff"))
        delay_s = parser.crawl_delay(run.settings.user_agent)
        if delay_s is not None:
            wanted = min(float(delay_s), run.settings.max_delay_s)
            run.hosts.slow_down(host(robots_url), wanted)
        self._note(robots_url, response, parser, delay_s)
        return _Rules(parser)

    def _note(
        self,
        robots_url: str,
        response: "Response | None",
        parser: Protego | None = None,
        crawl_delay: float | None = None,
    ) -> None:
        run_of(self._crawler).sink.robots(
            RobotsSeen(
                host=host(robots_url),
                fetched_at=now(),
                status=response.status if response else None,
                digest=content_digest(response.body) if response else None,
                crawl_delay=crawl_delay,
                sitemaps=tuple(parser.sitemaps) if parser else (),
            )
        )
