"""The browser behind Scrapy's engine: bounded in memory, begun anew, and let out by one door.

request -> a place in the pool -> its host's turn -> a visit -> the page as it stands
"""

import asyncio
import os
import time
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import structlog
from playwright.async_api import Error as BrowserError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.browser.door import Door
from crawler.browser.pool import Pool, browser_megabytes, kill_browser
from crawler.browser.program import through
from crawler.browser.robots import PartRules
from crawler.browser.visit import Visit
from crawler.errors import TimedOut
from crawler.scrapylane.handlers import ask_once, in_turn, timed
from crawler.spider import run_of
from crawler.wire.names import Names, ask_system
from crawler.wire.settings import WireSettings
from frontier.errors import BadUrl
from frontier.urls import canonical, host

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Route, WebSocketRoute
    from playwright.async_api import Request as Asked
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.settings import CrawlSettings

log = structlog.get_logger()

_MADE: WeakKeyDictionary["Crawler", "PoliteBrowser"] = WeakKeyDictionary()
# A browser that holds so many times what it may is not waited for.
_GROWTH = 2
_GUARD_EVERY_S = 0.5
_ANSWER_S = 5.0


# The browser's handler carries no types, so its class counts as Any.
class PoliteBrowser(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Renders pages that ask for it; it serves plain requests too."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        ask_once(self)
        self.config.target_closed_max_retries = 0
        self.abort_request = self._refused
        self._settings = run_of(crawler).settings
        self._names = _names(self._settings)
        self._rules = PartRules(run_of(crawler), self._names)
        self._door = Door(self._names, self._is_wanted)
        self._places = Pool(self._settings.browser_pages)
        self._visits: dict[Page, Visit] = {}
        self._open: list[Visit] = []
        self._suspects: set[str] = set()  # pages that were open when a browser died
        self._renewing = asyncio.Lock()
        self._browsers = 0  # that are gone
        self._begun = 0  # pages of this browser
        self._closed = False
        self._stuck = False  # whether a page of it cannot be closed

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "PoliteBrowser":
        """Return the one for `crawler`: Scrapy asks for http and for https."""
        if crawler not in _MADE:
            _MADE[crawler] = cls(crawler)
        return _MADE[crawler]

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`, rendered when it asks for that."""
        if not request.meta.get("playwright"):
            return await in_turn(self.crawler, request, super().download_request)
        run, url = run_of(self.crawler), canonical(request.url)
        await self._names.addresses(host(url))  # or it is refused, or has none
        await self._begin()
        async with self._places.place(alone=url in self._suspects):
            await run.pace.turn(host(url))
            visit = Visit(run, self._rules, url)
            self._open.append(visit)
            try:
                response = await self._render(request, visit)
            finally:
                self._open.remove(visit)
                self._stuck |= not await visit.close()
        self._suspects.discard(url)
        return response

    async def _render(self, request: "Request", visit: Visit) -> Response:
        request.meta.update(
            playwright_context=f"browser {self._browsers}",
            # What a service worker asks for nobody sees.
            playwright_context_kwargs={"service_workers": "block"},
            playwright_page_init_callback=partial(self._opened, visit),
            playwright_page_methods=[PageMethod(visit.stay)],
        )
        try:
            async with asyncio.timeout(visit.longest_s):
                response = await timed(request, super().download_request)
        except TimeoutError:
            raise TimedOut(f"{visit.url} kept the browser busy for too long") from None
        except BrowserError:
            await self._revive_driver()
            if not visit.sent_to:
                raise
            # The frontier follows it: the door is open to the page's own hosts only.
            headers = {"Location": visit.sent_to}
            return Response(request.url, 302, headers, request=request)
        finally:
            self._visits = {k: v for k, v in self._visits.items() if v is not visit}
        return self._told(response, visit)

    def _told(self, response: Response, visit: Visit) -> Response:
        """Return `response` with what the browser does not know or say."""
        address = self._door.reached.get(visit.host)
        return response.replace(
            url=visit.led_to or response.url,
            ip_address=ip_address(address) if address else None,
        )

    async def _opened(self, visit: Visit, page: "Page", request: "Request") -> None:
        self._visits[page] = visit
        visit.opened(page)

    async def _refused(self, asked: "Asked") -> bool:
        try:
            visit = self._visits.get(asked.frame.page)
            return visit is None or await visit.refuses(asked)
        except (BrowserError, BadUrl):
            return True  # of a page that is gone, or nothing that can be asked

    def _is_wanted(self, name: str) -> bool:
        """Return whether a page that is open may fetch from the host `name`."""
        lends = run_of(self.crawler).renderer.lends
        return any(lends(name, visit.host) for visit in self._open)

    async def _begin(self) -> None:
        """Count a page, and begin the browser anew before it when that is due."""
        async with self._renewing:
            if self._is_worn():
                async with self._places.place(alone=True):
                    await self._end_browser()
            self._begun += 1

    def _is_worn(self) -> bool:
        megabytes = browser_megabytes(os.getpid())
        worn = (
            self._stuck
            or self._begun >= self._settings.browser_renew_pages
            or megabytes > self._settings.browser_memory_mb
        )
        if worn:
            log.info("browser_renewed", pages=self._begun, megabytes=round(megabytes))
        return worn

    async def _end_browser(self) -> None:
        browser = getattr(self, "browser", None)
        self._forget_browser()
        if browser is not None:
            with suppress(BrowserError):
                await browser.close()

    def _forget_browser(self) -> None:
        """Let the next page begin another browser."""
        if hasattr(self, "browser"):
            del self.browser
        self._browsers += 1
        self._begun, self._stuck = 0, False

    def _browser_disconnected_callback(self, browser: "Browser") -> None:
        """Take note that a browser died; one of the pages that were open did it, maybe.

        All of them are asked again through the frontier, and then each by itself.
        """
        if getattr(self, "browser", None) is browser:
            self._bury_browser()

    def _bury_browser(self) -> None:
        self._forget_browser()
        self._suspects.update(visit.url for visit in self._open)
        log.warning("browser_died", pages=len(self._open))

    async def _revive_driver(self) -> None:
        """Begin the driver anew as well, if it is gone: its browser answers no more."""
        async with self.browser_launch_lock:
            if not hasattr(self, "browser"):
                return
            try:
                async with asyncio.timeout(_ANSWER_S):
                    context = await self.browser.new_context()
                    await context.close()
            except (BrowserError, TimeoutError):
                self._bury_browser()
                kill_browser(os.getpid())
                self.browser_provider = self.browser_provider_cls(self.config)
                await self.browser_provider.start()

    async def _guard(self) -> None:
        """Kill a browser that grows without end while its pages are open."""
        most = _GROWTH * self._settings.browser_memory_mb
        while True:
            await asyncio.sleep(_GUARD_EVERY_S)
            if self._open and browser_megabytes(os.getpid()) > most:
                kill_browser(os.getpid())

    async def _create_browser_context(self, *args: Any, **named: Any) -> Any:
        """Make a context in which only the pages that were asked for ask for anything."""
        made = await super()._create_browser_context(*args, **named)
        await made.context.route("**", _abort)
        await made.context.route_web_socket("**", _ignore)
        return made

    async def _launch(self) -> None:
        """Open the door before the browser looks for it."""
        options = self.config.launch_options
        arguments = [*options["args"], *through(await self._door.open())]
        self.config.launch_options = {**options, "args": arguments}
        await super()._launch()
        self._guarding = asyncio.create_task(self._guard())

    async def close(self) -> None:
        """End the browser, the first time that Scrapy asks for it."""
        if not self._closed:
            self._closed = True
            await super().close()

    async def _close(self) -> None:
        self._guarding.cancel()
        await self._end_browser()
        await super()._close()
        await self._door.close()
        await self._rules.close()
        self._names.close()


def _names(settings: "CrawlSettings") -> Names:
    wire = WireSettings(resolve=settings.resolve, allow_private=settings.allow_private)
    return Names(wire, time.monotonic, ask_system)


async def _abort(route: "Route") -> None:
    with suppress(BrowserError):
        await route.abort()


def _ignore(socket: "WebSocketRoute") -> None:
    """Leave a socket unconnected."""
