"""Pages that a real browser renders: what they may fetch from, in whose turn, and how."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from browsers import DELAY_S, SHOP, drawn, render
from script_web import ScriptWeb, Told, script_web, shell, writing

pytestmark = pytest.mark.usefixtures("chromium_path")

STATIC, TRACKER = "static.shop.test", "tracker.test"
CDN, BUSY = "cdn.parts.test", "busy.parts.test"
SCRIPTS = [f"//{host}:PORT/{name}.js" for name, host in
           (("static", STATIC), ("cdn", CDN), ("hidden", CDN), ("busy", BUSY), ("tracked", TRACKER))]  # fmt: skip
FRAME = (
    f"fetch('//{TRACKER}:PORT/fetched').catch(() => 0);"
    f"new WebSocket('ws://{SHOP}:PORT/socket');"
    f"window.open('//{TRACKER}:PORT/popup');"
    "fetch('/private/data');"
)
PAGES: dict[str, dict[str, Told]] = {
    SHOP: {
        "/": shell("/own.js", "/moved.js", *SCRIPTS, inline=FRAME),
        "/own.js": writing("own"),
        "/moved.js": f">http://{TRACKER}:PORT/moved.js",
        "/robots.txt": "User-agent: *\nDisallow: /private/",
    },
    STATIC: {"/static.js": writing("static")},
    CDN: {
        "/cdn.js": writing("cdn"),
        "/hidden.js": writing("hidden"),
        "/robots.txt": "User-agent: *\nDisallow: /hidden.js",
    },
    BUSY: {"/busy.js": writing("busy"), "/robots.txt": "!"},
    TRACKER: {"/tracked.js": writing("tracked"), "/moved.js": writing("moved")},
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, ScriptWeb]]:
    """One page, rendered, whose scripts lie on many hosts."""
    home = tmp_path_factory.mktemp("home")
    with script_web(PAGES) as web:
        render(home, web, render={"hosts": ["*.parts.test"]})
        yield home, web


def test_a_page_fetches_from_its_domain_and_from_hosts_that_are_named(
    shop: tuple[Path, ScriptWeb],
) -> None:
    assert drawn(shop[0]) == {"own", "static", "cdn"}


def test_a_host_whose_robots_cannot_be_read_gives_no_part(
    shop: tuple[Path, ScriptWeb],
) -> None:
    assert [span.path for span in shop[1].spans if span.host == BUSY] == ["/robots.txt"]


def test_nothing_is_asked_of_any_other_host(shop: tuple[Path, ScriptWeb]) -> None:
    assert shop[1].asked(TRACKER) == []


def test_a_page_fetches_what_robots_allow_and_opens_no_socket(
    shop: tuple[Path, ScriptWeb],
) -> None:
    assert set(shop[1].asked(SHOP)) == {"/", "/own.js", "/moved.js"}


def test_without_a_word_about_it_another_domain_is_not_asked(tmp_path: Path) -> None:
    with script_web(PAGES) as web:
        render(tmp_path, web)
    assert (web.asked(CDN), web.asked(STATIC)) == ([], ["/static.js"])


@pytest.mark.slow
def test_no_host_is_hurried_whoever_asks_it(tmp_path: Path) -> None:
    parts = [f"//{STATIC}:PORT/{n}.js" for n in range(3)]
    paths = [f"/{n}" for n in range(4)]
    static = {f"/{n}.js": writing("part") for n in range(3)}
    pages = {
        SHOP: dict.fromkeys(paths, shell(*parts)),
        STATIC: static | dict.fromkeys(paths, shell(f"//{SHOP}:PORT/own.js")),
    }
    with script_web(pages) as web:
        seeds = [web.url(host, path) for host in pages for path in paths]
        done = render(tmp_path, web, seeds=seeds)
    assert done.pages == 8
    for host in pages:
        spans = sorted(
            (span for span in web.spans if span.host == host), key=lambda one: one.start
        )
        gaps = [after.start - before.end for before, after in pairwise(spans)]
        assert min(gaps) >= DELAY_S - 0.01


@pytest.mark.slow
def test_a_redirect_to_another_domain_is_followed_by_the_frontier(
    tmp_path: Path,
) -> None:
    pages: dict[str, dict[str, Told]] = {
        SHOP: {"/": f">http://{CDN}:PORT/new"},
        CDN: {"/new": shell(inline=writing("new"))},
    }
    with script_web(pages) as web:
        render(tmp_path, web, scope="any")
    assert [span.path for span in web.spans if span.host == CDN] == [
        "/robots.txt",
        "/new",
    ]
    assert drawn(tmp_path) == {"new"}


@pytest.mark.slow
def test_where_a_script_leads_is_asked_in_its_turn(tmp_path: Path) -> None:
    leading = f"location.href = '//{STATIC}:PORT/new'"
    pages: dict[str, dict[str, Told]] = {
        SHOP: {"/": shell(inline=leading)},
        STATIC: {"/new": shell(inline=writing("new"))},
    }
    with script_web(pages) as web:
        render(tmp_path, web, scope="domain")
    assert [span.path for span in web.spans if span.host == STATIC] == [
        "/robots.txt",
        "/new",
    ]
    assert drawn(tmp_path) == {"new"}
