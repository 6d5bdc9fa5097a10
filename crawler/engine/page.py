"""What one answer yields: its requests go to the scheduler, its items to the pipelines.

All of it runs in the task of the request; an item that waits is the only reason for
another one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy.http import Request

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.engine.callback import Callbacks
    from crawler.engine.items import Group, Items
    from crawler.engine.load import Load
    from crawler.engine.sieve import Output, Sieve

log = logging.getLogger("scrapy.core.scraper")

# A callback may yield a million requests; now and then the network gets its turn.
_BREATH = 200


@dataclass(frozen=True, slots=True)
class Hands:
    """Who takes what a page yields."""

    callbacks: "Callbacks"
    items: "Items"
    sieve: "Sieve | None"
    engine: Any


class Page:
    """One answer, or failure, and what the spider makes of it."""

    __slots__ = ("_count", "_group", "_hands", "_load", "_request", "_source")

    def __init__(
        self,
        hands: Hands,
        load: "Load",
        request: Request,
        source: "Response | Failure",
    ) -> None:
        self._hands = hands
        self._load = load
        self._request = request
        self._source = source
        self._group: Group | None = None
        self._count = 0

    async def see_through(self, output: "Output", layer: int | None) -> None:
        """Take what `output` holds, from `layer` of the middlewares outwards."""
        if self._hands.items.may_wait:
            self._group = self._hands.items.group()
        await self._take(output, layer)
        if self._group is not None:
            await self._group.wait()

    async def rescue(self, error: Exception, layer: int | None) -> None:
        """Go on with what a middleware makes of an error of the spider, if one does."""
        rescue, sieve = None, self._hands.sieve
        try:
            if sieve is not None and layer is not None:
                rescue = sieve.rescue(self._source, error, layer)
        except Exception as other:
            error = other
        if rescue is None:
            self._hands.callbacks.failed(error, self._request, self._source)
        else:
            await self._take(rescue.output, rescue.layer)

    async def _take(self, output: "Output", layer: int | None) -> None:
        try:
            if isinstance(output, AsyncIterator):
                async for thing in output:
                    wait = self._put(thing, layer)
                    if wait is not None:
                        await wait
            else:
                for thing in output:
                    wait = self._put(thing, layer)
                    if wait is not None:
                        await wait
        # A spider may raise anything; it costs this page and no other.
        except Exception as error:
            await self.rescue(error, layer)

    def _put(self, thing: Any, layer: int | None) -> Awaitable[Any] | None:
        """Hand `thing` on; return what is to be awaited, if anything is."""
        hands = self._hands
        if layer is not None and hands.sieve is not None:
            thing = hands.sieve.passed(thing, self._source, layer)
        self._count += 1
        if isinstance(thing, Request):
            self._schedule(thing)
        elif thing is not None:
            return self._settle(thing)
        return None if self._count % _BREATH else asyncio.sleep(0)

    def _schedule(self, request: Request) -> None:
        try:
            self._hands.engine.crawl(request)
        # A scheduler that cannot take one request, say, as it is not serialisable.
        except Exception:
            log.exception("Request not scheduled: %(request)s", {"request": request})

    def _settle(self, item: Any) -> Awaitable[Any]:
        if self._group is not None:
            return self._group.add(item, self._source, self._load)
        return self._hands.items.settle(item, self._source, self._load)
