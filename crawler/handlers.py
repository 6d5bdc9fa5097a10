"""The last step before the network: what may be asked, and when the answer came.

The frontier hands out one URL of a host at a time, so whoever comes here has its turn.
The host's delay begins here too, at the moment in which the answer is whole.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.addresses import is_public, literal_address, refusal
from crawler.errors import AddressRefused
from crawler.resolver import REFUSED
from crawler.spider import run_of
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
    """Scrapy's own HTTP client."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        _ask_once(self)

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`."""
        return await _timed(self.crawler, request, super().download_request)


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
        scope, name = run.frontier.plan.scope, host(request.url)
        if request.is_navigation_request():
            return request.frame != page.main_frame or not scope.single(request.url)
        if name != host(page.url):
            return True
        await run.pace.turn(name, run.frontier.delay_s(name))
        return False

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`, rendered when it asks for that."""
        run = run_of(self.crawler)
        if request.meta.get("playwright"):
            await _check_address(run, host(request.url))
        return await _timed(self.crawler, request, super().download_request)


def _ask_once(handler: HTTP11DownloadHandler) -> None:
    # Twisted asks again at once when a kept connection breaks, past any delay; the
    # frontier lets the host rest first.
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


async def _timed(
    crawler: "Crawler",
    request: "Request",
    download: Callable[["Request"], Awaitable["Response"]],
) -> "Response":
    run, name = run_of(crawler), host(request.url)
    # Twisted and the browser resolve no name that is an address.
    address = literal_address(name)
    if address and not (run.settings.allow_private or is_public(address)):
        raise AddressRefused(refusal(name, str(address)))
    started = time.monotonic()
    try:
        return await download(request)
    except (AddressRefused, asyncio.CancelledError):
        raise
    except Exception as error:
        if name in REFUSED:
            raise AddressRefused(f"{name} has a private address") from error
        raise
    finally:
        request.meta["seconds"] = time.monotonic() - started
