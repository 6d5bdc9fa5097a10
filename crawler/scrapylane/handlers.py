"""The last step before the network: what may be asked, and when the answer came.

The frontier hands out one URL of a host at a time, so whoever comes here has its turn,
unless a page in the browser fetches from that host in this moment (pace.py). The host's
delay begins here too, at the moment in which the answer is whole.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.errors import AddressRefused
from crawler.scrapylane.resolver import REFUSED
from crawler.spider import run_of
from crawler.wire.refusals import refusal
from frontier.addresses import is_public, literal_address
from frontier.urls import host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

Download = Callable[["Request"], Awaitable["Response"]]


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's own HTTP client."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        ask_once(self)

    async def download_request(self, request: "Request") -> "Response":
        """Return the answer to `request`."""
        return await in_turn(self.crawler, request, super().download_request)


def ask_once(handler: HTTP11DownloadHandler) -> None:
    """Have nothing asked twice behind the frontier's back."""
    # Twisted asks again at once when a kept connection breaks, past any delay; the
    # frontier lets the host rest first.
    handler._pool.retryAutomatically = False


async def in_turn(
    crawler: "Crawler", request: "Request", download: Download
) -> "Response":
    """Return what `download` does, when its host may be asked."""
    run, name = run_of(crawler), host(request.url)
    # Twisted and the browser resolve no name that is an address.
    address = literal_address(name)
    if address and not (run.settings.allow_private or is_public(address)):
        raise AddressRefused(refusal(name, str(address)))
    await run.pace.turn(name)
    try:
        return await timed(request, download)
    finally:
        run.pace.over(name, run.frontier.delay_s(name))


async def timed(request: "Request", download: Download) -> "Response":
    """Return what `download` does, and note how long it took."""
    started = time.monotonic()
    try:
        return await download(request)
    except (AddressRefused, asyncio.CancelledError):
        raise
    except Exception as error:
        name = host(request.url)
        if name in REFUSED:
            raise AddressRefused(f"{name} has a private address") from error
        raise
    finally:
        request.meta["seconds"] = time.monotonic() - started
