import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_site import Site, linking, little_site
from scrapy import Request, Spider, signals
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import Crawler
from scrapy.dupefilters import RFPDupeFilter
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule
from spider_runs import ENGINES, Ran, run

from crawler.engine.seen import Seen


class Named(Spider):
    """A spider that only stands there."""

    name = "named"


class Everything(RFPDupeFilter):
    """A filter of one's own."""


class Remembering:
    """A scheduler that says that it refuses for good."""

    remembers = True

    def __init__(self) -> None:
        self.asked: list[str] = []

    def enqueue_request(self, request: Request) -> bool:
        self.asked.append(request.url)
        return True


def opened(**settings: Any) -> tuple[Crawler, Scheduler]:
    async def open_one() -> tuple[Crawler, Scheduler]:
        said = {"TWISTED_REACTOR_ENABLED": False, "LOG_ENABLED": False}
        crawler = Crawler(Named, {**said, **settings, "EXTENSIONS_BASE": {}})
        crawler.spider = Named.from_crawler(crawler)
        crawler._apply_settings()
        crawler.engine = type("Engine", (), {"downloader": _Slots()})()
        scheduler = Scheduler.from_crawler(crawler)
        scheduler.open(crawler.spider)
        return crawler, scheduler

    return asyncio.run(open_one())


class _Slots:
    def __init__(self) -> None:
        self.slots: dict[str, object] = {}

    def get_slot_key(self, request: Request) -> str:
        return "one"


URLS = st.sampled_from(
    [
        f"http://a.test/{path}"
        for path in ("", "x", "x?b=1&a=2", "x?a=2&b=1", "x#part", "X", "%78", "x?a=")
    ]
)
ASKED = st.builds(
    Request,
    URLS,
    method=st.sampled_from(["GET", "GET", "POST", "HEAD"]),
    body=st.sampled_from([b"", b"", b"more"]),
    dont_filter=st.sampled_from([False, False, True]),
    meta=st.sampled_from([{}, {}, {"verbatim_url": True}]),
)


@settings(max_examples=30)
@given(st.lists(ASKED, max_size=40))
def test_a_memory_in_front_changes_no_answer(asked: list[Request]) -> None:
    (bare_crawler, bare), (crawler, kept) = opened(), opened()
    seen = Seen(kept, crawler)
    assert crawler.spider is not None
    for request in asked:
        expected = bare.enqueue_request(request)
        assert seen.enqueue(request, crawler.spider) == expected
        if seen.has(request.url):
            assert not bare.enqueue_request(Request(request.url))
            kept.enqueue_request(Request(request.url))
    assert crawler.stats.get_stats() == bare_crawler.stats.get_stats()


@pytest.mark.parametrize(
    "said",
    [
        {"DUPEFILTER_CLASS": Everything},
        {"DUPEFILTER_DEBUG": True},
        {"REQUEST_FINGERPRINTER_CLASS": "spider_prints.OwnPrints"},
    ],
)
def test_a_filter_of_ones_own_is_always_asked(said: dict[str, Any]) -> None:
    crawler, scheduler = opened(**said)
    assert not Seen(scheduler, crawler).applies


def test_a_scheduler_that_remembers_is_asked_once() -> None:
    crawler, _ = opened()
    scheduler = Remembering()
    seen = Seen(scheduler, crawler)
    assert crawler.spider is not None
    taken = [seen.enqueue(Request("http://a.test/"), crawler.spider) for _ in range(3)]
    assert taken == [True, False, False]
    assert scheduler.asked == ["http://a.test/"]
    assert crawler.stats.get_value("dupefilter/filtered") == 2


class Rules(CrawlSpider):
    """Follows every link."""

    name = "rules"
    rules = (Rule(LinkExtractor(allow="/a"), callback="read", follow=True),)

    def read(self, response: Any) -> Any:
        return {"url": response.url}


class Marking(Rules):
    """Marks its requests, so that each has to exist."""

    rules = (
        Rule(LinkExtractor(), callback="read", follow=True, process_request="mark"),
        Rule(LinkExtractor(allow="/a1")),
    )

    def mark(self, request: Request, response: Any) -> Request | None:
        if request.url.endswith("a2"):
            return None
        return request.replace(url=request.url + "?marked")


class Building(Rules):
    """Makes requests in a way of its own."""

    made = 0

    def _build_request(self, rule_index: int, link: Any) -> Request:
        self.made += 1
        return super()._build_request(rule_index, link)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    names = [f"/a{n}" for n in range(8)] + ["/a b", "/a?q=1#part"]
    pages = {name.partition("?")[0]: linking(name, *names) for name in names}
    pages["/a%20b"] = pages["/a b"]
    with little_site(dict(pages)) as served:
        yield served


def follow(site: Site, engine: str, spider: type[Spider]) -> Ran:
    return run(spider, engine, start_urls=[site.url("/a0")])


@pytest.mark.parametrize("spider", [Rules, Marking, Building])
def test_rules_lead_to_the_same_pages(site: Site, spider: type[Spider]) -> None:
    scrapys, ours = (follow(site, engine, spider) for engine in ENGINES)
    assert ours.sorted_items == scrapys.sorted_items != []
    assert ours.stats == scrapys.stats


def test_a_known_link_becomes_no_request(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    build = CrawlSpider._build_request

    def counted(self: CrawlSpider, rule_index: int, link: Any) -> Request:
        made.append(link.url)
        return build(self, rule_index, link)

    monkeypatch.setattr(CrawlSpider, "_build_request", counted)
    follow(site, "fast", Rules)
    ours, made[:] = len(made), []
    follow(site, "scrapy", Rules)
    assert ours < len(made) / 4


@pytest.mark.parametrize("name", ["request_dropped", "request_scheduled"])
def test_who_listens_hears_of_every_duplicate(site: Site, name: str) -> None:
    heard: dict[str, list[str]] = {engine: [] for engine in ENGINES}

    class Heard(Rules):
        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **named)
            crawler.signals.connect(spider.hear, getattr(signals, name))
            return spider

        def hear(self, request: Request) -> None:
            kind = type(self.crawler.engine).__module__
            heard["fast" if kind == "crawler.engine.core" else "scrapy"].append(
                request.url
            )

    for engine in ENGINES:
        follow(site, engine, Heard)
    assert sorted(heard["fast"]) == sorted(heard["scrapy"]) != []
