import os
import signal
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import crawl_it
import msgspec
import pytest
from jobs_of import DELAY_S, job

from crawler.crawl import Crawled, Job, crawl
from crawler.sampleweb.access import Access
from crawler.sampleweb.serve import Background
from lake.sql import current
from lake.store import Lake

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


def requests(web: Background, host: str) -> list[Access]:
    """Return the requests for `host`, in the order in which they began."""
    found = [entry for entry in web.access_log() if entry.host == host]
    return sorted(found, key=lambda entry: entry.start)


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    with current(Lake.open(home)) as connection:
        return connection.execute(sql).fetchall()


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


def test_a_page_limit_is_kept_and_the_next_call_goes_on(
    web: Background, tmp_path: Path
) -> None:
    first = crawl(job(tmp_path, web, (NEWS,), max_pages=5))
    second = crawl(job(tmp_path, web, (NEWS,), max_pages=7))
    stored = rows(tmp_path, "SELECT count(*), count(DISTINCT final_url) FROM pages")
    assert (first.pages, first.reason) == (5, "max_pages")
    assert second.pages == 7
    assert stored == [(12, 12)]


def test_private_addresses_are_refused_unless_allowed(
    web: Background, tmp_path: Path
) -> None:
    seen = len(web.access_log())
    refused = crawl(job(tmp_path, web, (NEWS,), settings={"allow_private": False}))
    assert (refused.pages, len(web.access_log())) == (0, seen)


def test_a_crawl_that_was_killed_goes_on_without_loss(
    web: Background, tmp_path: Path
) -> None:
    asked = job(tmp_path, web, (NEWS,))
    for _ in range(2):
        kill_when_it_stored(asked, tmp_path)
    crawl(asked)
    urls = [url for (url,) in rows(tmp_path, "SELECT final_url FROM pages")]
    truth = {page.url for page in web.web.manifest() if page.host == NEWS}
    assert len(urls) == len(set(urls))
    assert {url for url in truth if url.endswith(".html")} <= set(urls)


def kill_when_it_stored(asked: Job, home: Path) -> None:
    """Start the crawl and kill -9 it after its next spooled group."""
    child = subprocess.Popen(
        [sys.executable, str(Path(crawl_it.__file__))],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdin
    child.stdin.write(msgspec.json.encode(asked, enc_hook=str))
    child.stdin.close()
    before = set((home / "spool").glob("*.arrow"))
    while child.poll() is None and set((home / "spool").glob("*.arrow")) <= before:
        os.sched_yield()
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
