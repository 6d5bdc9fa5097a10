"""From an answer to what the spider makes of it; known as `engine.scraper`."""

import asyncio
from typing import TYPE_CHECKING, Any

from scrapy.core.spidermw import SpiderMiddlewareManager
from scrapy.http import Request, Response
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.python.failure import Failure

from crawler import seam
from crawler.engine.callback import Callbacks
from crawler.engine.failure import failure_of
from crawler.engine.items import Items
from crawler.engine.load import Load
from crawler.engine.page import Hands, Page
from crawler.engine.sieve import Sieve

if TYPE_CHECKING:
    from scrapy import Spider

    from crawler.engine.core import Engine
    from crawler.engine.signals import Signals


class Scrape:
    """What a crawl does with answers and failures."""

    def __init__(self, engine: "Engine", spider: "Spider", told: "Signals") -> None:
        crawler = engine.crawler
        self._limit = crawler.settings.getint("SCRAPER_SLOT_MAX_ACTIVE_SIZE")
        self.slot: Load | None = None
        self.spidermw = build_from_crawler(SpiderMiddlewareManager, crawler)
        processor = load_object(crawler.settings["ITEM_PROCESSOR"])
        self.itemproc = build_from_crawler(processor, crawler)
        self._callbacks = Callbacks(crawler, spider, told)
        self._items = Items(crawler, spider, told, self.itemproc)
        self._sieve = Sieve.of(self.spidermw, spider)
        self._hands = Hands(self._callbacks, self._items, self._sieve, engine)
        self._tasks: set[asyncio.Task[None]] = set()
        self.call_spider_async = self._callbacks.call

    @property
    def flat(self) -> bool:
        """Return whether every spider middleware looks at one thing at a time."""
        return self._sieve is not None

    async def open_spider_async(self) -> None:
        """Open the pipelines."""
        self.slot = Load(self._limit)
        await self.itemproc.open_spider_async()

    async def close_spider_async(self) -> None:
        """Wait for what is under way and close the pipelines."""
        await self._load().empty()
        await self.itemproc.close_spider_async()

    def is_idle(self) -> bool:
        """Return whether no spider is open."""
        return self.slot is None

    def close(self, reason: str) -> None:
        """End the crawl, without waiting for that."""
        self._callbacks.close(reason)

    async def scrape(self, result: Response | Failure, request: Request) -> None:
        """Let the spider have `result`, and see through what it makes of it."""
        load = self._load()
        weight = load.take(result, request)
        page = Page(self._hands, load, request, result)
        try:
            if isinstance(result, Failure):
                await self._fail(page, result, request)
            elif self._sieve is None:
                await self._through_managers(page, result, request)
            else:
                await self._through_sieve(self._sieve, page, result, request)
        finally:
            load.drop(request, weight)
            seam.let_go(result)

    async def start_itemproc_async(
        self, item: Any, *, response: Response | Failure | None
    ) -> None:
        """Send `item` through the pipelines."""
        await self._items.settle(item, response, self._load())

    def begin_item(self, item: Any) -> None:
        """Send an item of start() through the pipelines and wait for nothing."""
        load = self._load()
        # Counted at once: the spider is not idle before the item has had its turn.
        load.itemproc_size += 1
        task = asyncio.create_task(self._begun(item, load))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _begun(self, item: Any, load: Load) -> None:
        load.itemproc_size -= 1
        await self._items.settle(item, None, load)
        load.say_if_idle()
        self._hands.engine.wake()

    def _load(self) -> Load:
        if self.slot is None:
            raise RuntimeError("Scraper slot not assigned")
        return self.slot

    async def _fail(self, page: Page, failure: Failure, request: Request) -> None:
        try:
            output = await self._callbacks.call(failure, request)
        except Exception as error:
            self._callbacks.lost(failure, request)
            if error is not failure.value:
                self._callbacks.failed(error, request, failure)
            return
        await page.see_through(output, None)

    async def _through_managers(
        self, page: Page, response: Response, request: Request
    ) -> None:
        try:
            output = await self.spidermw.scrape_response_async(
                self._callbacks.call, response, request
            )
        except Exception as error:
            self._callbacks.failed(error, request, response)
        else:
            await page.see_through(output, None)

    async def _through_sieve(
        self, sieve: Sieve, page: Page, response: Response, request: Request
    ) -> None:
        given: Response | Failure = response
        try:
            try:
                sieve.admit(response)
            except Exception as error:
                given = failure_of(error)
            output = await self._callbacks.call(given, request)
        except Exception as error:
            sieve.begin(response)
            await page.rescue(error, 0)
        else:
            sieve.begin(response)
            await page.see_through(output, 0)
