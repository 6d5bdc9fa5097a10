"""The rules of a CrawlSpider: links that are known become no requests.

A page has some fifty links, and nearly all of them lead where the crawl has been. Scrapy
makes a request of each, leads it through the middlewares, and drops it as a duplicate.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scrapy.http import HtmlResponse
from scrapy.spiders import CrawlSpider, Spider

from crawler import seam

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.link import Link
    from scrapy.spiders.crawl import Rule

    from crawler.engine.drops import Drops


def follow_in_batch(spider: Spider | None, drops: "Drops") -> None:
    """Let the rules of `spider`, if it has any, leave out what is known."""
    if isinstance(spider, CrawlSpider) and seam.follows_plainly(spider):
        seam.follow_with(spider, Follow(spider, drops))


class Follow:
    """Makes the requests of a spider's rules."""

    def __init__(self, spider: CrawlSpider, drops: "Drops") -> None:
        self._spider = spider
        self._drops = drops
        self._seen = drops.seen

    def __call__(self, response: "Response") -> Iterator["Request | None"]:
        """Yield a request for every link that the rules find and the crawl lacks."""
        if not isinstance(response, HtmlResponse):
            return
        rules = seam.rules_of(self._spider)
        may_drop = self._drops.allowed(response)
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
                self._drops.count(len(links) - len(fresh), response)
            links = fresh
        for link in links:
            request = seam.request_of(self._spider, at, link)
            yield rule.process_request(request, response)  # type: ignore[operator]
            if has(request.url):
                self._seen.add(link.url)  # spelt otherwise; the next time it is known
