"""How much the spider has on its hands; components know it as `engine.scraper.slot`."""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy import Request

# A failure, too, takes memory and a moment.
_LEAST_BYTES = 1024


class Load:
    """Answers that callbacks are at work on, by number and bytes."""

    def __init__(self, max_active_size: int) -> None:
        self.max_active_size = max_active_size
        self.queue: deque[Any] = deque()  # nothing waits here; status reports ask
        self.active: set[Request] = set()
        self.active_size = 0
        self.itemproc_size = 0
        self.closing: asyncio.Future[None] | None = None

    def take(self, result: object, request: "Request") -> int:
        """Count an answer in and return its weight."""
        weight = _LEAST_BYTES
        if isinstance(result, Response):
            weight = max(len(result.body), weight)
        self.active.add(request)
        self.active_size += weight
        return weight

    def drop(self, request: "Request", weight: int) -> None:
        """Count it out again."""
        self.active.discard(request)
        self.active_size -= weight
        self.say_if_idle()

    def is_idle(self) -> bool:
        """Return whether no callback and no item is under way."""
        return not (self.active or self.itemproc_size)

    def needs_backout(self) -> bool:
        """Return whether the network should wait for the spider."""
        return self.active_size > self.max_active_size

    def say_if_idle(self) -> None:
        """Let whoever closes go on, if nothing is under way."""
        if self.closing is not None and not self.closing.done() and self.is_idle():
            self.closing.set_result(None)

    async def empty(self) -> None:
        """Wait until nothing is under way."""
        self.closing = asyncio.get_running_loop().create_future()
        self.say_if_idle()
        await self.closing
