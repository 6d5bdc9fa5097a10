"""What our engine has where Scrapy's has its downloader: who may ask which host when.

Scrapy's rules: at most so many exchanges at once in all and a slot (a host, mostly),
and a slot's delay counts from start to start. A request whose slot is free goes on in
its own task; only one that must wait gets a future.
"""

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from crawler.engine.chain import Chain, Outcome

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.engine.signals import Signals

_FORGET_S = 60.0


@dataclass(slots=True, eq=False)
class Slot:
    """The turns of one host; AutoThrottle moves its delay."""

    concurrency: int
    delay: float
    jitter: float
    active: set["Request"] = field(default_factory=set)
    queue: deque[tuple["Request", asyncio.Future[None]]] = field(default_factory=deque)
    transferring: set["Request"] = field(default_factory=set)
    lastseen: float = 0.0
    latercall: asyncio.TimerHandle | None = None

    def free_transfer_slots(self) -> int:
        """Return how many more exchanges may run."""
        return self.concurrency - len(self.transferring)

    def download_delay(self) -> float:
        """Return the seconds until the next start, a little different each time."""
        if not (self.jitter and self.delay):
            return self.delay
        shift = random.uniform(-self.jitter, self.jitter)  # noqa: S311 - no secret
        return max(0.0, self.delay * (1 + shift))

    def close(self) -> None:
        """Let nobody be called any more."""
        if self.latercall:
            self.latercall.cancel()


class Downloads:
    """Exchanges under way and waiting; components know it as `engine.downloader`."""

    def __init__(self, crawler: "Crawler", spider: "Spider", told: "Signals") -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.slots: dict[str, Slot] = {}
        self.active: set[Request] = set()
        self.total_concurrency = settings.getint("CONCURRENT_REQUESTS")
        self.domain_concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.per_slot_settings = settings.getdict("DOWNLOAD_SLOTS")
        self._delay = settings.getfloat("DOWNLOAD_DELAY")  # AutoThrottle sets it
        self._jitter = _jitter(settings)
        self._told = told
        self._forgetting: Any = None
        self.handlers = DownloadHandlers(crawler)
        self.middleware = build_from_crawler(DownloaderMiddlewareManager, crawler)
        self._chain = Chain(self.middleware, spider)
        self._spider = spider

    async def fetch(self, request: "Request") -> Outcome:
        """Return what the middlewares and the network make of `request`."""
        self.active.add(request)
        try:
            return await self._chain.ask(request, self._download)
        finally:
            self.active.discard(request)

    def needs_backout(self) -> bool:
        """Return whether as much is under way as may be."""
        return 0 < self.total_concurrency <= len(self.active)

    def get_slot_key(self, request: "Request") -> str:
        """Return whose turn `request` needs."""
        key = request.meta.get("download_slot")
        return key if key is not None else urlparse_cached(request).hostname or ""

    def close(self) -> None:
        """Let nobody be called any more."""
        if self._forgetting is not None:
            self._forgetting.stop()
            self._forgetting = None
        for slot in self.slots.values():
            slot.close()

    async def _download(self, request: "Request") -> "Response":
        slot = self._slot_of(request)
        slot.active.add(request)
        spider = self._spider
        self._told.tell(
            signals.request_reached_downloader, request=request, spider=spider
        )
        try:
            await self._turn(slot, request)
            return await self._transfer(slot, request)
        finally:
            slot.active.discard(request)

    def _slot_of(self, request: "Request") -> Slot:
        key = request.meta["download_slot"] = self.get_slot_key(request)
        slot = self.slots.get(key)
        if slot is None:
            slot = self.slots[key] = self._new_slot(self.per_slot_settings.get(key, {}))
        return slot

    def _new_slot(self, own: dict[str, Any]) -> Slot:
        if self._forgetting is None:
            self._forgetting = create_looping_call(self._forget_idle)
            self._forgetting.start(_FORGET_S, now=False)
        jitter = own.get("jitter", own.get("randomize_delay", self._jitter))
        return Slot(
            own.get("concurrency", self.domain_concurrency),
            own.get("delay", self._delay),
            0.5 * jitter if isinstance(jitter, bool) else float(jitter),
        )

    async def _turn(self, slot: Slot, request: "Request") -> None:
        """Wait until `request` may be sent."""
        if not (slot.delay or slot.queue) and slot.free_transfer_slots() > 0:
            slot.lastseen = monotonic()
            slot.transferring.add(request)
            return
        turn = asyncio.get_running_loop().create_future()
        slot.queue.append((request, turn))
        self._hand_out(slot)
        try:
            await turn
        except asyncio.CancelledError:
            slot.transferring.discard(request)
            self._hand_out(slot)
            raise

    def _hand_out(self, slot: Slot) -> None:
        while slot.queue and not slot.latercall and slot.free_transfer_slots() > 0:
            now, delay = monotonic(), slot.download_delay()
            wait = slot.lastseen + delay - now
            if delay and wait > 0:
                loop = asyncio.get_running_loop()
                slot.latercall = loop.call_later(wait, self._come_back, slot)
                return
            request, turn = slot.queue.popleft()
            if not turn.done():
                slot.lastseen = now
                slot.transferring.add(request)
                turn.set_result(None)

    def _come_back(self, slot: Slot) -> None:
        slot.latercall = None
        self._hand_out(slot)

    async def _transfer(self, slot: Slot, request: "Request") -> "Response":
        spider = self._spider
        try:
            response = await self.handlers.download_request_async(request)
            self._told.tell(
                signals.response_downloaded,
                response=response,
                request=request,
                spider=spider,
            )
            return response
        finally:
            slot.transferring.discard(request)
            self._hand_out(slot)
            self._told.tell(
                signals.request_left_downloader, request=request, spider=spider
            )

    def _forget_idle(self) -> None:
        oldest = monotonic() - _FORGET_S
        for key, slot in list(self.slots.items()):
            if not slot.active and slot.lastseen + slot.delay <= oldest:
                self.slots.pop(key).close()


def _jitter(settings: "BaseSettings") -> float:
    """Return how far a delay may wander; the older setting counts where it was set."""
    old = settings.getpriority("RANDOMIZE_DOWNLOAD_DELAY") or 0
    new = settings.getpriority("DOWNLOAD_DELAY_JITTER") or 0
    if old > max(new, SETTINGS_PRIORITIES["default"]):
        return 0.5 if settings.getbool("RANDOMIZE_DOWNLOAD_DELAY") else 0.0
    return settings.getfloat("DOWNLOAD_DELAY_JITTER")
