import fcntl
import resource
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from crawls import html_of, requests, rows, start, stored_urls
from jobs_of import DELAY_S, job
from sessions import kill_session

from crawler.crawl import crawl
from crawler.errors import CrawlError
from crawler.job import Crawled, Job
from crawler.sampleweb.serve import Background

NEWS = "daybreakpost.test"
TROUBLE = (
    "robots-some.test",
    "robots-delay.test",
    "robots-404.test",
    "robots-503.test",
    "redirects.test",
    "refusals.test",
    "drops.test",
    "codings.test",
    "rights.test",
)


@pytest.fixture(scope="module")
def done(
    web: Background, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Job, Crawled]:
    """One crawl of the news site and of hosts that give trouble."""
    asked = job(tmp_path_factory.mktemp("home"), web, (NEWS, *TROUBLE))
    return asked, crawl(asked)


def test_every_page_of_the_site_is_stored_once(
    web: Background, done: tuple[Job, Crawled]
) -> None:
    truth = {
        page.url
        for page in web.web.manifest()
        if page.host == NEWS and page.kind in {"home", "archive", "article", "about"}
    }
    stored = Counter(
        url for (url,) in rows(done[0].home, "SELECT final_url FROM pages")
    )
    assert {url for url in truth if stored[url] != 1} == set()


@pytest.mark.parametrize("host", [NEWS, *TROUBLE])
def test_a_host_is_never_hurried(
    web: Background, done: tuple[Job, Crawled], host: str
) -> None:
    spans = requests(web, host)
    early = [
        (before.path, after.path)
        for before, after in pairwise(spans)
        if after.start - before.end < DELAY_S - 0.005
    ]
    assert early == []


def test_rules_that_cannot_be_read_forbid_everything(
    web: Background, done: tuple[Job, Crawled]
) -> None:
    paths = {entry.path for entry in requests(web, "robots-503.test")}
    assert paths == {"/robots.txt"}
    assert done[1].deferred >= 1
    assert done[1].next_ready_at is not None


def test_what_robots_forbids_is_not_fetched(
    web: Background, done: tuple[Job, Crawled]
) -> None:
    forbidden = {
        page.path
        for page in web.web.manifest()
        if page.host == "robots-some.test" and not page.robots_allowed
    }
    fetched = {entry.path for entry in requests(web, "robots-some.test")}
    assert forbidden
    assert fetched & forbidden == set()


def test_a_crawl_delay_is_obeyed(web: Background, done: tuple[Job, Crawled]) -> None:
    (asked,) = rows(
        done[0].home,
        "SELECT max(crawl_delay) FROM robots WHERE host = 'robots-delay.test'",
    )[0]
    spans = requests(web, "robots-delay.test")
    gaps = [after.start - before.end for before, after in pairwise(spans)]
    assert asked and min(gaps) >= float(str(asked)) - 0.005


def test_every_attempt_is_a_row(web: Background, done: tuple[Job, Crawled]) -> None:
    (attempts,) = rows(
        done[0].home,
        "SELECT count(*) FROM fetches WHERE host = 'daybreakpost.test'",
    )[0]
    assert attempts == len(requests(web, NEWS))


def test_reserved_rights_are_recorded(done: tuple[Job, Crawled]) -> None:
    found = rows(
        done[0].home,
        "SELECT bool_or(rights.noindex), bool_or(rights.noarchive),"
        " bool_or(rights.tdm_reserved) FROM pages WHERE host = 'rights.test'",
    )
    assert found == [(True, True, True)]


def test_the_crawl_names_itself(web: Background, done: tuple[Job, Crawled]) -> None:
    assert {entry.user_agent for entry in requests(web, NEWS)} == {"harvestman"}


def test_a_second_call_fetches_no_page_again(
    web: Background, done: tuple[Job, Crawled]
) -> None:
    before = len(requests(web, NEWS))
    again = crawl(done[0])
    assert again.pages == 0
    assert len(requests(web, NEWS)) == before


