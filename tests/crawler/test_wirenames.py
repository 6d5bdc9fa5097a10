import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from wire_servers import run, saying, serving, wiring

from crawler.errors import AddressRefused, DnsFailed
from crawler.exchange import Ask
from crawler.wire.dial import Dialer
from crawler.wire.names import Names
from crawler.wire.route import route
from crawler.wire.settings import WireSettings

PUBLIC = ["93.184.216.34", "2606:4700::1111"]


class Book:
    """A resolver that knows a few names and counts who asks; and its clock."""

    def __init__(self, **known: list[str]) -> None:
        self.known = known
        self.asked: list[str] = []
        self.now = 1000.0

    async def look_up(self, name: str) -> list[str]:
        self.asked.append(name)
        await asyncio.sleep(0)
        if name not in self.known:
            raise OSError(-2, "Name or service not known")
        return self.known[name]

    def names(self, settings: WireSettings = WireSettings()) -> Names:  # noqa: B008
        return Names(settings, lambda: self.now, self.look_up)


def test_a_name_is_looked_up_once_for_all_who_ask() -> None:
    book = Book(shop=PUBLIC)

    async def many() -> None:
        names = book.names()
        found = await asyncio.gather(*(names.addresses("shop") for _ in range(20)))
        assert found == [PUBLIC] * 20
        assert await names.addresses("shop") == PUBLIC

    run(many())
    assert book.asked == ["shop"]


@pytest.mark.parametrize(("name", "keeps_s"), [("shop", 300.0), ("nowhere", 30.0)])
def test_what_a_name_stands_for_is_forgotten_in_time(name: str, keeps_s: float) -> None:
    book = Book(shop=PUBLIC)

    async def later() -> None:
        names = book.names()
        for step in (0.0, keeps_s - 1, 2.0):
            book.now += step
            with contextlib.suppress(DnsFailed):
                await names.addresses(name)

    run(later())
    assert book.asked == [name, name]


def test_who_gives_up_takes_the_answer_from_nobody() -> None:
    book = Book(shop=PUBLIC)

    async def two() -> list[str]:
        names = book.names()
        first = asyncio.create_task(names.addresses("shop"))
        second = asyncio.create_task(names.addresses("shop"))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert run(two()) == PUBLIC


def test_only_public_ones_of_a_names_addresses_are_asked() -> None:
    book = Book(mixed=["127.0.0.1", *PUBLIC, "::ffff:10.0.0.1"], inside=["10.0.0.1"])

    async def both() -> None:
        assert await book.names().addresses("mixed") == PUBLIC
        with pytest.raises(AddressRefused, match=r"inside has the address 10\.0\.0\.1"):
            await book.names().addresses("inside")
        assert await book.names().addresses("inside", trusted=True) == ["10.0.0.1"]

    run(both())


def test_a_name_in_the_table_may_stand_for_another_name() -> None:
    book = Book(backend=PUBLIC)
    settings = WireSettings(resolve={"shop": "backend", "fixed": "8.8.8.8"})

    async def both() -> None:
        assert await book.names(settings).addresses("shop") == PUBLIC
        assert await book.names(settings).addresses("fixed") == ["8.8.8.8"]

    run(both())
    assert book.asked == ["backend"]


def test_the_next_address_is_tried_when_one_is_dead() -> None:
    book = Book(shop=["127.0.0.2", "127.0.0.1"])

    async def dial() -> str:
        names = book.names(WireSettings(allow_private=True))
        async with serving(saying()) as port:
            way = route(f"http://shop:{port}", "")
            return await Dialer(names, "").connect(way, asyncio.Protocol())

    assert run(dial()) == "127.0.0.1"


@pytest.mark.parametrize("talk", [asyncio.run, run], ids=["asyncio", "uvloop"])
def test_ipv6_is_spoken(talk: Callable[[Awaitable[bytes]], bytes]) -> None:
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"

    async def once() -> bytes:
        try:
            async with serving(saying(sent), host="::1") as port, wiring() as wire:
                came = await wire.fetch(Ask(f"http://[::1]:{port}/", "[::1]"))
        except OSError:
            pytest.skip("no IPv6 on this machine")
        assert came.ip == "::1"
        assert f"\r\nHost: [::1]:{port}\r\n".encode() in came.asked
        return came.body

    assert talk(once()) == b"abc"
