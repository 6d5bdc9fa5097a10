"""Middlewares, callbacks, pipelines and receivers, alike on Scrapy's engine and on ours."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from little_site import Site
from looking import ALL, Look, look, looked_at, titles
from scrapy import Request, Spider, signals
from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from spider_runs import ENGINES
from twisted.internet.defer import Deferred, succeed

pytestmark = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture
def site() -> Iterator[Site]:
    with looked_at() as served:
        yield served


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
