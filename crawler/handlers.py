"""The last step before the network: every request waits there for its host's turn."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.errors import AddressRefused
from crawler.resolver import literal_address, refusal
from crawler.run import run_of
from frontier.urls import host

if TYPE_CHECKING:
    from playwright.async_api import Request as BrowserRequest
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.run import Run

_NOT_TEXT = frozenset({"image", "media", "font", "stylesheet"})


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's own HTTP client behind the host's clock."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        _ask_once(self)

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`, asked when its host's turn has come."""
        return await _politely(run_of(self.crawler), request, super().download_request)


# The browser's handler carries no types, so its class counts as Any.
class PoliteBrowser(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """The same for pages that a browser renders; it serves plain requests too."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        _ask_once(self)
        self.abort_request = self._unwanted

    async def _unwanted(self, request: "BrowserRequest") -> bool:
        """Refuse what no text comes from; let the rest wait for the host's clock."""
        if request.is_navigation_request():
            return False
        if request.resource_type in _NOT_TEXT:
            return True
        await run_of(self.crawler).hosts.pace(host(request.url))
        return False

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`, rendered when it asks for that."""
        return await _politely(run_of(self.crawler), request, super().download_request)


def _ask_once(handler: HTTP11DownloadHandler) -> None:
    # Twisted asks again at once when a kept connection breaks, past any delay; the
    # retry middleware does so through the host's clock.
    handler._pool.retryAutomatically = False


async def _politely(
    run: "Run",
    request: "Request",
    download: Callable[["Request"], Awaitable["Response"]],
) -> "Response":
    name = host(request.url)
    address = literal_address(name)
    if address and not (run.settings.allow_private or address.is_global):
        raise AddressRefused(refusal(name, str(address)))
    async with run.hosts.turn(name, run.settings.patience_s):
        started = time.monotonic()
        try:
            response = await download(request)
        except (IgnoreRequest, asyncio.CancelledError):
            raise
        except Exception as error:
            run.failed(request.url, error, time.monotonic() - started)
            raise
        run.answered(request.url, response, time.monotonic() - started)
        return response
