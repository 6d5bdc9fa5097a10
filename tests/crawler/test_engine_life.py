"""How crawls begin and end; every test holds on Scrapy's engine and on ours."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from little_site import Site, linking, little_site
from scrapy import Request, Spider, signals
from scrapy.core.scheduler import Scheduler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from scrapy.utils.engine import format_engine_status
from spider_runs import ENGINES, Ran, run

from crawler import seam

pytestmark = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    pages = {f"/{n}": linking(f"page {n}", f"/{n + 1}") for n in range(30)}
    with little_site(dict(pages)) as served:
        yield served


class Walk(Spider):
    """Follows one link after the other."""

    name = "walk"

    def parse(self, response: Any) -> Iterator[Any]:
        yield {"title": response.css("title::text").get()}
        yield from response.follow_all(css="a")


def walk(site: Site, engine: str, spider: type[Spider] = Walk, **settings: Any) -> Ran:
    return run(spider, engine, settings, start_urls=[site.url("/0")])


def test_a_crawl_ends_when_nothing_is_left(site: Site, engine: str) -> None:
    ran = walk(site, engine)
    assert len(ran.items) == 30
    assert ran.stats["finish_reason"] == "finished"


def test_a_limit_of_pages_ends_it(site: Site, engine: str) -> None:
    ran = walk(site, engine, CLOSESPIDER_PAGECOUNT=5, CONCURRENT_REQUESTS=1)
    assert ran.stats["finish_reason"] == "closespider_pagecount"
    assert len(ran.items) < 30


def test_a_limit_of_items_ends_it(site: Site, engine: str) -> None:
    ran = walk(site, engine, CLOSESPIDER_ITEMCOUNT=3)
    assert ran.stats["finish_reason"] == "closespider_itemcount"


def test_a_limit_of_depth_holds(site: Site, engine: str) -> None:
    ran = walk(site, engine, DEPTH_LIMIT=4)
    assert len(ran.items) == 5
    assert ran.stats["depth/request_ignored_count"] == 1


def test_a_callback_may_end_it(site: Site, engine: str) -> None:
    class Enough(Walk):
        def parse(self, response: Any) -> Iterator[Any]:
            if response.url.endswith("/3"):
                raise CloseSpider("enough")
            yield from super().parse(response)

    ran = walk(site, engine, Enough)
    assert (ran.stats["finish_reason"], len(ran.items)) == ("enough", 3)


def test_start_may_end_it(site: Site, engine: str) -> None:
    class Never(Walk):
        async def start(self) -> AsyncIterator[Any]:
            yield Request(self.start_urls[0])
            raise CloseSpider("no start")

    assert walk(site, engine, Never).stats["finish_reason"] == "no start"


def test_a_start_that_fails_is_told_and_ends_it(site: Site, engine: str) -> None:
    class Broken(Walk):
        async def start(self) -> AsyncIterator[Any]:
            yield Request(self.start_urls[0])
            raise ValueError("no more")

    stats = walk(site, engine, Broken).stats
    assert stats["finish_reason"] == "start_error"
    assert stats["spider_exceptions/ValueError"] == 1
    assert stats["item_scraped_count"] == 30


def test_a_component_may_end_it_while_it_opens(site: Site, engine: str) -> None:
    class Refusing:
        @classmethod
        def from_crawler(cls, crawler: Any) -> Any:
            made = cls()
            crawler.signals.connect(made.refuse, signals.spider_opened)
            return made

        def refuse(self) -> None:
            raise CloseSpider("refused")

    ran = walk(site, engine, EXTENSIONS={Refusing: 0})
    assert (ran.stats["finish_reason"], ran.items) == ("refused", [])


def test_who_asks_keeps_it_open_and_gives_more(site: Site, engine: str) -> None:
    class Again(Walk):
        more = 2

        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **named)
            crawler.signals.connect(spider.idle, signals.spider_idle)
            return spider

        def idle(self) -> None:
            if self.more:
                self.more -= 1
                url = f"{self.start_urls[0]}?{self.more}"
                self.crawler.engine.crawl(Request(url))
                raise DontCloseSpider

    stats = walk(site, engine, Again, DEPTH_LIMIT=1).stats
    assert stats["finish_reason"] == "finished"
    assert stats["downloader/request_count"] == 4


def test_old_ways_of_closing_work(site: Site, engine: str) -> None:
    class Old(Walk):
        def parse(self, response: Any) -> Iterator[Any]:
            self.crawler.engine.close_spider(self, "the old way")
            yield {"one": "item"}

    ran = walk(site, engine, Old)
    assert (ran.stats["finish_reason"], len(ran.items)) == ("the old way", 1)


def test_a_stop_lets_what_is_under_way_end(site: Site, engine: str) -> None:
    class Stopped(Walk):
        async def parse(self, response: Response) -> AsyncIterator[Any]:  # type: ignore[override]
            stopping = asyncio.ensure_future(self.crawler.stop_async())
            await asyncio.sleep(0.05)
            yield {"still": not stopping.done()}

    ran = walk(site, engine, Stopped)
    assert ran.items == [{"still": True}]
    assert ran.stats["finish_reason"] == "shutdown"


def test_a_paused_crawl_goes_on_when_it_may(site: Site, engine: str) -> None:
    class Pausing(Walk):
        async def parse(self, response: Response) -> AsyncIterator[Any]:  # type: ignore[override]
            engine = self.crawler.engine
            yield Request(response.urljoin("/7"), callback=self.paused)
            engine.pause()
            await asyncio.sleep(0.05)
            yield {"asked": len(engine.downloader.active)}
            engine.unpause()

        def paused(self, response: Response) -> dict[str, str]:
            return {"url": response.url[-2:]}

    assert walk(site, engine, Pausing).items == [{"asked": 0}, {"url": "/7"}]


def test_a_report_of_the_engine_has_no_holes(site: Site, engine: str) -> None:
    class Reporting(Walk):
        def parse(self, response: Any) -> Iterator[Any]:
            yield {"report": format_engine_status(self.crawler.engine)}

    (item,) = walk(site, engine, Reporting).items
    assert "Error" not in item["report"].replace("AttributeError: mqs", "")


def test_a_request_has_settled_after_its_items_and_children(
    site: Site, engine: str
) -> None:
    heard: list[str] = []

    class Settling(Walk):
        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **named)
            crawler.signals.connect(spider.opened, signals.spider_opened)
            crawler.signals.connect(spider.came, signals.request_scheduled)
            crawler.signals.connect(spider.kept, signals.item_scraped)
            return spider

        def opened(self) -> None:
            seam.tell_finished(self.crawler.engine, self.settled)

        def came(self, request: Request) -> None:
            heard.append(f"child {request.url[-1]}")

        def kept(self, response: Response) -> None:
            heard.append(f"item {response.url[-1]}")

        def settled(self, request: Request) -> None:
            heard.append(f"settled {request.url[-1]}")

    walk(site, engine, Settling, DEPTH_LIMIT=1)
    assert heard[0] == "child 0"
    assert sorted(heard[1:3]) == ["child 1", "item 0"]
    assert heard[3:] == ["settled 0", "item 1", "settled 1"]


def test_a_scheduler_that_wakes_the_engine_is_asked_again(
    site: Site, engine: str
) -> None:
    class Late(Scheduler):
        held: list[Request] = []  # noqa: RUF012 - one scheduler a class

        def enqueue_request(self, request: Request) -> bool:
            self.held.append(request)
            asyncio.get_running_loop().call_later(0.05, self.release)
            return True

        def release(self) -> None:
            super().enqueue_request(self.held.pop())
            engine: Any = self.crawler and self.crawler.engine
            # By itself the engine looks every 5 s; without that, it has to be woken.
            if engine._slot.heartbeat.running:
                engine._slot.heartbeat.stop()
            seam.wake(engine)

        def has_pending_requests(self) -> bool:
            return bool(self.held) or super().has_pending_requests()

    assert len(walk(site, engine, SCHEDULER=Late, DEPTH_LIMIT=3).items) == 4


def test_signals_come_in_their_order(site: Site, engine: str) -> None:
    heard: list[str] = []

    class Heard(Walk):
        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **named)
            spider.ears = [_ear(crawler, name, heard) for name in _NAMES]
            return spider

    walk(site, engine, Heard, DEPTH_LIMIT=1)
    assert heard == [*_OPENING, *_PAGE, *_LAST_PAGE, *_CLOSING]


_OPENING = ["spider_opened", "engine_started", "request_scheduled"]
_PAGE = [
    "request_reached_downloader",
    "response_downloaded",
    "request_left_downloader",
    "response_received",
    "request_scheduled",
]
_LAST_PAGE = _PAGE[:-1]
_CLOSING = ["spider_idle", "spider_closed", "engine_stopped"]
_NAMES = dict.fromkeys([*_OPENING, *_PAGE, *_CLOSING])


def _ear(crawler: Any, name: str, heard: list[str]) -> Any:
    def hear() -> None:
        heard.append(name)

    crawler.signals.connect(hear, getattr(signals, name))
    return hear
