"""Scrapy spiders run to their end on a chosen engine, in this process, no reactor."""

import asyncio
import warnings
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    ScrapyDeprecationWarning,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.httpobj import urlparse_cached

ENGINES = ("scrapy", "fast")
# They hold times, sizes and addresses of this run.
_OF_THIS_RUN = ("time", "memusage", "log_count", "_bytes", "per_minute")
_held: set[Any] = set()


class PlainDownload(BaseDownloadHandler):
    """The least that fetches a page, so that an engine is all that is tested."""

    async def download_request(self, request: Request) -> Response:
        # asyncio keeps no task alive, and neither does Scrapy's engine.
        _held.add(asyncio.current_task())
        where = urlparse_cached(request)
        try:
            came, sent = await asyncio.open_connection(where.hostname, where.port or 80)
        except OSError as error:
            raise DownloadConnectionRefusedError(str(error)) from error
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        head = f"{request.method} {path} HTTP/1.1\r\nHost: {where.netloc}\r\n".encode()
        head += request.headers.to_string() + b"\r\nConnection: close\r\n"
        head += b"Content-Length: %d\r\n\r\n" % len(request.body)
        sent.write(head + request.body)
        answer = await came.read(-1)
        sent.close()
        return _response(request, answer)


def _response(request: Request, answer: bytes) -> Response:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    headers = Headers([tuple(line.split(b": ", 1)) for line in lines])
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(request.url, int(first.split()[1]), headers=headers, body=body)


@dataclass
class Ran:
    """What a crawl left behind."""

    engine: str
    items: list[Any] = field(default_factory=list)
    crawler: Any = None

    @property
    def stats(self) -> dict[str, Any]:
        """The statistics that two runs of one spider have in common."""
        return {
            name: value
            for name, value in self.crawler.stats.get_stats().items()
            if not any(part in name for part in _OF_THIS_RUN)
        }

    @property
    def sorted_items(self) -> list[Any]:
        return sorted(self.items, key=str)


def run(
    spider: type[Spider],
    engine: str,
    settings: dict[str, Any] | None = None,
    **args: Any,
) -> Ran:
    """Run `spider` to its end and return what came of it."""
    plain = {"http": PlainDownload, "https": None, "ftp": None}
    made = {
        "ADDONS": {"crawler.addon.Harvestman": 0},
        "HARVESTMAN_ENGINE": engine,
        "TWISTED_REACTOR_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOAD_HANDLERS": plain,
        "LOG_ENABLED": False,
        "RETRY_TIMES": 1,
    } | (settings or {})
    ran = Ran(engine)

    def keep(item: Any) -> None:
        ran.items.append(item)

    async def crawl() -> None:
        ran.crawler = Crawler(spider, made)
        ran.crawler.signals.connect(keep, signals.item_scraped)
        await asyncio.wait_for(ran.crawler.crawl_async(**args), 30)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        warnings.simplefilter("ignore", ScrapyDeprecationWarning)
        asyncio.run(crawl())
    _held.clear()
    return ran
