from pathlib import Path

import pytest
from adopted import scrape
from locked_shop import locked_shop
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.errors import BadSetting
from crawler.manners.review import decide, read_review
from crawler.walls import Walls
from frontier.inbox import Block, SetDelay, take

URL = "http://shop.test/1"


@pytest.fixture
def crawler(tmp_path: Path) -> Crawler:
    made = get_crawler(Spider, {"HARVESTMAN_HOME": str(tmp_path), "DOWNLOAD_DELAY": 2})
    made.stats = MemoryStatsCollector(made)
    return made


def opened(crawler: Crawler) -> Walls:
    walls = Walls.from_crawler(crawler)
    walls.opened(Spider("shop"))
    return walls


def met(walls: Walls, body: bytes, status: int = 403) -> HtmlResponse:
    request = Request(URL)
    response = HtmlResponse(URL, status=status, body=body, request=request)
    found = walls.process_response(request, response)
    assert found is response
    return response


def test_a_spider_is_told_of_a_wall_and_gets_it_all_the_same(crawler: Crawler) -> None:
    response = met(opened(crawler), b"<div id='px-captcha'>")
    assert response.flags == ["wall", "captcha"]
    assert crawler.stats and crawler.stats.get_value("wall/captcha") == 1


def test_a_rule_that_does_not_exist_is_refused() -> None:
    crawler = get_crawler(Spider, {"HARVESTMAN_ON_BLOCK": "stop"})
    with pytest.raises(BadSetting, match="= 'stop'; expected pause, slow, note"):
        Walls.from_crawler(crawler)


def test_a_page_is_left_alone(crawler: Crawler) -> None:
    assert met(opened(crawler), b"<h1>Pots</h1>", 200).flags == []


def test_the_host_is_slowed_and_paused_through_the_inbox(
    crawler: Crawler, tmp_path: Path
) -> None:
    walls = opened(crawler)
    for _ in range(2):
        met(walls, b"<div id='px-captcha'>")
    folder = tmp_path / "frontier" / "shop"
    slowed, paused = (command for _, command in take(folder / "inbox"))
    assert slowed == SetDelay("shop.test", 8.0)
    assert isinstance(paused, Block) and paused.host == "shop.test"
    assert read_review(folder)[0].did == "paused"


def test_what_a_person_ignores_has_no_flag(crawler: Crawler, tmp_path: Path) -> None:
    folder = tmp_path / "frontier" / "shop"
    met(opened(crawler), b"<div id='px-captcha'>")
    decide(folder, "shop.test", "ignored", 0.0)
    assert met(opened(crawler), b"<div id='px-captcha'>").flags == []


def test_without_a_home_walls_are_counted_only() -> None:
    crawler = get_crawler(Spider)
    crawler.stats = MemoryStatsCollector(crawler)
    assert met(opened(crawler), b"<div id='px-captcha'>").flags == ["wall", "captcha"]


def test_in_a_project_a_captcha_is_counted_listed_and_slows_its_host(
    tmp_path: Path,
) -> None:
    middlewares = {"crawler.gate.Gate": 990, "crawler.walls.Walls": 585}
    with locked_shop() as url:
        brought = scrape("tree", url, tmp_path, DOWNLOADER_MIDDLEWARES=middlewares)
    assert brought.stats["wall/captcha"] == 1
    [case] = read_review(tmp_path / "frontier" / "tree")
    assert (case.host, case.did) == ("127.0.0.1", "slowed")
