"""Items on their way through the pipelines, and what is told of them afterwards.

Pipelines that do not wait run where the item was found. Where one may wait, items of
one page wait beside each other, at most CONCURRENT_ITEMS of them; the tasks for that
are started when there are items, not before.
"""

import asyncio
import inspect
import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DropItem
from scrapy.logformatter import LogFormatter
from scrapy.pipelines import ItemPipelineManager
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.log import logformatter_adapter

from crawler.engine.chain import with_spider
from crawler.engine.failure import failure_of
from crawler.engine.log import is_read

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.engine.load import Load
    from crawler.engine.signals import Signals

    Source = Response | Failure | None

# Scrapy's own name: who filters its log by names finds the line where it was.
log = logging.getLogger("scrapy.core.scraper")


class Items:
    """The item pipelines of a crawl."""

    def __init__(
        self, crawler: "Crawler", spider: "Spider", told: "Signals", processor: Any
    ) -> None:
        self._crawler = crawler
        self._spider = spider
        self._told = told
        self._processor = processor
        self._silent = type(crawler.logformatter) is LogFormatter
        self._at_once = crawler.settings.getint("CONCURRENT_ITEMS")
        self._methods: list[Any] | None = None
        if type(processor) is ItemPipelineManager:
            found = processor.methods["process_item"]
            self._methods = [with_spider(one, spider) for one in found]
        self.may_wait = self._methods is None or any(
            inspect.iscoroutinefunction(getattr(one, "func", one))
            for one in self._methods
        )

    def group(self) -> "Group":
        """Return where the items of one page wait beside each other."""
        return Group(self, self._at_once)

    async def settle(self, item: Any, source: "Source", load: "Load") -> None:
        """Carry `item` through the pipelines and tell what became of it."""
        load.itemproc_size += 1
        try:
            output = await self._processed(item)
        except DropItem as error:
            await self._dropped(item, error, source)
        except Exception as error:
            await self._failed(item, error, source)
        else:
            await self._scraped(output, source)
        finally:
            load.itemproc_size -= 1

    async def _processed(self, item: Any) -> Any:
        if self._methods is None:
            return await self._processor.process_item_async(item)
        for method in self._methods:
            item = method(item)
            if inspect.isawaitable(item):
                item = await ensure_awaitable(item)
        return item

    async def _scraped(self, item: Any, source: "Source") -> None:
        # Scrapy's formatter writes at DEBUG, which most crawls in earnest have off.
        if not self._silent or is_read(log, logging.DEBUG):
            words = self._crawler.logformatter.scraped(item, source, self._spider)
            self._say(words, item)
        await self._tell(signals.item_scraped, item, source)

    async def _dropped(self, item: Any, error: DropItem, source: "Source") -> None:
        words = self._crawler.logformatter.dropped(item, error, source, self._spider)
        self._say(words, item)
        await self._tell(signals.item_dropped, item, source, exception=error)

    async def _failed(self, item: Any, error: Exception, source: "Source") -> None:
        failure = failure_of(error)
        words = self._crawler.logformatter.item_error(item, error, source, self._spider)
        self._say(words, item, error)
        await self._tell(signals.item_error, item, source, failure=failure)

    async def _tell(
        self, signal: object, item: Any, source: "Source", **why: Any
    ) -> None:
        await self._told.tell_and_wait(
            signal, item=item, response=source, spider=self._spider, **why
        )

    def _say(self, words: Any, item: Any, error: Exception | None = None) -> None:
        if words is not None:
            extra = {"spider": self._spider, "item": item}
            log.log(*logformatter_adapter(words), extra=extra, exc_info=error)


class Group:
    """Items of one page under way beside each other."""

    def __init__(self, items: Items, at_once: int) -> None:
        self._items = items
        self._room = asyncio.Semaphore(max(1, at_once))
        self._tasks: list[asyncio.Task[None]] = []

    async def add(self, item: Any, source: "Source", load: "Load") -> None:
        """Start `item` on its way, when there is room."""
        await self._room.acquire()
        task = asyncio.create_task(self._items.settle(item, source, load))
        task.add_done_callback(lambda _: self._room.release())
        self._tasks.append(task)

    async def wait(self) -> None:
        """Return when all have settled."""
        if self._tasks:
            await asyncio.wait(self._tasks)
