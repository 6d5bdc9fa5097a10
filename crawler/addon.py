"""Harvestman in any Scrapy project: `ADDONS = {"crawler.addon.Harvestman": 0}`."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from crawler import seam
from crawler.enginechoice import choose
from crawler.enginewire import use_wire

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
        if settings.get("HARVESTMAN_HOME"):
            # The frontier's kernels take longer to import than a small crawl runs.
            from crawler.adopt import adopt

            adopt(settings)
        use_wire(settings)
        seam.install(self._crawler, choose)
