"""Harvestman in any Scrapy project: `ADDONS = {"crawler.addon.Harvestman": 0}`."""

from typing import TYPE_CHECKING

from crawler import seam
from crawler.adopt import adopt
from crawler.enginechoice import choose

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


class Harvestman:
    """Gives a crawl the faster engine where that runs it as Scrapy would."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Harvestman":
        """Make the add-on for `crawler`."""
        return cls(crawler)

    def update_settings(self, settings: "BaseSettings") -> None:
        """Put our engine in the place of Scrapy's, and what else the settings ask for."""
        adopt(settings)
        seam.install(self._crawler, choose)
