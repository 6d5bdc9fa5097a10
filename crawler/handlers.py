"""The last step before the network: every request waits there for its host's turn."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.errors import AddressRefused
from crawler.resolver import is_public, refusal
from crawler.run import run_of
from frontier.urls import host

if TYPE_CHECKING:
    from playwright.async_api import Request as BrowserRequest
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.run import Run

_NOT_TEXT = frozenset({"image", "media", "font", "stylesheet"})
_READING = frozenset({"GET", "HEAD"})


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's own HTTP client behind the host's clock."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        _ask_once(self)

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`, asked when its host's turn has come."""
        return await _politely(self.crawler, request, super().download_request)


# The browser's handler carries no types, so its class counts as Any.
class PoliteBrowser(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """The same for pages that a browser renders; it serves plain requests too."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        _ask_once(self)
        self.abort_request = self._unwanted

    async def _unwanted(self, request: "BrowserRequest") -> bool:
        """Refuse what a reader of this page does not need; pace the rest.

        A page may fetch from its own host only, whose turn it holds; it may not post,
        open frames or lead the browser out of the campaign.
        """
        if not request.url.startswith(("http:", "https:")):
            return False  # data: and blob: touch no network
        if request.resource_type in _NOT_TEXT or request.method not in _READING:
            return True
        run, page = run_of(self.crawler), request.frame.page
        if request.is_navigation_request():
            return request.frame != page.main_frame or not run.belongs(request.url)
        if host(request.url) != host(page.url):
            return True
        await run.hosts.pace(host(request.url))
        return False

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`, rendered when it asks for that."""
        run = run_of(self.crawler)
        if request.meta.get("playwright"):
            await _check_address(run, host(request.url))
        return await _politely(self.crawler, request, super().download_request)


def _ask_once(handler: HTTP11DownloadHandler) -> None:
    # Twisted asks again at once when a kept connection breaks, past any delay; the
    # retry middleware does so through the host's clock.
    handler._pool.retryAutomatically = False


async def _check_address(run: "Run", name: str) -> None:
    """Refuse a private address; the browser resolves names by itself."""
    if run.settings.allow_private:
        return
    known = run.settings.resolve.get(name)
    loop = asyncio.get_running_loop()
    found = [known] if known else await loop.getaddrinfo(name, None)
    for address in (one if isinstance(one, str) else str(one[4][0]) for one in found):
        if not is_public(ip_address(address)):
            raise AddressRefused(refusal(name, address))


async def _politely(
    crawler: "Crawler",
    request: "Request",
    download: Callable[["Request"], Awaitable["Response"]],
) -> "Response":
    run = run_of(crawler)
    name = host(request.url)

    def ended() -> bool:
        return run.full() or not crawler.crawling

    async with run.hosts.turn(name, run.settings.patience_s, ended):
        started = time.monotonic()
        try:
            response = await download(request)
        except (IgnoreRequest, asyncio.CancelledError):
            raise
        except Exception as error:
            run.failed(request, error, time.monotonic() - started)
            raise
        run.answered(request, response, time.monotonic() - started)
        return response
