"""What the spider's start() yields, one after the other while the crawl has room."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Request

from crawler.engine.failure import failure_of

if TYPE_CHECKING:
    from scrapy.core.spidermw import SpiderMiddlewareManager

    from crawler.engine.core import Engine
    from crawler.engine.signals import Signals

# Scrapy's own name: who filters its log by names finds the line where it was.
log = logging.getLogger("scrapy.core.engine")


class Starts:
    """The first requests and items of a crawl."""

    def __init__(self, engine: "Engine", told: "Signals") -> None:
        self._engine = engine
        self._told = told
        self._things: AsyncIterator[Any] | None = None
        self._task: asyncio.Task[None] | None = None
        self.failed = False

    @property
    def done(self) -> bool:
        """Return whether start() has yielded all it will."""
        return self._things is None

    async def open(self, manager: "SpiderMiddlewareManager") -> None:
        """Call start() and lead it through the middlewares."""
        self._things = await manager.process_start()

    def begin(self) -> None:
        """Take what start() yields, in a task of its own."""
        self._task = asyncio.create_task(self._run())

    def cancel(self) -> None:
        """Take no more."""
        task, self._task = self._task, None
        # Who stops the engine in start() itself leaves it by the check in _run.
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _run(self) -> None:
        engine = self._engine
        slot = engine._slot
        if slot is None:
            return
        slot.begin()
        while self._things is not None and engine.spider and engine.running:
            await self._take_one(self._things)
            # What came goes on its way before the next one is asked for; with no
            # room, start() is read on, so that what it yields can be put in order.
            if engine._slot is slot and not engine.needs_backout():
                slot.nextcall.schedule()
                await slot.nextcall.wait()

    async def _take_one(self, things: AsyncIterator[Any]) -> None:
        engine = self._engine
        try:
            thing = await anext(things)
        except StopAsyncIteration:
            self._things = None
            engine.wake()
        except CloseSpider as wish:
            self._things = None
            engine.scraper.close(wish.reason or "cancelled")
        # start() is the spider's own code and may raise anything.
        except Exception as error:
            self._things = None
            self._tell(error)
            engine.wake()
        else:
            if engine.spider is None:
                return
            if isinstance(thing, Request):
                engine.crawl(thing)
            else:
                engine.scraper.begin_item(thing)
                engine.wake()

    def _tell(self, error: Exception) -> None:
        self.failed = True
        spider, stats = self._engine.spider, self._engine.crawler.stats
        log.error(
            "Error while reading start items and requests",
            exc_info=error,
            extra={"spider": spider},
        )
        self._told.tell(
            signals.spider_error,
            failure=failure_of(error),
            response=None,
            spider=spider,
        )
        stats.inc_value("spider_exceptions/count")
        stats.inc_value(f"spider_exceptions/{type(error).__name__}")
