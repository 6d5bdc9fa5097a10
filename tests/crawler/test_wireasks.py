"""What may be asked, how it begins, and that it ends."""

import asyncio
import subprocess
import sys

import pytest
from wire_servers import (
    answer,
    asking,
    outcome_of,
    page,
    run,
    saying,
    serving,
    told,
    wiring,
)

from crawler.errors import AddressRefused, Cancelled, TimedOut, WireError
from crawler.exchange import Answer, Ask
from crawler.wire.settings import WireSettings


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("ftp://a.example/", "BadAsk"),
        ("http://a b/", "BadAsk"),
        ("", "BadAsk"),
        ("http://127.0.0.1/", "AddressRefused"),
        ("http://0x7f.1/", "AddressRefused"),
        ("https://[::ffff:10.0.0.1]/", "AddressRefused"),
        ("http://localhost/", "AddressRefused"),
        ("http://inside.example/", "AddressRefused"),
        ("http://no-such-host.invalid/", "DnsFailed"),
        (f"http://{'x' * 70}.example/", "DnsFailed"),
    ],
)
def test_what_cannot_be_asked_is_not_asked(url: str, error: str) -> None:
    settings = WireSettings(resolve={"inside.example": "10.0.0.1"})

    async def talk() -> Answer | WireError:
        async with wiring(settings) as wire:
            return await outcome_of(wire, Ask(url, ""))

    assert type(run(talk())).__name__ == error


def test_a_header_cannot_start_another_request() -> None:
    evil = ((b"X", b"a\r\nHost: other"),)
    assert told(saying(page()), headers=evil)[0] == "BadAsk"
    assert told(saying(page()), method=b"GET / HTTP/1.1\r\n")[0] == "BadAsk"
    line = answer(saying(page()), path="/a b\r\nX: y").asked.partition(b"\r\n")[0]
    assert line == b"GET /a%20bX:%20y HTTP/1.1"


def test_a_name_is_found_in_the_operators_table() -> None:
    async def talk() -> Answer:
        settings = WireSettings(
            resolve={"shop.example": "127.0.0.1"}, allow_private=True
        )
        async with serving(saying(page())) as port, wiring(settings) as wire:
            return await wire.fetch(Ask(f"http://shop.example:{port}/", "shop.example"))

    came = run(talk())
    assert came.ip == "127.0.0.1"
    assert b"\r\nHost: shop.example:" in came.asked


def test_a_closed_port_takes_no_connection() -> None:
    async def talk() -> Answer | WireError:
        async with serving(saying()) as port:
            pass
        async with wiring() as wire:
            return await outcome_of(wire, asking(port))

    assert type(run(talk())).__name__ == "ConnectFailed"


def test_done_is_called_once_and_never_inside_start() -> None:
    async def talk() -> list[str]:
        came: list[str] = []
        async with wiring(WireSettings()) as wire:
            wire.start(asking(9), lambda out: came.append(type(out).__name__))
            came.append("started")
            await asyncio.sleep(0)
        return came

    assert run(talk()) == ["started", AddressRefused.__name__]


@pytest.mark.parametrize("turns", [0, 1, 2, 5, 20, 200])
def test_stopping_ends_every_exchange_wherever_it_is(turns: int) -> None:
    async def talk() -> list[type]:
        came: list[type] = []
        async with serving(saying(stay=True)) as port, wiring() as wire:
            for _ in range(5):
                wire.start(asking(port), lambda out: came.append(type(out)))
            for _ in range(turns):
                await asyncio.sleep(0)
            wire.cancel_all()
            assert wire.active == 0
        return came

    assert run(talk()) == [Cancelled] * 5


def test_a_closed_wire_asks_nobody() -> None:
    async def talk() -> Answer | WireError:
        async with serving(saying(page())) as port, wiring() as wire:
            await wire.fetch(asking(port))
            await wire.close()
            return await outcome_of(wire, asking(port))

    assert isinstance(run(talk()), Cancelled)


def test_who_waits_no_more_hangs_up() -> None:
    async def talk() -> int:
        async with serving(saying(stay=True)) as port, wiring() as wire:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(wire.fetch(asking(port)), 0.05)
            return wire.active

    assert run(talk()) == 0


def test_a_connection_that_nobody_takes_is_given_up_early() -> None:
    settings = WireSettings(allow_private=True, connect_s=0.1)

    async def talk() -> Answer | WireError:
        # A queue of one that nobody empties: the system takes no third connection.
        async with serving(saying(stay=True)) as port, wiring(settings) as wire:
            ask = Ask(f"https://127.0.0.1:{port}/", "127.0.0.1")
            return await outcome_of(wire, ask)

    assert isinstance(run(talk()), TimedOut)


def test_the_wire_brings_no_scrapy_with_it() -> None:
    look = "import sys, crawler.wire.client; print({'scrapy', 'twisted'} & set(sys.modules))"
    seen = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True)
    assert seen.stdout == b"set()\n"
