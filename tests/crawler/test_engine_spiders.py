"""Five spiders as a tutorial would have them: equal items and figures on both engines."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from little_site import Reply, Site, linking, little_site
from scrapy import Field as ItemField
from scrapy import FormRequest, Item, Request, Spider
from scrapy.exceptions import DropItem
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule, SitemapSpider
from spider_runs import Ran, run


class Quote(Item):
    text = ItemField()
    author = ItemField()


def quotes(page: int) -> Reply:
    said = "".join(
        f"<p class=quote><b>quote {page}.{n}</b><i>author {n % 3}</i></p>"
        for n in range(4)
    )
    more = f"<a class=next href='/quotes/{page + 1}'>next</a>" if page < 5 else ""
    return Reply(f"<html><body>{said}{more}</body></html>")


def welcomed(headers: dict[str, str]) -> Reply:
    return Reply(
        f"<html><body><p>{headers.get('Cookie', 'stranger')}</p></body></html>"
    )


# One way leads to each page: which of two is taken first would be a matter of luck.
PAGES: dict[str, Any] = {
    "/": linking("home", "/shop/1", "/about", "http://elsewhere.test/x"),
    "/about": linking("about", "/", "/missing", "/old"),
    "/old": Reply("", 302, {"Location": "/new"}),
    "/new": linking("new"),
    "/login": Reply("", 302, {"Location": "/me", "Set-Cookie": "who=guest"}),
    "/me": welcomed,
    "/api": Reply(json.dumps([{"id": n} for n in range(5)])),
    "/robots.txt": Reply("User-agent: *\nDisallow: /shop/4\n"),
    "/sitemap.xml": Reply(
        "<urlset>"
        + "".join(f"<url><loc>BASE/shop/{n}</loc></url>" for n in range(1, 6))
        + "</urlset>",
        headers={"Content-Type": "text/xml"},
    ),
} | {f"/quotes/{n}": quotes(n) for n in range(1, 6)}
PAGES |= {
    f"/shop/{n}": linking(f"thing {n}", f"/shop/{n + 1}", "/", "/about", f"/api/{n}")
    for n in range(1, 12)
}
PAGES |= {f"/api/{n}": Reply(json.dumps({"price": n * 10})) for n in range(1, 12)}


class Pages(Spider):
    """Follows the next link, with items of a class and a pipeline."""

    name = "pages"

    def parse(self, response: TextResponse) -> Iterator[Any]:
        for quote in response.css("p.quote"):
            text, author = quote.css("b::text").get(), quote.css("i::text").get()
            yield Quote(text=text, author=author)
        yield from response.follow_all(css="a.next")


class Rules(CrawlSpider):
    """Two rules, a callback, a process_links."""

    name = "rules"
    rules = (
        Rule(
            LinkExtractor(allow=r"/shop/\d+$"),
            callback="thing",
            follow=True,
            cb_kwargs={"kind": "thing"},
        ),
        Rule(LinkExtractor(deny=r"/shop|/api"), process_links="known_hosts"),
    )

    def known_hosts(self, links: list[Any]) -> list[Any]:
        return [link for link in links if "elsewhere" not in link.url]

    def thing(self, response: TextResponse, kind: str) -> Iterator[Any]:
        yield {"kind": kind, "title": response.css("title::text").get()}


class Details(Spider):
    """Asynchronous callbacks that ask for more in between."""

    name = "details"

    async def start(self) -> AsyncIterator[Any]:
        yield {"first": "from start"}
        for n in range(1, 6):
            yield Request(f"{self.base}/shop/{n}", cb_kwargs={"n": n})  # type: ignore[attr-defined]

    async def parse(self, response: Response, n: int) -> AsyncIterator[Any]:  # type: ignore[override]
        asked = Request(response.urljoin(f"/api/{n}"))
        answer = await self.crawler.engine.download_async(asked)
        yield {"n": n, "price": json.loads(answer.body)["price"]}


class Login(Spider):
    """A form, a redirect, cookies, an errback, a status that is wanted."""

    name = "login"
    handle_httpstatus_list = (404,)

    def parse(self, response: Response) -> Iterator[Any]:
        login = response.urljoin("/login")
        yield FormRequest(login, formdata={"u": "guest"}, callback=self.inside)
        yield Request(response.urljoin("/missing"), callback=self.missed, priority=5)
        yield Request("http://127.0.0.1:1/", errback=self.refused)

    def inside(self, response: TextResponse) -> dict[str, Any]:
        return {"seen as": response.css("p::text").get(), "url": response.url[-3:]}

    def missed(self, response: Response) -> list[dict[str, Any]]:
        return [{"missing": response.status}]

    def refused(self, failure: Any) -> Iterator[dict[str, str]]:
        yield {"refused": type(failure.value).__name__, "url": failure.request.url}


class Mapped(SitemapSpider):
    """A sitemap."""

    name = "mapped"

    def parse(self, response: TextResponse) -> Iterator[Any]:
        yield {
            "title": response.css("title::text").get(),
            "depth": response.meta["depth"],
        }


class Upper:
    """A pipeline that changes items and drops some."""

    def process_item(self, item: Any) -> Any:
        if "2.1" in str(item):
            raise DropItem("not this one")
        if "author" in item:
            item["author"] = item["author"].upper()
        return item


SPIDERS: list[tuple[type[Spider], str]] = [
    (Pages, "/quotes/1"),
    (Rules, "/"),
    (Details, "/"),
    (Login, "/"),
    (Mapped, "/"),
]
SETTINGS = {"ITEM_PIPELINES": {Upper: 1}, "ROBOTSTXT_OBEY": True}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with little_site(dict(PAGES)) as served:
        mapped = served.pages["/sitemap.xml"]
        mapped.body = mapped.body.replace("BASE", served.base)  # type: ignore[union-attr]
        yield served


def both(spider: type[Spider], start: str, site: Site) -> tuple[Ran, Ran]:
    given = {
        "base": site.base,
        "start_urls": [site.url(start)],
        "sitemap_urls": [site.url("/sitemap.xml")],
    }
    return run(spider, "scrapy", SETTINGS, **given), run(
        spider, "fast", SETTINGS, **given
    )


@pytest.mark.parametrize(("spider", "start"), SPIDERS)
def test_a_spider_finds_the_same_on_both_engines(
    spider: type[Spider], start: str, site: Site
) -> None:
    scrapys, ours = both(spider, start, site)
    assert ours.sorted_items == scrapys.sorted_items != []
    assert ours.stats == scrapys.stats
