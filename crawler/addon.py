"""Harvestman in any Scrapy project: `ADDONS = {"crawler.addon.Harvestman": 0}`."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from crawler import seam
from crawler.engine.choice import choose
from crawler.engine.overwire import use_wire
from crawler.keeping.feedfiles import refuse_full_files

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

_EXPORTERS = {
    "parquet": "crawler.exporters.ParquetItemExporter",
    "delta": "crawler.exporters.DeltaItemExporter",
}


class Harvestman:
    """Gives a crawl the faster engine where that runs it as Scrapy would."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def update_pre_crawler_settings(cls, settings: "BaseSettings") -> None:
        """Ask for the faster event loop, while there is none yet."""
        if find_spec("uvloop") is not None:
            settings.set("ASYNCIO_EVENT_LOOP", "uvloop.Loop", priority="addon")

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Harvestman":
        """Make the add-on for `crawler`."""
        return cls(crawler)

    def update_settings(self, settings: "BaseSettings") -> None:
        """Put our engine in the place of Scrapy's, and what else the settings ask for."""
        for name, path in _EXPORTERS.items():
            settings["FEED_EXPORTERS"].set(name, path, "addon")
        if not _only_looks(self._crawler):
            self._keep_all(settings)
        use_wire(settings)
        seam.install(self._crawler, choose)

    def _keep_all(self, settings: "BaseSettings") -> None:
        """Let the frontier see to a crawl, and refuse what would cost it its items."""
        refuse_full_files(settings.getdict("FEEDS"))
        if settings.get("HARVESTMAN_HOME"):
            # The frontier's kernels take longer to import than a small crawl runs.
            from crawler.scrapylane.adopt import adopt, scheduler_settings

            adopt(settings)
            # Now: what the scheduler refuses has half a crawl to be torn down.
            scheduler_settings(settings, getattr(self._crawler.spider, "name", ""))


def _only_looks(crawler: "Crawler") -> bool:
    """Whether one of Scrapy's commands looks at a page, as `scrapy shell` and `fetch`.

    What they ask for is no part of the crawl that the frontier remembers.
    """
    # Each but the shell, which has no spider yet, gives the spider a start of its own.
    start = getattr(crawler.spidercls, "start", None)
    module = getattr(start, "__module__", None) or ""
    return crawler.spider is None or module.startswith("scrapy.commands.")
