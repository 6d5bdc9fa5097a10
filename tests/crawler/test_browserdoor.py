"""The browser's only way out, asked by hand and by the browser."""

import asyncio
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from little_site import Reply, Site, little_site

from crawler.browser.door import Door
from crawler.browser.program import through
from crawler.wire.names import Names
from crawler.wire.settings import WireSettings


async def _at_home(name: str) -> list[str]:
    return ["127.0.0.1"]


def with_door(
    work: Callable[[int], Awaitable[object]], *, private: bool = True
) -> object:
    """Return what `work` does at a door that leads to *.shop.test, and its names."""

    async def inside() -> object:
        names = Names(WireSettings(allow_private=private), time.monotonic, _at_home)
        door = Door(names, lambda name: name.endswith("shop.test") or name[0] == "1")
        try:
            return await work(await door.open())
        finally:
            await door.close()

    return asyncio.run(inside())


async def ask(port: int, name: bytes, far: int, command: int = 1) -> int:
    """Return what the door says to the wish for a connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"\5\1\0" + bytes((5, command, 0, 3, len(name))) + name)
    writer.write(far.to_bytes(2, "big"))
    assert await reader.readexactly(2) == b"\5\0"
    said = await reader.read(2)
    writer.close()
    return said[1] if said else -1


@pytest.mark.parametrize(
    ("name", "private", "said"),
    [
        (b"www.shop.test", True, 0),
        (b"www.shop.test", False, 2),  # its name leads to this machine
        (b"127.0.0.1", False, 2),
        (b"tracker.test", True, 2),
    ],
)
def test_the_door_says_where_it_leads(name: bytes, *, private: bool, said: int) -> None:
    with little_site({}) as site:
        assert with_door(lambda at: ask(at, name, port(site)), private=private) == said


def test_a_wish_for_anything_but_a_connection_is_refused() -> None:
    assert with_door(lambda at: ask(at, b"www.shop.test", 80, command=2)) == -1


def test_a_host_that_takes_no_connection_is_told_as_such() -> None:
    assert with_door(lambda at: ask(at, b"www.shop.test", 1)) == 4


def test_the_browser_goes_by_the_door_alone(chromium_path: str, tmp_path: Path) -> None:
    with little_site({"/": Reply("<p>inside</p>")}) as site:
        shown = with_door(lambda at: dumped(chromium_path, at, site.base, tmp_path))
        hidden = with_door(
            lambda at: dumped(chromium_path, at, site.base, tmp_path), private=False
        )
    assert b"inside" in shown and b"inside" not in hidden  # type: ignore[operator]
    assert site.asked.count("/") == 1


def port(site: Site) -> int:
    return int(site.base.rpartition(":")[2])


async def dumped(program: str, door: int, url: str, profile: Path) -> bytes:
    command = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
        "--disable-background-networking", f"--user-data-dir={profile}",
        *through(door), url,
    ]  # fmt: skip
    child = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    out, _ = await child.communicate()
    return out
