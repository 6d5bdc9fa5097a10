"""An engine for unchanged Scrapy spiders: one task a request, and nothing a link.

It stands where Scrapy's engine does, inherits nothing from it, and offers what
components use of it. The life of a request: the scheduler gives it out, the downloader
middlewares and a host's turn let it through to the network, its answer goes through the
spider middlewares to a callback, and what that yields goes back to the scheduler or to
the pipelines, all in one coroutine (engine/course.py). Then the slot lets go of it, which
is when a frontier may acknowledge it.
"""

import asyncio
import logging
from contextlib import suppress
from time import time
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import CloseSpider, DontCloseSpider, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from crawler import seam
from crawler.engine.closing import close_all, tried
from crawler.engine.course import Course
from crawler.engine.downloads import Downloads
from crawler.engine.drops import Drops, drops_of
from crawler.engine.rules import follow_in_batch
from crawler.engine.scrape import Scrape
from crawler.engine.seen import Seen
from crawler.engine.signals import Signals
from crawler.engine.slot import EngineSlot
from crawler.engine.starts import Starts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from scrapy import Spider
    from scrapy.crawler import Crawler

    Closed = Callable[[Spider], Coroutine[Any, Any, None]]

# Scrapy's own name: who filters its log by names finds the line where it was.
log = logging.getLogger("scrapy.core.engine")


