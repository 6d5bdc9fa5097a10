"""Crawls in processes of their own, and what the lake and the web say of them."""

import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import crawl_it
import msgspec

from crawler.job import Job
from crawler.sampleweb.access import Access
from crawler.sampleweb.serve import Background
from lake.load import load
from lake.sql import current
from lake.store import Lake


def requests(web: Background, host: str) -> list[Access]:
    """Return the requests for `host`, in the order in which they began."""
    found = [entry for entry in web.access_log() if entry.host == host]
    return sorted(found, key=lambda entry: entry.start)


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    """Return what the lake of `home` answers."""
    with current(Lake.open(home)) as connection:
        return connection.execute(sql).fetchall()


def stored_urls(home: Path) -> set[object]:
    """Return the HTML pages in the lake of `home`."""
    lake = Lake.open(home)
    load(lake)
    found = rows(home, "SELECT final_url FROM pages WHERE content_type = 'text/html'")
    return {url for (url,) in found}


def html_of(web: Background, *hosts: str) -> set[object]:
    """Return the HTML pages that the sample web has on `hosts`."""
    kinds = {"home", "archive", "article", "about", "board", "thread"}
    truth = (page for page in web.web.manifest() if page.host in hosts)
    return {page.url for page in truth if page.kind in kinds}


def start(asked: Job, home: Path) -> subprocess.Popen[bytes]:
    """Start the crawl in a session of its own; it has stored a group on return."""
    child = subprocess.Popen(
        [sys.executable, str(Path(crawl_it.__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    before = set((home / "spool").glob("*.arrow"))
    assert child.stdin
    child.stdin.write(msgspec.json.encode(asked, enc_hook=str))
    child.stdin.close()
    child.stdin = None
    while set((home / "spool").glob("*.arrow")) <= before:
        assert child.poll() is None, "the crawl ended before it stored anything"
        rest()
    return child


def wait_for(true: Callable[[], bool], child: subprocess.Popen[bytes]) -> None:
    """Wait until something is true of a crawl that runs."""
    while not true():
        assert child.poll() is None, "the crawl ended first"
        rest()


def rest() -> None:
    """Let another process work for a moment."""
    select.select([], [], [], 0.02)
