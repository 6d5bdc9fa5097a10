"""The course of a request, from the scheduler to its end, in one task."""

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter
from scrapy.utils.log import logformatter_adapter

from crawler.engine.drops import DROPS
from crawler.engine.failure import failure_of
from crawler.engine.log import is_read

if TYPE_CHECKING:
    from scrapy import Spider
    from twisted.python.failure import Failure

    from crawler.engine.core import Engine
    from crawler.engine.signals import Signals
    from crawler.engine.slot import EngineSlot

# Scrapy's own name: who filters its log by names finds the line where it was.
log = logging.getLogger("scrapy.core.engine")


class Course:
    """Sees requests through: network, callback, and what comes of it."""

    def __init__(self, engine: "Engine", spider: "Spider", told: "Signals") -> None:
        self._engine = engine
        self._spider = spider
        self._told = told
        self._words = engine.crawler.logformatter
        self._silent = type(self._words) is LogFormatter
        self._tasks: set[asyncio.Task[None]] = set()

    def start_all(self, slot: "EngineSlot") -> None:
        """Start what the scheduler gives out, as far as there is room."""
        engine, loop = self._engine, asyncio.get_running_loop()
        while not engine.needs_backout():
            request = slot.scheduler.next_request()
            if request is None:
                self._told.tell(signals.scheduler_empty)
                break
            slot.add_request(request)
            engine.downloader.active.add(request)  # before its task begins
            task = loop.create_task(self._carry(slot, request))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def fetch(self, request: Request) -> Response | Request:
        """Return what the network, or a middleware in its place, has for `request`."""
        outcome = await self._engine.downloader.fetch(request)
        # Room for the next one, while this one's callback is at work.
        self._engine.wake()
        if isinstance(outcome, Response):
            self._tell(outcome, request)
        return outcome

    async def _carry(self, slot: "EngineSlot", request: Request) -> None:
        result: Response | Request | Failure
        DROPS.set(self._engine.drops)
        try:
            try:
                result = await self.fetch(request)
            except Exception as error:
                result = failure_of(error)
            if isinstance(result, Request):
                self._engine.crawl(result)
            else:
                await self._engine.scraper.scrape(result, request)
        # One request must not end the crawl, whatever is wrong with it.
        except Exception:
            log.exception("Request failed: %(request)s", {"request": request})
        finally:
            slot.remove_request(request)
            self._engine.wake()

    def _tell(self, response: Response, request: Request) -> None:
        if response.request is None:
            response.request = request
        asked, spider = response.request, self._spider
        # Scrapy's formatter writes at DEBUG, which most crawls in earnest have off.
        if not self._silent or is_read(log, logging.DEBUG):
            words = self._words.crawled(asked, response, spider)
            if words is not None:
                log.log(*logformatter_adapter(words), extra={"spider": spider})
        self._told.tell(
            signals.response_received, response=response, request=asked, spider=spider
        )
