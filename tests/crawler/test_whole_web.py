"""One crawl of the whole sample web: each page of its manifest is where it belongs."""

from pathlib import Path

import msgspec
import pytest
from crawls import rows
from jobs_of import job

from crawler.crawl import crawl
from crawler.sampleweb.page import PageTruth
from crawler.sampleweb.serve import Background

pytestmark = pytest.mark.slow

# Hosts that let us wait or want a person: what of theirs is asked depends on when.
PAUSED = {"doors.test", "refusals.test"}
# Scripts ask for the first two; rules and maps are read, and are no pages.
NO_PAGES = {"api", "script", "robots", "sitemap"}
# An address that is another one in canonical form, and one that nobody links to.
NOT_ASKED = {"One page, many addresses", "tdmrep"}
ERRORS = {
    "codings.test/chunked-bad": "BadAnswer",
    "drops.test/reset": "Disconnected",
    "drops.test/silent": "Disconnected",
    "drops.test/in-head": "Disconnected",
    "huge.test/long-header": "HeaderFlood",
    "lengths.test/two": "BadAnswer",
    "lengths.test/negative": "BadAnswer",
    "lengths.test/words": "BadAnswer",
    "slow.test/stalled-head": "TimedOut",
}
CUT = {
    "codings.test/gzip-cut",
    "codings.test/chunked-cut",
    "drops.test/in-body",
    "huge.test/bomb",
    "huge.test/big",
    "lengths.test/too-long",
    "slow.test/stalled",
}


class Found(msgspec.Struct):
    """What the lake holds after the crawl."""

    pages: dict[str, int]  # URL -> status
    cut: set[str]  # URLs whose body is not whole
    tried: dict[str, set[str]]  # URL -> statuses and names of errors
    robots: set[str]


@pytest.fixture(scope="module")
def found(web: Background, tmp_path_factory: pytest.TempPathFactory) -> Found:
    home = tmp_path_factory.mktemp("home")
    settings = {"delay_s": 0.005, "max_body_bytes": 1_000_000, "js": "auto"}
    # Some hosts have pages without end.
    bounds = {"scope": "host", "pages_per_host": 1500, "sitemaps": True}
    crawl(job(home, web, tuple(sorted(web.resolve)), settings, **bounds))
    return held(home)


def held(home: Path) -> Found:
    tried: dict[str, set[str]] = {}
    for url, status, error in rows(home, "SELECT url, status, error FROM fetches"):
        name = str(status or str(error).partition(":")[0])
        tried.setdefault(str(url), set()).add(name)
    pages = rows(home, "SELECT final_url, status, truncated FROM pages")
    return Found(
        pages={str(url): int(str(status)) for url, status, _ in pages},
        cut={str(url) for url, _, cut in pages if cut},
        tried=tried,
        robots={str(host) for (host,) in rows(home, "SELECT host FROM robots")},
    )


def places(web: Background, urls: dict[str, str]) -> dict[str, str]:
    """Return facts of URLs by host and path."""
    port = f":{web.port}"
    return {url.partition("//")[2].replace(port, ""): urls[url] for url in urls}


def settled(web: Background) -> list[PageTruth]:
    """Return the pages that one call of a crawl can settle."""
    return [page for page in web.web.manifest() if page.host not in PAUSED]


def test_every_page_that_answers_is_kept_with_its_status(
    web: Background, found: Found
) -> None:
    truth = {
        page.url: page.status
        for page in settled(web)
        if page.robots_allowed
        and page.kind not in NO_PAGES
        and not 300 <= page.status < 400
        and page.host + page.path not in ERRORS
        and page.note not in NOT_ASKED
    }
    assert {url: found.pages.get(url) for url in truth} == truth


def test_every_fault_is_an_attempt_with_its_name(web: Background, found: Found) -> None:
    faults = {
        url: next(iter(names))
        for url, names in found.tried.items()
        if len(names) == 1 and not next(iter(names)).isdigit()
    }
    told = places(web, faults)
    assert {place: told.get(place) for place in ERRORS} == ERRORS


def test_what_broke_off_is_kept_and_says_so(web: Background, found: Found) -> None:
    assert set(places(web, dict.fromkeys(found.cut, ""))) == CUT


def test_every_redirect_is_an_attempt_with_its_status(
    web: Background, found: Found
) -> None:
    moved = [page for page in settled(web) if 300 <= page.status < 400]
    assert len(moved) > 10
    for page in moved:
        assert str(page.status) in found.tried[page.url], page.url


def test_what_robots_forbids_was_never_asked(web: Background, found: Found) -> None:
    forbidden = {page.url for page in settled(web) if not page.robots_allowed}
    forbidden -= {url for url in forbidden if url.endswith("/robots.txt")}
    assert len(forbidden) >= 4
    assert not forbidden & set(found.pages)


def test_every_host_was_asked_for_its_rules(web: Background, found: Found) -> None:
    assert found.robots >= set(web.resolve)
