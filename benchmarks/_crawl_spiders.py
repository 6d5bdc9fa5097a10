"""Spiders as a Scrapy project has them; each run is a process of its own.

python -m benchmarks._crawl_spiders NAME SEEDS [SETTING=VALUE...]
"""

import json
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

from benchmarks._crawl_hosts import ADDRESS


class Links(CrawlSpider):
    """The spider of Scrapy's own tutorial: follow every link, keep nothing."""

    name = "links"
    rules = (Rule(LinkExtractor(), callback="parse_page", follow=True),)

    def parse_page(self, response: Response) -> Any:
        """Look at a page."""
        return None


class Items(CrawlSpider):
    """The same with an item a page, read with Scrapy's selectors."""

    name = "items"
    rules = (Rule(LinkExtractor(), callback="parse_page", follow=True),)

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        """Read a page's product."""
        yield item(response)

    def parse_start_url(self, response: Response, **named: Any) -> Any:
        """Read a home page as any other."""
        return self.parse_page(response)


class Names(Links):
    """The same over hosts whose names no DNS knows."""

    name = "names"

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        asked: Callable[..., Any] = socket.getaddrinfo

        def found(host: str, *rest: Any, **options: Any) -> Any:
            known = ADDRESS if str(host).endswith(".test") else host
            return asked(known, *rest, **options)

        vars(socket)["getaddrinfo"] = found
        vars(socket)["gethostbyname"] = lambda host: found(host, None)[0][4][0]


def item(response: Response) -> dict[str, Any]:
    """Return the product that a page shows."""
    facts = response.xpath('//script[@type="application/ld+json"]/text()').get("{}")
    return {
        "url": response.url,
        "title": response.css("h1::text").get(),
        "price": response.css("p.price::text").get(),
        "sku": json.loads(facts).get("sku"),
    }


SPIDERS: dict[str, type[scrapy.Spider]] = {
    "links": Links,
    "items": Items,
    "names": Names,
}


def main(spider: type[scrapy.Spider], seeds: str, *settings: str) -> None:
    """Run `spider` over the addresses in the file `seeds`."""
    made: dict[str, Any] = {"LOG_LEVEL": "INFO"}
    for one in settings:
        key, _, value = one.partition("=")
        made[key] = json.loads(value) if value[0] in "{[" else value
    homes = Path(seeds).read_text().split()
    hosts = [home.split("/")[2].split(":")[0] for home in homes]
    process = AsyncCrawlerProcess(made)
    process.crawl(spider, start_urls=homes, allowed_domains=hosts)
    process.start()


if __name__ == "__main__":
    main(SPIDERS[sys.argv[1]], *sys.argv[2:])
