"""Which engine runs a crawl, and why.

Ours runs what it can run as Scrapy would. What it cannot is named in one line of the
log, and Scrapy's engine runs it.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scrapy.utils.asyncio import is_asyncio_available
from scrapy.utils.misc import load_object

from crawler import seam
from crawler.engine.core import Engine
from crawler.errors import EngineRefused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Not structlog: this runs in projects of others, whose log is Scrapy's.
log = logging.getLogger(__name__)

_CHOICES = ("auto", "fast", "scrapy")
_DOWNLOADER = "scrapy.core.downloader.Downloader"
_PROCESSOR = ("open_spider_async", "process_item_async", "close_spider_async")


def choose(crawler: "Crawler", made_by_scrapy: Callable[[], Any]) -> Any:
    """Return an engine for `crawler`, and say in the log why this one."""
    wanted = crawler.settings.get("HARVESTMAN_ENGINE", "auto")
    if wanted not in _CHOICES:
        raise EngineRefused(
            f"HARVESTMAN_ENGINE is {wanted!r}; it is one of {', '.join(_CHOICES)}"
        )
    reason = (
        "HARVESTMAN_ENGINE asks for it" if wanted == "scrapy" else hindrance(crawler)
    )
    if not reason:
        log.info("Engine: harvestman's (honours all that this crawl uses)")
        return Engine(crawler, lambda _: crawler.stop_async())
    # Scrapy's shell makes its engine before it has a spider: no crawl that could refuse.
    if wanted == "fast" and crawler.spider is not None:
        raise EngineRefused(
            f"HARVESTMAN_ENGINE is 'fast', but {reason}; leave it at 'auto' to run"
            " Scrapy's engine then"
        )
    log.info("Engine: Scrapy's, because %(reason)s", {"reason": reason})
    return made_by_scrapy()


def hindrance(crawler: "Crawler") -> str:
    """Return why our engine cannot run `crawler` as Scrapy would, or nothing."""
    settings = crawler.settings
    if changed := seam.mismatch():
        return f"this Scrapy is not the one our engine knows: {changed}"
    if crawler.spider is None:
        return "it has no spider yet, as in Scrapy's shell"
    if not is_asyncio_available():
        return "the crawl runs on a reactor without asyncio"
    if load_object(settings["DOWNLOADER"]) is not load_object(_DOWNLOADER):
        return f"DOWNLOADER is {settings['DOWNLOADER']}"
    if settings.getint("CONCURRENT_REQUESTS_PER_IP"):
        return "CONCURRENT_REQUESTS_PER_IP is set"
    processor = load_object(settings["ITEM_PROCESSOR"])
    lacking = [name for name in _PROCESSOR if not hasattr(processor, name)]
    return f"ITEM_PROCESSOR has no {lacking[0]}" if lacking else ""
