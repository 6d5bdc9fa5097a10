"""The life of the browser: bounded in pages and memory, and begun again when it dies."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from browsers import SHOP, drawn, kill_browsers, kill_drivers, render
from crawls import rows
from script_web import Told, script_web, shell, writing

from crawler.browser.pool import Pool

HOLDING = "const held = new Uint8Array(2e7).fill(1);"
HOSTS = [SHOP, "a.test", "b.test", "c.test"]


def test_no_more_pages_are_open_than_there_are_places() -> None:
    pool, open_now, most = Pool(3), [0], [0]

    async def page(*, alone: bool) -> None:
        async with pool.place(alone=alone):
            open_now[0] += 1
            most[0] = max(most[0], open_now[0])
            for _ in range(9):  # while others may come
                await asyncio.sleep(0)
            assert not alone or open_now == [1]
            open_now[0] -= 1

    async def pages() -> None:
        await asyncio.gather(*(page(alone=number % 4 == 0) for number in range(20)))

    asyncio.run(pages())
    assert most == [3]


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
@pytest.mark.parametrize(
    ("setting", "renewed"),
    [({"browser_renew_pages": 3}, 2), ({"browser_memory_mb": 250}, 1)],
)
def test_a_browser_is_begun_anew_and_no_page_is_lost(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    setting: dict[str, int],
    renewed: int,
) -> None:
    paths = ["/0", "/1"]
    pages: dict[str, dict[str, Told]] = {
        host: {
            path: shell(inline=HOLDING + writing(f"{host}{path[1]}")) for path in paths
        }
        for host in HOSTS
    }
    with script_web(pages) as web:
        seeds = [web.url(host, path) for host in HOSTS for path in paths]
        done = render(tmp_path, web, seeds=seeds, settings=setting)
    assert (done.pages, done.errors) == (8, 0)
    assert capfd.readouterr().out.count("browser_renewed") >= renewed


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
@pytest.mark.parametrize("kill", [kill_browsers, kill_drivers])
def test_a_browser_that_is_killed_costs_no_page(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kill: Callable[[], int]
) -> None:
    killed: list[int] = []

    def deadly() -> str:
        if not killed:
            killed.append(kill())
        return writing("deadly")

    pages: dict[str, dict[str, Told]] = {
        host: {"/": shell("/own.js"), "/own.js": writing(host[0])} for host in HOSTS
    }
    pages[SHOP]["/own.js"] = deadly
    with script_web(pages) as web:
        done = render(tmp_path, web, seeds=[web.url(host) for host in HOSTS])
    assert (killed, done.pages) == ([1], 4)
    assert drawn(tmp_path) == {"deadly", "a", "b", "c"}
    (lost,) = rows(tmp_path, "SELECT count(*) FROM fetches WHERE error IS NOT NULL")[0]
    assert lost == done.errors
    assert "browser_died" in capfd.readouterr().out


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
def test_a_page_that_always_kills_the_browser_costs_itself_alone(
    tmp_path: Path,
) -> None:
    pages: dict[str, dict[str, Told]] = {
        host: {"/": shell("/own.js"), "/own.js": writing(host[0])} for host in HOSTS
    }
    pages[SHOP]["/own.js"] = lambda: f"// {kill_browsers()}"
    with script_web(pages) as web:
        done = render(tmp_path, web, seeds=[web.url(host) for host in HOSTS])
    assert done.pages == 3
    assert drawn(tmp_path) == {"a", "b", "c"}


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
def test_a_page_that_never_ends_costs_itself_alone(tmp_path: Path) -> None:
    endless = "setTimeout(() => { for (;;); }, 300)"
    pages: dict[str, dict[str, Told]] = {
        SHOP: {
            "/endless": shell(inline=endless),
            "/good": shell(inline=writing("good")),
        }
    }
    with script_web(pages) as web:
        settings = {"timeout_s": 2.0}
        done = render(tmp_path, web, "/endless", "/good", settings=settings)
    assert (done.pages, drawn(tmp_path)) == (1, {"good"})


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
def test_a_page_that_eats_all_memory_costs_itself_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    eating = (
        "const all = []; setInterval(() => all.push(new Uint8Array(3e7).fill(1)), 50);"
        "setInterval(() => fetch('/more'), 300);"
    )
    pages: dict[str, dict[str, Told]] = {
        SHOP: {"/": shell(inline=eating)},
        "b.test": {"/": shell(inline=writing("b"))},
    }
    with script_web(pages) as web:
        seeds = [web.url(host) for host in pages]
        settings = {"browser_memory_mb": 400}
        done = render(tmp_path, web, seeds=seeds, settings=settings)
    assert (done.pages, drawn(tmp_path)) == (1, {"b"})
    assert "browser_died" in capfd.readouterr().out