class Engine:
    """The engine of one crawler; `closed` is called when its spider has closed."""

    def __init__(self, crawler: "Crawler", closed: "Closed") -> None:
        spider = crawler.spider
        if spider is None:
            raise RuntimeError("an engine is made for a crawler that has its spider")
        self.crawler = crawler
        self.settings = crawler.settings
        self.signals = crawler.signals
        self.logformatter = crawler.logformatter
        self.scheduler_cls = _scheduler_class(crawler)
        self.spider: Spider | None = None
        self.start_time: float | None = None
        self.running = self.paused = self._starting = self._stopping = False
        self._slot: EngineSlot | None = None
        self._seen: Seen | None = None
        self.drops: Drops | None = None
        self._stopped: asyncio.Future[None] | None = None
        self._closed = closed
        told = self._told = Signals(crawler)
        self._starts, self._course = Starts(self, told), Course(self, spider, told)
        self.downloader = Downloads(crawler, spider, told)
        try:
            self.scraper = Scrape(self, spider, told)
        except Exception:
            self.downloader.close()
            raise

    @property
    def scheduler(self) -> BaseScheduler | None:
        """Return the scheduler, once a spider is open."""
        return self._slot.scheduler if self._slot is not None else None

    async def open_spider_async(self, *, close_if_idle: bool = True) -> None:
        """Open the crawler's spider, its scheduler and its pipelines."""
        spider = self.crawler.spider
        if self._slot is not None or spider is None:
            raise RuntimeError("No free spider slot, or no spider")
        log.info("Spider opened", extra={"spider": spider})
        self.spider = spider
        scheduler = build_from_crawler(self.scheduler_cls, self.crawler)
        slot = self._slot = EngineSlot(scheduler, self._look, close_if_idle)
        refusals = await self._open_parts(slot, spider)
        self._seen = Seen(scheduler, self.crawler)
        seam.look_sooner(scheduler)
        self.crawler.stats.open_spider()
        told = await self.signals.send_catch_log_async(
            signals.spider_opened, spider=spider, dont_log=CloseSpider
        )
        slot.is_told = True
        refusals += [came for _, came in told if isinstance(came, CloseSpider)]
        if refusals:
            raise refusals[0]
        self.drops = drops_of(self, self._seen, self._told)
        if self.drops is not None:
            follow_in_batch(self.spider, self.drops)

    async def _open_parts(
        self, slot: EngineSlot, spider: "Spider"
    ) -> list[CloseSpider]:
        try:
            await self._starts.open(self.scraper.spidermw)
            await ensure_awaitable(slot.scheduler.open(spider))
            await self.scraper.open_spider_async()
        except CloseSpider as refusal:
            # The rest opens all the same, so that it can be closed in order.
            return [refusal]
        slot.is_whole = True
        return []

    async def start_async(self, *, _start_request_processing: bool = True) -> None:
        """Run until the engine is stopped."""
        if self._starting:
            raise RuntimeError("Engine already running")
        self.start_time = time()
        self._starting = True
        await self.signals.send_catch_log_async(signals.engine_started)
        # Scrapy's shell starts an engine before it has a spider.
        if self._stopping or (_start_request_processing and self.spider is None):
            return
        self.running = True
        self._stopped = asyncio.get_running_loop().create_future()
        if _start_request_processing:
            self._starts.begin()
        with suppress(asyncio.CancelledError):
            await self._stopped

    async def stop_async(self) -> None:
        """Take nothing new, let what is under way come to its end, and stop."""
        if not self._starting:
            raise RuntimeError("Engine not running")
        self.running = self._starting = False
        self._stopping = True
        self._starts.cancel()
        if self.spider is not None:
            await self.close_spider_async(reason="shutdown")
        await self.signals.send_catch_log_async(signals.engine_stopped)
        if self._stopped is not None and not self._stopped.done():
            self._stopped.set_result(None)

    async def close_async(self, *, reason: str = "shutdown") -> None:
        """Stop if the engine runs; close what is open."""
        if self.running:
            await self.stop_async()
        elif self._slot is not None:
            await self.close_spider_async(reason=reason)
        else:
            self.downloader.close()

    async def close_spider_async(self, *, reason: str = "cancelled") -> None:
        """Let what is under way come to its end and close the spider."""
        slot, spider = self._slot, self.spider
        if slot is None or spider is None:
            raise RuntimeError("Spider not opened")
        if slot.closing is not None:
            await slot.closing
            return
        await close_all(self, slot, spider, reason)
        self._slot = self.spider = None
        await tried("Crawler", lambda: self._closed(spider), spider)

    def pause(self) -> None:
        """Start no more requests."""
        self.paused = True

    def unpause(self) -> None:
        """Start requests again."""
        self.paused = False

    def needs_backout(self) -> bool:
        """Return whether no request may start now."""
        load = self.scraper.slot
        return (
            not self.running
            or self._slot is None
            or self._slot.closing is not None
            or self.downloader.needs_backout()
            or (load is not None and load.needs_backout())
        )

    def spider_is_idle(self) -> bool:
        """Return whether nothing is under way and nothing waits."""
        if self._slot is None:
            raise RuntimeError("Engine slot not assigned")
        load = self.scraper.slot
        return not (
            self._slot.inprogress
            or self.downloader.active
            or not self._starts.done
            or (load is not None and not load.is_idle())
            or self._slot.scheduler.has_pending_requests()
        )

    def crawl(self, request: Request) -> None:
        """Let the scheduler have `request`, unless somebody is against it."""
        slot, spider, seen = self._slot, self.spider, self._seen
        if spider is None or slot is None or seen is None:
            raise RuntimeError(f"No open spider to crawl: {request}")
        scheduled = signals.request_scheduled
        if self._told.tell(scheduled, IgnoreRequest, request=request, spider=spider):
            return
        if not seen.enqueue(request, spider):
            dropped = signals.request_dropped
            self._told.tell(dropped, request=request, spider=spider)
        slot.nextcall.schedule()

    def known(self, url: str) -> bool:
        """Return whether a plain request for `url` would be refused for certain."""
        return self._seen is not None and self._seen.has(url)

    def wake(self) -> None:
        """Look for requests soon."""
        if self._slot is not None and self._slot.closing is None:
            self._slot.nextcall.schedule()

    async def download_async(self, request: Request) -> Response:
        """Return the answer to `request`, which no spider and no scheduler sees."""
        slot = self._slot
        if self.spider is None or slot is None:
            raise RuntimeError(f"No open spider to crawl: {request}")
        while True:
            slot.add_request(request)
            try:
                outcome = await self._course.fetch(request)
            finally:
                slot.remove_request(request)
                self.wake()
            if isinstance(outcome, Response):
                return outcome
            request = outcome

    # What components of older days call; each returns what Twisted waits for.

    def download(self, request: Request) -> Deferred[Response]:
        """Return the answer to `request`, later."""
        return Deferred.fromFuture(asyncio.ensure_future(self.download_async(request)))

    def close_spider(
        self, _spider: object, reason: str = "cancelled"
    ) -> Deferred[None]:
        """Close the spider, later."""
        closing = self.close_spider_async(reason=reason)
        return Deferred.fromFuture(asyncio.ensure_future(closing))

    def stop(self) -> Deferred[None]:
        """Stop, later."""
        return Deferred.fromFuture(asyncio.ensure_future(self.stop_async()))

    def _look(self) -> None:
        """Start what may start; a spider with nothing to do may close."""
        slot = self._slot
        if slot is None or slot.closing is not None or self.paused:
            return
        self._course.start_all(slot)
        if slot.close_if_idle and self.spider_is_idle():
            self._idle()

    def _idle(self) -> None:
        """Ask whether the spider may close, and close it."""
        told = self.signals.send_catch_log(
            signals.spider_idle,
            spider=self.spider,
            dont_log=(DontCloseSpider, CloseSpider),
        )
        answers = [came.value for _, came in told if isinstance(came, Failure)]
        if any(isinstance(one, DontCloseSpider) for one in answers):
            return
        if self.spider_is_idle():
            reasons = [one.reason for one in answers if isinstance(one, CloseSpider)]
            default = "start_error" if self._starts.failed else "finished"
            self.scraper.close([*reasons, default][0])


def _scheduler_class(crawler: "Crawler") -> type[BaseScheduler]:
    wanted = crawler.settings["SCHEDULER"]
    found = load_object(wanted)
    if not issubclass(found, BaseScheduler):
        raise TypeError(f"SCHEDULER is {wanted!r}, which lacks methods of a scheduler")
    return found
