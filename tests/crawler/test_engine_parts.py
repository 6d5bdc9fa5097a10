"""Components at work; every test holds on Scrapy's engine and on ours."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from little_site import Reply, Site, linking, little_site
from scrapy import Request, Spider, signals
from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from spider_runs import ENGINES, Ran, run
from twisted.internet.defer import Deferred, succeed

from crawler.engine.overwire import HANDLER

pytestmark = pytest.mark.parametrize("engine", ENGINES)


class Flaky:
    """Fails the first time."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, _: dict[str, str]) -> Reply:
        self.times += 1
        return Reply("busy", 503) if self.times == 1 else linking("at last")


def told(headers: dict[str, str]) -> Reply:
    return Reply(json.dumps({name.lower(): value for name, value in headers.items()}))


@pytest.fixture
def site() -> Iterator[Site]:
    pages = {"/": linking("home", *(f"/{n}" for n in range(6))), "/flaky": Flaky()}
    pages |= {f"/{n}": linking(f"page {n}") for n in range(6)}
    with little_site({**pages, "/told": told}) as served:
        yield served


class Look(Spider):
    """Yields the title of each page and follows all links."""

    name = "look"

    def parse(self, response: Any) -> Iterator[Any]:
        yield {"title": response.css("title::text").get()}
        yield from response.follow_all(css="a")


def look(site: Site, engine: str, spider: type[Spider] = Look, **settings: Any) -> Ran:
    return run(spider, engine, settings, start_urls=[site.url("/")])


def titles(ran: Ran) -> list[str]:
    return sorted(item["title"] for item in ran.items)


ALL = ["home", *(f"page {n}" for n in range(6))]


def test_a_busy_server_is_asked_again(site: Site, engine: str) -> None:
    ran = run(Look, engine, start_urls=[site.url("/flaky")])
    assert titles(ran) == ["at last"]
    assert ran.stats["retry/count"] == 1


def test_headers_of_the_settings_and_the_page_are_sent(site: Site, engine: str) -> None:
    class Told(Look):
        def parse(self, response: Any) -> Iterator[Any]:
            yield response.follow("/told", self.read)

        def read(self, response: Any) -> Any:
            return response.json()

    (sent,) = look(site, engine, Told, USER_AGENT="looker").items
    assert sent["user-agent"] == "looker"
    assert sent["referer"] == site.url("/")


@pytest.mark.parametrize("order", [1, -1])
def test_priorities_order_what_waits(site: Site, engine: str, order: int) -> None:
    class First(Look):
        def parse(self, response: Any) -> Iterator[Any]:
            for n in range(6):
                yield response.follow(f"/{n}", self.read, priority=order * n)

        def read(self, response: Any) -> Any:
            return {"title": response.css("title::text").get()}

    ran = look(site, engine, First, CONCURRENT_REQUESTS=1)
    found = [item["title"] for item in ran.items]
    assert found == sorted(found, reverse=order > 0)


def test_what_was_seen_is_asked_once_unless_it_is_wished(
    site: Site, engine: str
) -> None:
    class Twice(Look):
        def parse(self, response: Any) -> Iterator[Any]:
            for often in (False, False, True, True):
                yield response.follow("/1", self.read, dont_filter=often)

        def read(self, response: Any) -> None:
            """Be asked."""

    ran = look(site, engine, Twice)
    assert site.asked.count("/1") == 3
    assert ran.stats["dupefilter/filtered"] == 1


def test_no_more_are_asked_at_once_than_allowed(engine: str) -> None:
    if engine == "scrapy":
        pytest.skip("starts all that came in one turn of the loop")

    def slow(_: dict[str, str]) -> Reply:
        time.sleep(0.03)
        return linking("slow")

    pages: dict[str, Any] = {f"/{n}": slow for n in range(8)}
    with little_site({"/": linking("home", *pages), **pages}) as site:
        ran = look(site, engine, CONCURRENT_REQUESTS_PER_DOMAIN=3)
    assert len(ran.items) == 9
    assert site.most_at_once == 3


def test_a_delay_lies_between_two_requests(engine: str) -> None:
    times: list[float] = []

    def note(_: dict[str, str]) -> Reply:
        times.append(time.monotonic())
        return linking("noted")

    pages: dict[str, Any] = {f"/{n}": note for n in range(5)}
    with little_site({"/": linking("home", *pages), **pages}) as site:
        look(site, engine, DOWNLOAD_DELAY=0.1, DOWNLOAD_DELAY_JITTER=0)
    # In all: one that comes late is followed by one that seems early.
    assert len(times) == 5
    assert times[-1] - times[0] > 0.3


