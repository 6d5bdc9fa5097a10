"""A crawl that is killed, changed or told something goes on, and loses no URL."""

import shutil
import time
from collections import Counter
from pathlib import Path

import pytest
from crawls import html_of, requests, rows, start, stored_urls, wait_for
from jobs_of import DELAY_S, job
from sessions import kill_session

from crawler.crawl import crawl
from crawler.sampleweb.serve import Background
from frontier.inbox import Add, Block, Command, Pause, Resume, drop

NEWS = "daybreakpost.test"
FORUM = "threadmill.test"
FLUSH_S = 0.5


def test_a_crawl_that_was_killed_goes_on_without_loss(
    web: Background, tmp_path: Path
) -> None:
    asked, before = job(tmp_path, web, (NEWS,)), len(requests(web, NEWS))
    for _ in range(2):
        child = start(asked, tmp_path)
        kill_session(child.pid)
        child.communicate(timeout=30)
    crawl(asked)
    assert stored_urls(tmp_path) == html_of(web, NEWS)
    paths = Counter(entry.path for entry in requests(web, NEWS)[before:])
    # What was in flight, and what had come since the last group of each killed crawl.
    assert paths.total() - len(paths) <= 2 * (1 + FLUSH_S / DELAY_S)


def test_what_is_safe_is_not_fetched_again_after_a_kill(
    web: Background, tmp_path: Path
) -> None:
    asked = job(tmp_path, web, (NEWS,))
    child = start(asked, tmp_path)
    # The second group is written when the first one is acknowledged for sure.
    first = set((tmp_path / "spool").glob("*.arrow"))
    spool = (tmp_path / "spool").glob
    wait_for(lambda: set(spool("*.arrow")) > first, child)
    kill_session(child.pid)
    child.communicate(timeout=30)
    crawl(asked)
    sql = "SELECT count(*) - count(DISTINCT final_url) FROM pages"
    assert rows(tmp_path, sql)[0][0] <= 1 + FLUSH_S / DELAY_S  # type: ignore[operator]


def tell(home: Path, command: Command) -> Path:
    """Leave `command` for the crawl that runs; it is gone when it was obeyed."""
    return drop(home / "frontier" / "test" / "inbox", command, time.time())


def test_a_running_crawl_blocks_a_host_that_it_is_told_to(
    web: Background, tmp_path: Path
) -> None:
    child = start(job(tmp_path, web, (NEWS, FORUM)), tmp_path)
    order = tell(tmp_path, Block(NEWS))
    wait_for(lambda: not order.exists(), child)
    blocked_at = time.time()
    child.communicate(timeout=60)
    late = [entry for entry in requests(web, NEWS) if entry.wall > blocked_at]
    assert len(late) <= 1  # it may have been on its way
    assert stored_urls(tmp_path) > html_of(web, FORUM)


def test_a_crawl_that_is_paused_waits_until_it_is_resumed(
    web: Background, tmp_path: Path
) -> None:
    child = start(job(tmp_path, web, (NEWS,), settings={"patience_s": 60}), tmp_path)
    paused = tell(tmp_path, Pause())
    wait_for(lambda: not paused.exists(), child)
    tell(tmp_path, Resume())
    out, _ = child.communicate(timeout=60)
    assert b"finished" in out
    assert stored_urls(tmp_path) == html_of(web, NEWS)


def test_a_running_crawl_takes_urls_in(web: Background, tmp_path: Path) -> None:
    child = start(job(tmp_path, web, (NEWS,)), tmp_path)
    tell(tmp_path, Add((f"http://{NEWS}:{web.port}/nowhere",)))
    child.communicate(timeout=60)
    stored_urls(tmp_path)
    sql = "SELECT status FROM pages WHERE final_url LIKE '%/nowhere'"
    assert rows(tmp_path, sql) == [(404,)]


def test_a_frontier_that_is_lost_is_made_again_from_the_lake(
    web: Background, tmp_path: Path
) -> None:
    first = crawl(job(tmp_path, web, (NEWS,), max_pages=5))
    shutil.rmtree(tmp_path / "frontier")
    second = crawl(job(tmp_path, web, (NEWS,)))
    assert stored_urls(tmp_path) == html_of(web, NEWS)
    stored = rows(tmp_path, "SELECT count(*) FROM pages WHERE status = 200")
    assert stored == [(first.pages + second.pages,)]
    assert rows(tmp_path, "SELECT count(*) - count(DISTINCT final_url) FROM pages") == [
        (0,)
    ]


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [({"depth": 0}, {"depth": 1}), ({"exclude": ("/20",)}, {"exclude": ()})],
)
def test_a_campaign_that_reaches_further_finds_what_it_left_out(
    web: Background, tmp_path: Path, narrow: dict[str, int], wide: dict[str, int]
) -> None:
    first = crawl(job(tmp_path, web, (NEWS,), **narrow))
    second = crawl(job(tmp_path, web, (NEWS,), **wide))
    assert first.pages > 0
    assert second.pages > 0


@pytest.mark.parametrize("narrow", [{"depth": 0}, {"exclude": ("/20",)}])
def test_a_campaign_that_reaches_less_far_leaves_the_rest_for_later(
    web: Background, tmp_path: Path, narrow: dict[str, int]
) -> None:
    slowly = {"delay_s": 0.5}
    crawl(job(tmp_path, web, (NEWS,), max_pages=3))
    less = crawl(job(tmp_path, web, (NEWS,), settings=slowly, **narrow))
    crawl(job(tmp_path, web, (NEWS,)))
    assert less.seconds < 0.5 * less.deferred  # it waited for none of them
    assert stored_urls(tmp_path) == html_of(web, NEWS)


def test_a_call_asks_only_the_hosts_it_is_for(web: Background, tmp_path: Path) -> None:
    crawl(job(tmp_path, web, (NEWS,), max_pages=3))
    before = [entry.path for entry in requests(web, NEWS)]
    crawl(job(tmp_path, web, (FORUM,)))
    after = [entry.path for entry in requests(web, NEWS)]
    assert set(after[len(before) :]) <= {"/robots.txt"}
    crawl(job(tmp_path, web, (NEWS,)))
    assert stored_urls(tmp_path) == html_of(web, NEWS, FORUM)


def test_a_private_address_is_asked_as_soon_as_that_is_allowed(
    web: Background, tmp_path: Path
) -> None:
    refused = crawl(job(tmp_path, web, (FORUM,), settings={"allow_private": False}))
    allowed = crawl(job(tmp_path, web, (FORUM,)))
    assert (refused.pages, refused.private) == (0, 1)
    assert allowed.pages == len(html_of(web, FORUM))
