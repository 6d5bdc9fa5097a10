"""The end of a crawl: what is closed, in its order, whatever fails on the way.

What never opened whole has its turn as well, since it may hold something. That it then
fails is no news: why it did not open is told, by whoever asked for the crawl.
"""

import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.defer import ensure_awaitable

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider

    from crawler.engine.core import Engine
    from crawler.engine.slot import EngineSlot

# Scrapy's own name: who filters its log by names finds the line where it was.
log = logging.getLogger("scrapy.core.engine")


async def close_all(
    engine: "Engine", slot: "EngineSlot", spider: "Spider", reason: str
) -> None:
    """Wait for what is under way, then close all that the crawl had open."""
    extra, stats = {"spider": spider}, engine.crawler.stats
    log.info("Closing spider (%(reason)s)", {"reason": reason}, extra=extra)
    await tried("Slot", slot.close, spider)
    await tried("Downloader", engine.downloader.close, spider)
    part = tried if slot.is_whole else _quietly
    await part("Scraper", engine.scraper.close_spider_async, spider)
    await part("Scheduler", lambda: slot.scheduler.close(reason), spider)
    # Scrapy's own components take for certain that they heard of an opening.
    unlogged = () if slot.is_told else Exception
    await engine.signals.send_catch_log_async(
        signals.spider_closed, spider=spider, reason=reason, dont_log=unlogged
    )
    await tried("Stats", lambda: stats.close_spider(reason=reason), spider)
    log.info("Spider closed (%(reason)s)", {"reason": reason}, extra=extra)


async def tried(what: str, close: "Callable[[], Any]", spider: "Spider") -> None:
    """Call `close`; one that fails is logged and keeps none from its turn."""
    try:
        await ensure_awaitable(close())
    except Exception:
        log.exception("%s close failure", what, extra={"spider": spider})


async def _quietly(what: str, close: "Callable[[], Any]", spider: "Spider") -> None:
    """Call `close` of what may never have opened; in a line, no more, that it fails."""
    try:
        await ensure_awaitable(close())
    except Exception as error:
        line = "%s was not open, so it could not be closed: %r"
        log.debug(line, what, error, extra={"spider": spider})
