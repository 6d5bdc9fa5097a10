"""What is under way in an open spider, and the call that looks for more.

Components and schedulers know it as `engine._slot`; they ask it to look again, and
some listen for the requests that are removed from it.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.scheduler import BaseScheduler

# A scheduler that forgot to call is asked again after so long, as by Scrapy.
_BEAT_S = 5.0


class Wake:
    """A call in the loop's next round, once however often it is asked for."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._handle: asyncio.Handle | None = None
        self._at = 0.0
        self._waiting: list[asyncio.Future[None]] = []

    def schedule(self, delay: float = 0) -> None:
        """Call in `delay` seconds, or sooner where that was asked for."""
        loop = asyncio.get_running_loop()
        at = loop.time() + delay if delay else 0.0
        if self._handle is not None:
            if at >= self._at:
                return
            self._handle.cancel()
        self._at = at
        self._handle = loop.call_at(at, self) if delay else loop.call_soon(self)

    def cancel(self) -> None:
        """Call no more; who waits is let go."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._let_go()

    def __call__(self) -> None:
        """Call now."""
        self._handle = None
        try:
            self._call()
        finally:
            self._let_go()

    async def wait(self) -> None:
        """Return after the next call."""
        came = asyncio.get_running_loop().create_future()
        self._waiting.append(came)
        await came

    def _let_go(self) -> None:
        waiting, self._waiting = self._waiting, []
        for came in waiting:
            if not came.done():
                came.set_result(None)


class EngineSlot:
    """The requests under way, and whoever waits for the last of them."""

    def __init__(
        self, scheduler: "BaseScheduler", look: Callable[[], None], close_if_idle: bool
    ) -> None:
        self.scheduler = scheduler
        self.close_if_idle = close_if_idle
        self.is_whole = False  # whether start(), scheduler and pipelines are open
        self.is_told = False  # whether the components heard that the spider opened
        self.inprogress: set[Request] = set()
        self.closing: asyncio.Future[None] | None = None
        self.nextcall = Wake(look)
        self.heartbeat = create_looping_call(self.nextcall.schedule)

    def begin(self) -> None:
        """Look for requests now and from time to time."""
        self.nextcall.schedule()
        self.heartbeat.start(_BEAT_S, now=False)

    def add_request(self, request: "Request") -> None:
        """Note that `request` is under way."""
        self.inprogress.add(request)

    def remove_request(self, request: "Request") -> None:
        """Note that `request` has settled."""
        self.inprogress.discard(request)
        self._say_if_empty()

    async def close(self) -> None:
        """Take nothing new and wait until all that is under way has settled."""
        self.closing = asyncio.get_running_loop().create_future()
        self._say_if_empty()
        await self.closing

    def _say_if_empty(self) -> None:
        if self.closing is None or self.closing.done() or self.inprogress:
            return
        self.nextcall.cancel()
        if self.heartbeat.running:
            self.heartbeat.stop()
        self.closing.set_result(None)