def test_a_page_limit_is_kept_and_the_next_calls_go_on(
    web: Background, tmp_path: Path
) -> None:
    hosts = (NEWS, "threadmill.test", "slowcuppa.test")
    first = crawl(job(tmp_path, web, hosts, max_pages=5))
    second = crawl(job(tmp_path, web, hosts, max_pages=20))
    crawl(job(tmp_path, web, hosts))
    assert (first.pages, first.reason, second.pages) == (5, "max_pages", 20)
    assert stored_urls(tmp_path) == html_of(web, *hosts)


def test_private_addresses_are_refused_unless_allowed(
    web: Background, tmp_path: Path
) -> None:
    seen = len(web.access_log())
    refused = crawl(job(tmp_path, web, (NEWS,), settings={"allow_private": False}))
    assert (refused.pages, len(web.access_log())) == (0, seen)


def test_an_address_that_is_spelled_out_is_refused(
    web: Background, tmp_path: Path
) -> None:
    asked = job(tmp_path, web, ("127.0.1.1",), settings={"allow_private": False})
    refused = crawl(asked)
    assert (refused.fetched, refused.errors, refused.deferred) == (0, 1, 1)


def test_a_host_rests_between_two_crawls_as_well(
    web: Background, tmp_path: Path
) -> None:
    slowly = {"delay_s": 2.0}
    crawl(job(tmp_path, web, (NEWS,), settings=slowly, max_pages=1))
    before = requests(web, NEWS)[-1]
    crawl(job(tmp_path, web, (NEWS,), settings=slowly, max_pages=1))
    after = next(one for one in requests(web, NEWS) if one.start > before.end)
    assert after.start - before.end >= 2.0 - 0.005


def test_a_full_disk_ends_the_crawl_and_costs_no_page(
    web: Background, tmp_path: Path
) -> None:
    asked = job(tmp_path, web, (NEWS,))
    with pytest.raises(CrawlError, match="free some space"):
        crawl(asked, prepare=little_room)
    crawl(asked)
    bodiless = "SELECT count(*) FROM pages ANTI JOIN bodies USING (content_digest)"
    assert rows(tmp_path, bodiless) == [(0,)]
    assert stored_urls(tmp_path) == html_of(web, NEWS)


def test_a_home_has_one_crawl_at_a_time(web: Background, tmp_path: Path) -> None:
    asked = job(tmp_path, web, (NEWS,), settings={"delay_s": 0.5})
    child = start(asked, tmp_path)
    with pytest.raises(CrawlError, match="another crawl is running"):
        crawl(job(tmp_path, web, (NEWS,)))
    kill_session(child.pid)
    child.communicate(timeout=30)


def test_a_crawl_whose_caller_is_gone_ends_in_good_order(
    web: Background, tmp_path: Path
) -> None:
    asked = job(tmp_path, web, (NEWS,), settings={"delay_s": 0.5})
    child = start(asked, tmp_path)
    child.kill()
    child.communicate(timeout=30)
    with owned_at_last(tmp_path):
        fetched = len(stored_urls(tmp_path))
    assert fetched < len(html_of(web, NEWS))


def test_an_interrupted_crawl_keeps_its_pages_and_says_so(
    web: Background, tmp_path: Path
) -> None:
    child = start(job(tmp_path, web, (NEWS,)), tmp_path)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=20)
    assert b"interrupted" in out
    assert stored_urls(tmp_path)


@contextmanager
def owned_at_last(home: Path) -> Iterator[None]:
    """Wait until no crawl owns `home`; the kernel says so."""
    with (home / "crawl.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def little_room() -> None:
    """Let no file of the crawling process grow past 150 kB."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))


def test_pages_that_only_a_sitemap_names_are_fetched(
    web: Background, tmp_path: Path
) -> None:
    crawl(job(tmp_path, web, (NEWS,), depth=0, sitemaps=True))
    articles = {
        page.url
        for page in web.web.manifest()
        if page.host == NEWS and page.kind == "article"
    }
    assert articles and articles <= stored_urls(tmp_path)