def test_autothrottle_slows_the_slots(site: Site, engine: str) -> None:
    settings = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.05}
    wire = {"http": HANDLER, "https": None, "ftp": None}  # it tells of latency
    ran = look(site, engine, DOWNLOAD_HANDLERS=wire, **settings)
    (slot,) = ran.crawler.engine.downloader.slots.values()
    assert titles(ran) == ALL
    assert 0 < slot.delay < 0.05


def test_a_cached_page_is_not_asked_again(
    site: Site, engine: str, tmp_path: Path
) -> None:
    kept = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": str(tmp_path)}
    first = look(site, engine, **kept)
    asked = len(site.asked)
    again = look(site, engine, **kept)
    assert titles(first) == titles(again) == ALL
    assert len(site.asked) == asked


def test_a_feed_holds_all_items(site: Site, engine: str, tmp_path: Path) -> None:
    feed = tmp_path / "items.jsonl"
    look(site, engine, FEEDS={feed: {"format": "jsonlines"}})
    found = [json.loads(line)["title"] for line in feed.read_text().splitlines()]
    assert sorted(found) == ALL


def test_a_crawl_goes_on_from_its_folder(
    site: Site, engine: str, tmp_path: Path
) -> None:
    kept = {"JOBDIR": str(tmp_path), "CONCURRENT_REQUESTS": 1}
    first = look(site, engine, CLOSESPIDER_PAGECOUNT=3, **kept)
    rest = look(site, engine, **kept)
    assert 3 <= len(first.items) < 7
    assert set(titles(first)) | set(titles(rest)) == set(ALL)


class Changing:
    """A downloader middleware of the old kind, with every method."""

    def process_request(self, request: Request, spider: Spider) -> Any:
        if request.url.endswith("/1"):
            raise IgnoreRequest("not this one")
        if request.url.endswith("/2"):
            return Response(request.url, body=b"<title>made up</title>")
        if request.url.endswith("/3"):
            return request.replace(url=request.url[:-1] + "4?instead")
        return None

    def process_response(self, request: Request, response: Response) -> Any:
        return response.replace(status=404) if response.url.endswith("/5") else response

    async def process_exception(self, request: Request, exception: Exception) -> Any:
        await asyncio.sleep(0)
        return Request(request.url + "?again") if "1" in request.url[-1] else None


def test_downloader_middlewares_may_do_what_they_like(site: Site, engine: str) -> None:
    class Plain(Look):
        def parse(self, response: Response) -> Iterator[Any]:
            yield {"url": response.url.rpartition("/")[2]}
            if response.url.endswith("/"):
                yield from (response.follow(f"/{n}") for n in range(6))

    ran = look(site, engine, Plain, DOWNLOADER_MIDDLEWARES={Changing: 10})
    found = sorted(item["url"] for item in ran.items)
    assert found == ["", "0", "1?again", "2", "4", "4?instead"]
    assert ran.stats["httperror/response_ignored_count"] == 1


class Rescuing:
    """A spider middleware with output and errors of its own: not to be laid flat."""

    def process_spider_exception(self, response: Response, exception: Exception) -> Any:
        return [{"title": f"rescued {type(exception).__name__}"}]

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        async for thing in result:
            yield thing | {"seen": True} if isinstance(thing, dict) else thing


class OnlyRescuing:
    """The same without output, which a flat chain can honour."""

    process_spider_exception = Rescuing.process_spider_exception


class Fails(Look):
    """Fails after its first item."""

    name = "fails"

    def parse(self, response: Any) -> Iterator[Any]:
        yield {"title": "before"}
        raise KeyError("after")


@pytest.mark.parametrize("middleware", [Rescuing, OnlyRescuing])
def test_an_error_of_a_callback_may_be_rescued(
    site: Site, engine: str, middleware: type
) -> None:
    ran = look(site, engine, Fails, SPIDER_MIDDLEWARES={middleware: 10})
    assert titles(ran) == ["before", "rescued KeyError"]
    assert "spider_exceptions/count" not in ran.stats


