"""Walls met by any Scrapy spider: told to the spider, counted, and taken to heart.

    DOWNLOADER_MIDDLEWARES = {"crawler.walls.Walls": 585}

At 585 it sees bodies that are decompressed. The spider gets each answer as before; one that
is a wall has the flag "wall" and its kind. Where the frontier of this project has a home,
hosts are slowed and paused through its inbox, and the review list tells a person.
"""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from scrapy import signals

from crawler.errors import BadSetting
from crawler.exchange import Answer
from crawler.manners.blocked import verdict
from crawler.manners.blocks import Blocks
from crawler.scrapylane.adopt import scheduler_settings
from crawler.settings import CrawlSettings
from frontier.inbox import Block, SetDelay, drop
from frontier.urls import host

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_RULES = ("pause", "slow", "note")


class Inbox:
    """Orders to the frontier that the scheduler owns."""

    def __init__(self, folder: Path, delay_s: float) -> None:
        self.folder = folder
        self._usual_s = delay_s
        self._delays: dict[str, float] = {}

    def block(self, host: str, until: float | None, now: float) -> None:
        """Ask `host` nothing until a time."""
        drop(self.folder / "inbox", Block(host, until), now)

    def set_delay(self, host: str, seconds: float | None, now: float) -> None:
        """Keep so many seconds between two requests; None: as many as usual."""
        self._delays[host] = self._usual_s if seconds is None else seconds
        drop(self.folder / "inbox", SetDelay(host, seconds), now)

    def delay_s(self, host: str) -> float:
        """Return the seconds between two requests, as far as they are known here."""
        return self._delays.get(host, self._usual_s)


class Walls:
    """Scrapy downloader middleware; see above for its place."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._rule: Any = crawler.settings.get("HARVESTMAN_ON_BLOCK", "pause")
        if self._rule not in _RULES:
            raise BadSetting(
                f"HARVESTMAN_ON_BLOCK = {self._rule!r}; expected {', '.join(_RULES)}"
            )
        self._blocks: Blocks | None = None
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Walls":
        """Make the middleware for `crawler`, as Scrapy asks."""
        return cls(crawler)

    def opened(self, spider: "Spider") -> None:
        """Find the spider's frontier, if it has one."""
        settings = self._crawler.settings
        if not settings.get("HARVESTMAN_HOME"):
            return
        asked = scheduler_settings(settings, spider.name)
        inbox = Inbox(asked.home / "frontier" / asked.campaign, asked.delay_s)
        inbox.folder.mkdir(parents=True, exist_ok=True)
        self._blocks = Blocks(inbox, CrawlSettings(on_block=self._rule), time.time)

    def closed(self) -> None:
        """Write down what was counted."""
        if self._blocks is not None:
            self._blocks.close()

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Tell the spider of a wall, and let its host feel it."""
        answer = _answer(response)
        found = verdict(answer, cast("str", request.meta.get("redirect_urls", [""])[0]))
        if self._blocks is not None:
            self._blocks.beat()
            found = self._blocks.came(host(response.url), answer, found)
        if found is not None:
            cast("Any", self._crawler.stats).inc_value(f"wall/{found.kind.value}")
            response.flags += ["wall", found.kind.value]
        return response


def _answer(response: "Response") -> Answer:
    pairs = response.headers.items()
    return Answer(
        url=response.url,
        status=response.status,
        headers=[(name, value) for name, values in pairs for value in values],
        body=response.body,
        wire_bytes=len(response.body),
        ip="",
        seconds=0.0,
        first_byte_s=0.0,
        truncated="",
        asked=b"",
    )
