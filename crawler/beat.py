"""The crawl's heartbeat: makes rows safe, takes orders, tells how it goes."""

import asyncio
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.run import run_of
from frontier.errors import FrontierError
from frontier.orders import take_orders
from lake.errors import LakeError

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.run import Run

_TIDY_EVERY_S = 3600.0
# What Scrapy calls an end that a person or this extension asked for.
_REASONS = {"shutdown": "interrupted", "fault": "interrupted"}


class Beat:
    """Scrapy extension: beats while the spider is open, once more when it closes."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._task: asyncio.Task[None] | None = None
        self._tidy_at = 0.0
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Beat":
        """Make the extension for `crawler`, as Scrapy asks."""
        return cls(crawler)

    def opened(self) -> None:
        """Start beating."""
        self._tidy_at = run_of(self._crawler).clock.now() + _TIDY_EVERY_S
        self._task = asyncio.get_running_loop().create_task(self._beat())

    def closed(self, spider: "Spider", reason: str) -> None:
        """Make the last rows safe and keep why the crawl ended."""
        if self._task:
            self._task.cancel()
        run = run_of(self._crawler)
        self._flush(run)
        run.reason = _REASONS.get(reason, reason)
        if run.reason == "finished" and run.full():
            run.reason = "max_pages"
        elif run.reason == "finished" and run.frontier.paused:
            run.reason = "paused"

    async def _beat(self) -> None:
        run = run_of(self._crawler)
        while True:
            await asyncio.sleep(run.settings.flush_s)
            self._flush(run)
            self._take_orders(run)
            self._tidy(run)
            if run.fault or not _told(run):
                break
        # Rows cannot be kept, or nobody is there to be told: fetching on is no use.
        # The stop calls `closed`, which must not cancel the task that stops.
        self._task = None
        await self._crawler.stop_async()

    def _flush(self, run: "Run") -> None:
        try:
            if not run.fault:
                run.flush()
                run.frontier.sync()
        except (LakeError, FrontierError, OSError) as error:
            run.fault = error

    def _tidy(self, run: "Run") -> None:
        """Let the frontier forget what is done with, so that weeks leave no heap."""
        if run.fault or run.clock.now() < self._tidy_at:
            return
        self._tidy_at = run.clock.now() + _TIDY_EVERY_S
        try:
            run.frontier.checkpoint()
        except (FrontierError, OSError) as error:
            run.fault = error

    def _take_orders(self, run: "Run") -> None:
        try:
            if not run.fault and take_orders(run.frontier, run.clock.now()):
                run.woken.set()
        except (FrontierError, OSError) as error:
            run.fault = error


def _told(run: "Run") -> bool:
    run.count()
    try:
        run.watch(run.progress)
    except BrokenPipeError:
        return False
    return True
