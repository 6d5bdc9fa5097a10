"""The end of a crawl: what is closed, in its order, whatever fails on the way."""

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
    await tried("Scraper", engine.scraper.close_spider_async, spider)
    await tried("Scheduler", lambda: slot.scheduler.close(reason), spider)
    await engine.signals.send_catch_log_async(
        signals.spider_closed, spider=spider, reason=reason
    )
    await tried("Stats", lambda: stats.close_spider(reason=reason), spider)
    log.info("Spider closed (%(reason)s)", {"reason": reason}, extra=extra)


async def tried(what: str, close: "Callable[[], Any]", spider: "Spider") -> None:
    """Call `close`; one that fails is logged and keeps none from its turn."""
    try:
        await ensure_awaitable(close())
    except Exception:
        log.exception("%s close failure", what, extra={"spider": spider})
