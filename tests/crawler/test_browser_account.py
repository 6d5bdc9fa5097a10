"""What rendered pages wanted and what became of it, as the lake tells it."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from browsers import SHOP, render
from crawls import rows
from script_web import ScriptWeb, Told, script_web, shell, writing

from crawler.browser.robots import PartRules
from crawler.keeping.rebuild import rebuild
from crawler.settings import CrawlSettings
from crawler.wire.names import Names
from crawler.wire.settings import WireSettings
from frontier.frontier import Frontier
from lake.store import Lake

CDN, MOVED, DEAD = "cdn.parts.test", "moved.parts.test", "dead.parts.test"
BLOCKED, TRACKER = "blocked.parts.test", "tracker.test"
ASKING = "for (let n = 0; n < 3; n++) fetch('/private/data').catch(() => 0);"
SCRIPTS = [f"//{host}:PORT/part.js" for host in (CDN, MOVED, DEAD, BLOCKED, TRACKER)]
PART: dict[str, Told] = {"/part.js": writing("part")}
PAGES: dict[str, dict[str, Told]] = {
    SHOP: {
        "/": shell(*SCRIPTS, f"//{CDN}:PORT/hidden.js", inline=ASKING),
        "/robots.txt": "User-agent: *\nDisallow: /private/",
    },
    CDN: PART
    | {"/robots.txt": "User-agent: *\nDisallow: /hidden.js\nCrawl-delay: 0.3"},
    MOVED: PART | {"/robots.txt": f">http://{CDN}:PORT/robots.txt"},
    DEAD: PART | {"/robots.txt": "!"},
    BLOCKED: PART,
    TRACKER: PART,
}


@pytest.fixture(scope="module")
def shop(
    chromium_path: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, ScriptWeb]]:
    """One page, rendered, of whose parts many are refused."""
    home = tmp_path_factory.mktemp("home")
    now = time.time()
    frontier = Frontier.open(home / "frontier", "other", now)
    frontier.block(BLOCKED, None, now)
    frontier.close()
    with script_web(PAGES) as web:
        render(home, web, render={"hosts": ["*.parts.test"]})
        yield home, web


def test_every_robots_that_was_read_is_a_row(shop: tuple[Path, ScriptWeb]) -> None:
    found = rows(shop[0], "SELECT host, status, crawl_delay FROM robots ORDER BY host")
    assert found == [
        (CDN, 200, 0.3),
        (DEAD, 503, None),
        (MOVED, 200, 0.3),
        (SHOP, 200, None),
    ]


def test_every_asking_for_a_robots_is_a_row(shop: tuple[Path, ScriptWeb]) -> None:
    asked = "SELECT host, status FROM fetches WHERE ends_with(url, '/robots.txt')"
    told = [(host, status) for host, status in rows(shop[0], asked)]
    assert len(told) == len([one for one in shop[1].spans if "robots" in one.path])
    assert {(CDN, 200), (DEAD, 503), (MOVED, 302)} <= set(told)


def test_a_part_that_was_refused_is_a_row_that_says_why(
    shop: tuple[Path, ScriptWeb],
) -> None:
    sql = "SELECT url, error FROM fetches WHERE starts_with(error, 'Part') ORDER BY url"
    port = shop[1].port
    told = {
        str(url).replace(f":{port}", ""): str(error).partition(":")[0]
        for url, error in rows(shop[0], sql)
    }
    assert told == {
        f"http://{BLOCKED}/part.js": "PartResting",
        f"http://{CDN}/hidden.js": "PartForbidden",
        f"http://{DEAD}/part.js": "PartForbidden",
        f"http://{SHOP}/private/data": "PartForbidden",
    }
    (count,) = rows(shop[0], "SELECT count(*) FROM fetches WHERE error LIKE 'Part%'")[0]
    assert count == len(told)


def test_a_frontier_made_again_of_the_lake_wants_no_part(
    shop: tuple[Path, ScriptWeb], tmp_path: Path
) -> None:
    frontier = Frontier.open(tmp_path, "c", time.time())
    rebuild(Lake.open(shop[0]), frontier, time.time)
    waits = frontier.next_batch(9, time.time() + 60)
    frontier.close()
    assert all("/part" in url for url in waits.urls)


class Bare:
    """As much of a crawl as the rules ask before any host is asked."""

    settings = CrawlSettings()


def test_a_part_with_a_private_address_is_refused_before_its_robots_are_read() -> None:
    async def asked() -> str:
        told = WireSettings(resolve={"in.test": "10.0.0.1"})
        rules = PartRules(cast("Any", Bare()), Names(told, time.monotonic, no_dns))
        return await rules.hindrance("http://in.test/part.js", "www.test")

    assert asyncio.run(asked()).startswith("AddressRefused: in.test has the address")


async def no_dns(name: str) -> Any:
    raise OSError(f"{name} is not known here")
