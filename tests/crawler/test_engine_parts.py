"""What is asked, when, and what is kept; every test holds on Scrapy's engine and on ours."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from little_site import Reply, Site, linking, little_site
from looking import ALL, Look, look, looked_at, titles
from spider_runs import ENGINES, run

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
    with looked_at(flaky=Flaky(), told=told) as served:
        yield served


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
