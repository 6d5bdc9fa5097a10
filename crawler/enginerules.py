"""The rules of a CrawlSpider: links that are known become no requests.

A page has some fifty links, and nearly all of them lead where the crawl has been. Scrapy
makes a request of each, leads it through the middlewares, and drops it as a duplicate.
Where nobody could tell the difference, the duplicates are dropped and counted first.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.depth import DepthMiddleware
from scrapy.spiders import CrawlSpider

from crawler import seam

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.link import Link
    from scrapy.spiders.crawl import Rule

    from crawler.engine import Engine
    from crawler.engineseen import Seen
    from crawler.enginesignals import Signals


def follow_in_batch(engine: "Engine", seen: "Seen", told: "Signals") -> None:
    """Let the rules of the engine's spider leave out what is known."""
    spider = engine.spider
    if (
        isinstance(spider, CrawlSpider)
        and seen.applies
        and engine.scraper.flat
        and seam.follows_plainly(spider)
        and not engine.settings.getbool("DEPTH_STATS_VERBOSE")
        and seam.all_of_scrapy(engine.scraper.spidermw.middlewares)
    ):
        depths = engine.crawler.get_spider_middleware(DepthMiddleware) is not None
        seam.follow_with(spider, Follow(spider, seen, told, depths=depths))


class Follow:
    """Makes the requests of a spider's rules."""

    def __init__(
        self, spider: CrawlSpider, seen: "Seen", told: "Signals", *, depths: bool
    ) -> None:
        self._spider = spider
        self._depths = depths
        self._stats = spider.crawler.stats
        self._deepest = spider.settings.getint("DEPTH_LIMIT")
        self._seen = seen
        self._told = told

    def __call__(self, response: "Response") -> Iterator["Request | None"]:
        """Yield a request for every link that the rules find and the crawl lacks."""
        if not isinstance(response, HtmlResponse):
            return
        rules = seam.rules_of(self._spider)
        may_drop = self._unheard() and not self._is_deepest(response)
        met: set[Link] = set()
        for at, rule in enumerate(rules):
            links = rule.link_extractor.extract_links(response)
            if met:
                links = [link for link in links if link not in met]
            links = rule.process_links(links)  # type: ignore[operator]  # compiled
            if at + 1 < len(rules):
                met.update(links)
            yield from self._requests(at, rule, links, response, may_drop)

    def _requests(
        self, at: int, rule: "Rule", links: Any, response: "Response", may_drop: bool
    ) -> Iterator["Request | None"]:
        has = self._seen.has
        if may_drop and seam.keeps_requests(rule):
            fresh = self._seen.fresh(links)
            if len(fresh) < len(links):
                self._count(len(links) - len(fresh), response)
            links = fresh
        for link in links:
            request = seam.request_of(self._spider, at, link)
            yield rule.process_request(request, response)  # type: ignore[operator]
            if has(request.url):
                self._seen.add(link.url)  # spelt otherwise; the next time it is known

    def _count(self, dropped: int, response: "Response") -> None:
        self._seen.count(dropped)
        if self._depths:
            depth = response.meta["depth"] + 1
            self._stats.max_value("request_depth_max", depth)

    def _is_deepest(self, response: "Response") -> bool:
        """Return whether links of `response` are ignored for their depth alone."""
        depth = response.meta.get("depth", 0)
        return bool(self._depths and self._deepest and depth >= self._deepest)

    def _unheard(self) -> bool:
        """Return whether nobody would hear of a duplicate but the statistics."""
        scheduled = self._told.hearers(signals.request_scheduled)
        return not self._told.heard(signals.request_dropped) and all(
            type(getattr(one, "__self__", None)) is OffsiteMiddleware
            for one in scheduled
        )