def test_an_error_of_a_callback_costs_its_page(
    site: Site, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    ran = look(site, engine, Fails)
    assert titles(ran) == ["before"]
    assert ran.stats["spider_exceptions/KeyError"] == 1
    (line,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert line.name == "scrapy.core.scraper"
    assert "Spider error processing" in line.getMessage()


def test_all_shapes_of_output_count(site: Site, engine: str) -> None:
    class Shapes(Look):
        def parse(self, response: Response) -> Iterator[Any]:
            for at, method in enumerate(self.methods()):
                yield response.follow(f"/{at}", method)

        def methods(self) -> list[Any]:
            async def later(response: Response) -> list[Any]:
                await asyncio.sleep(0)
                return [{"title": "later"}, None]

            async def steps(response: Response) -> AsyncIterator[Any]:
                yield {"title": "steps"}

            def one(response: Response) -> dict[str, str]:
                return {"title": "one"}

            def old(response: Response) -> Deferred[Any]:
                return succeed([{"title": "old"}])

            return [later, steps, one, old, lambda response: None]

    ran = look(site, engine, Shapes)
    assert titles(ran) == ["later", "old", "one", "steps"]


def test_an_errback_hears_what_a_middleware_refused(site: Site, engine: str) -> None:
    class Refused(Look):
        def parse(self, response: Any) -> Iterator[Any]:
            yield response.follow("/nowhere", errback=self.heard)

        def heard(self, failure: Any) -> Iterator[Any]:
            yield {
                "title": f"{failure.value.response.status}",
                "of": failure.request.url,
            }

    (item,) = look(site, engine, Refused).items
    assert item == {"title": "404", "of": site.url("/nowhere")}


class Waiting:
    """A pipeline that waits, drops and fails."""

    at_once = most = 0

    async def process_item(self, item: Any) -> Any:
        kind = type(self)
        kind.at_once += 1
        kind.most = max(kind.most, kind.at_once)
        await asyncio.sleep(0.01)
        kind.at_once -= 1
        if item["title"] == "2":
            raise DropItem("not two")
        if item["title"] == "3":
            raise ValueError("three")
        return item


@pytest.mark.parametrize("most", [1, 4])
def test_items_of_a_page_wait_beside_each_other(
    site: Site, engine: str, most: int
) -> None:
    class Many(Look):
        def parse(self, response: Any) -> Any:
            return [{"title": str(n)} for n in range(6)]

    Waiting.most = 0
    ran = look(site, engine, Many, ITEM_PIPELINES={Waiting: 1}, CONCURRENT_ITEMS=most)
    assert titles(ran) == ["0", "1", "4", "5"]
    assert ran.stats["item_dropped_count"] == 1
    assert Waiting.most == most


def test_a_component_may_fetch_for_itself(site: Site, engine: str) -> None:
    class Fetches(Look):
        async def parse(self, response: Response) -> AsyncIterator[Any]:  # type: ignore[override]
            asked = Request(response.urljoin("/1"), callback=NO_CALLBACK)
            answer: Any = await self.crawler.engine.download_async(asked)
            yield {"title": answer.css("title::text").get()}

    assert titles(look(site, engine, Fetches)) == ["page 1"]


def test_components_are_found_by_their_class(site: Site, engine: str) -> None:
    class Asks(Look):
        def parse(self, response: Response) -> Any:
            crawler = self.crawler
            found = [
                crawler.get_downloader_middleware(Changing),
                crawler.get_spider_middleware(OnlyRescuing),
                crawler.get_item_pipeline(Waiting),
            ]
            return {"title": str([type(one).__name__ for one in found])}

    settings = {
        "DOWNLOADER_MIDDLEWARES": {Changing: 999},
        "SPIDER_MIDDLEWARES": {OnlyRescuing: 999},
        "ITEM_PIPELINES": {Waiting: 1},
    }
    ran = look(site, engine, Asks, **settings)
    assert titles(ran) == ["['Changing', 'OnlyRescuing', 'Waiting']"]


def test_a_receiver_that_fails_costs_nobody_else(site: Site, engine: str) -> None:
    class Ears(Look):
        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **named)
            for name in ("item_scraped", "response_received", "request_scheduled"):
                crawler.signals.connect(spider.fail, getattr(signals, name))
            return spider

        def fail(self) -> None:
            raise OSError("deaf")

    ran = look(site, engine, Ears)
    assert titles(ran) == ALL
    assert ran.stats["item_scraped_count"] == 7


def test_a_receiver_may_refuse_a_request(site: Site, engine: str) -> None:
    class Picky(Look):
        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **named)
            crawler.signals.connect(spider.refuse, signals.request_scheduled)
            return spider

        def refuse(self, request: Request) -> None:
            if request.url.endswith("/2"):
                raise IgnoreRequest

    assert "page 2" not in titles(look(site, engine, Picky))
