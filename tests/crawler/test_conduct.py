from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.browser.program import find_browser
from crawler.errors import (
    BadProxy,
    BadSolver,
    ConnectFailed,
    NoBrowser,
    ProxyFailed,
    TimedOut,
)
from crawler.exchange import Answer
from crawler.manners.blocked import Block
from crawler.manners.conduct import Conduct
from crawler.manners.review import decide, read_review
from crawler.settings import CrawlSettings
from frontier.frontier import Frontier
from frontier.orders import take_orders
from frontier.plan import Plan

HOST, URL = "shop.test", "http://shop.test/1"
PROXY = "http://user:s3cret@proxy.test:8080"
Made = Callable[..., Conduct]


def answer(status: int, body: bytes = b"", *headers: tuple[bytes, bytes]) -> Answer:
    return Answer(URL, status, list(headers), body, 0, "", 0.0, 0.0, "", b"")


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    frontier = Frontier.open(tmp_path / "frontier", "c", 1_000.0, Plan(robots=None))
    yield frontier
    frontier.close()


@pytest.fixture
def conduct(tmp_path: Path, frontier: Frontier) -> Made:
    return lambda **settings: Conduct(
        tmp_path, frontier, CrawlSettings(**settings), lambda: 1_000.0
    )


def test_an_answer_leaves_its_cookies_and_its_wall(
    conduct: Made, frontier: Frontier
) -> None:
    crawl = conduct()
    cookie = (b"Set-Cookie", b"s=1; Path=/")
    found = crawl.came(HOST, answer(403, b"px-captcha", cookie))
    assert found and found.kind is Block.CAPTCHA
    assert (b"Cookie", b"s=1") in crawl.headers(HOST, URL)
    assert read_review(frontier.folder)[0].host == HOST


def test_a_wall_counts_against_the_host_and_not_the_proxy(conduct: Made) -> None:
    crawl = conduct(proxies=(PROXY,))
    for _ in range(9):
        crawl.came(HOST, answer(403, b"px-captcha"), proxy=crawl.way(HOST) or "")
    assert crawl.way(HOST) == PROXY
    assert crawl.proxies.health[PROXY].failed == 0


def test_a_slow_host_does_not_count_against_a_proxy(conduct: Made) -> None:
    crawl = conduct(proxies=(PROXY,))
    for _ in range(9):
        crawl.missed(TimedOut("slow"), PROXY)
    assert crawl.way(HOST) == PROXY
    for _ in range(3):
        crawl.missed(ProxyFailed("gone"), PROXY)
    assert crawl.way(HOST) is None


def test_only_a_proxy_that_was_not_reached_leaves_a_url_unasked(conduct: Made) -> None:
    crawl = conduct(proxies=(PROXY,))
    assert crawl.missed(ConnectFailed("refused"), PROXY)
    assert not crawl.missed(ProxyFailed("502 of that host"), PROXY)
    assert not crawl.missed(ConnectFailed("refused"))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"proxies": ("x",)}, BadProxy), ({"solver": "no.module:f"}, BadSolver)],
)
def test_wrong_settings_stop_a_crawl_at_its_start(
    conduct: Made, wrong: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        conduct(**wrong)


def test_no_browser_goes_past_the_proxies() -> None:
    assert find_browser(CrawlSettings(proxies=(PROXY,))) is None
    with pytest.raises(NoBrowser, match="proxies"):
        find_browser(CrawlSettings(proxies=(PROXY,), js="always"))


def test_what_is_behind_a_wall_is_asked_last_in_the_next_call(
    conduct: Made, frontier: Frontier
) -> None:
    urls = [f"http://{HOST}/{number}" for number in range(3)]
    frontier.schedule(urls, 1_000.0)
    crawl = conduct()
    [lease] = frontier.next_batch(1, 1_000.0)
    crawl.shut_out(lease)
    crawl.close()
    stats = frontier.stats()
    assert (stats.pending, stats.leased) == (3, 0)
    order = []
    for number in range(1, 4):
        [lease] = frontier.next_batch(1, 1_000.0 + 60 * number)
        order.append(lease.url)
        frontier.done([lease.id], 1_000.0 + 60 * number)
    assert order == [urls[1], urls[2], urls[0]]


def test_what_a_person_resolves_is_asked_at_once(
    conduct: Made, frontier: Frontier
) -> None:
    frontier.schedule([URL], 1_000.0)
    crawl = conduct()
    [lease] = frontier.next_batch(1, 1_000.0)
    crawl.came(HOST, answer(403, b"px-captcha"))
    crawl.shut_out(lease)
    decide(frontier.folder, HOST, "resolved", 1_000.0)
    crawl.blocks._look_at = 0.0
    crawl.beat()
    take_orders(frontier, 1_000.0)
    assert [one.url for one in frontier.next_batch(1, 1_100.0)] == [URL]
