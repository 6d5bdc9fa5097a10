"""A Scrapy project in one file, run as a process: its spiders know nothing of us.

    python adopted_spider.py SPIDER START SETTINGS_AS_JSON

The last line of its output is Scrapy's statistics as JSON.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

ADOPTED = {
    "SCHEDULER": "crawler.scheduler.FrontierScheduler",
    "DUPEFILTER_CLASS": "crawler.dupefilter.FrontierDupeFilter",
    "DOWNLOADER_MIDDLEWARES": {"crawler.gate.Gate": 990},
}


class TreeSpider(CrawlSpider):
    """Follows every link, and gives an item a page."""

    name = "tree"
    rules = (Rule(LinkExtractor(), callback="parse_page", follow=True),)

    def parse_page(self, response: Response) -> dict[str, Any]:
        """Return what a page says."""
        return {"url": response.url, "title": response.css("h1::text").get()}


class CallbackSpider(Spider):
    """Passes on what callbacks are given: keyword arguments, meta, errbacks, a form."""

    name = "callbacks"

    def parse(self, response: Response) -> Iterator[Request]:
        """Ask for one page in each way."""
        base = response.url.rpartition("/")[0]
        yield Request(f"{base}/1", self.plain, cb_kwargs={"word": "kept"})
        yield Request(f"{base}/2", self.plain, meta={"pair": (1, 2)})
        yield Request(f"{base}/3", lambda found: {"via": "lambda", "url": found.url})
        yield Request(f"{base}/999999", self.plain, errback=self.missed)
        for body in ("a=1", "a=2", "a=1"):
            yield Request(f"{base}/4", self.plain, method="POST", body=body)
        yield Request("data:,hello", self.plain)

    def plain(self, response: Response, word: str = "") -> dict[str, Any]:
        """Return how the answer came."""
        pair = response.meta.get("pair")
        body = response.request.body.decode() if response.request else ""
        return {"url": response.url, "word": word, "pair": repr(pair), "body": body}

    def missed(self, failure: Any) -> dict[str, Any]:
        """Return what an errback was given."""
        return {"missed": failure.value.response.status}


class InlineSpider(Spider):
    """Awaits an image of each page from within its callback."""

    name = "inline"

    async def parse(self, response: Response) -> Any:
        """Yield what the image says, and the pages that follow."""
        number = int(response.url.rpartition("/")[2])
        image = Request(response.urljoin(f"/image/{number}"))
        try:
            answer = await self.crawler.engine.download_async(image)
            yield {"url": response.url, "image": answer.status}
        except IgnoreRequest as error:
            yield {"url": response.url, "image": type(error).__name__}
        for link in response.css("a"):
            yield response.follow(link)


SPIDERS: dict[str, type[Spider]] = {
    spider.name: spider for spider in (TreeSpider, CallbackSpider, InlineSpider)
}


def main(name: str, start: str, settings: dict[str, Any]) -> None:
    """Run one spider from `start`, and print the statistics."""
    process = AsyncCrawlerProcess(
        {"TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "WARNING", **ADOPTED, **settings}
    )
    crawler = process.create_crawler(SPIDERS[name])
    process.crawl(crawler, start_urls=[start])
    process.start()
    assert crawler.stats
    print(json.dumps(crawler.stats.get_stats(), default=str))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
