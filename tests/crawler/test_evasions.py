"""Ways to talk the crawler into the operator's own network: none leads there.

Each is asked of a wire whose system, were it asked, would say that a name is of this
machine, where a server counts who comes.
"""

import asyncio

import pytest
from wire_servers import run, saying, serving, wiring

from crawler.errors import AddressRefused, BadAsk
from crawler.exchange import Ask
from crawler.wire import client
from crawler.wire.dial import Dialer
from crawler.wire.names import Names
from crawler.wire.route import route
from crawler.wire.settings import WireSettings

PUBLIC = "93.184.216.34"
# What stands before the port, and how an address may be dressed.
HOSTS = [
    # this machine
    *("127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "127.0.0.1.", "0.0.0.0", "0"),
    *(
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0x7F.0.0.0x1",
    ),
    *("127。0。0。1", "①②⑦.0.0.1", "１２７.0.0.1", "%31%32%37.0.0.1", "127.0.0.1%2e"),
    *("localhost", "LOCALHOST", "localhost.", "a.localhost", "ⓛocalhost"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]"),
    # its network, and what clouds tell their machines
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fc00::1]", "[fe80::1]"),
    *("169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "[fd00:ec2::254]"),
    # names that stand for one of these, and a name before the true host
    *("inside.example", "mapped.example", "metadata.example", "shop.example@127.0.0.1"),
    *(
        "shop.example:80@127.0.0.1",
        "127.0.0.1#@shop.example",
        "127.0.0.1?@shop.example",
    ),
]
NAMES = {
    "inside.example": ["10.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
}


@pytest.mark.requirement(17)
@pytest.mark.parametrize("host", HOSTS)
def test_no_dress_of_an_address_leads_inside(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[object] = []

    async def look_up(name: str) -> list[str]:
        return NAMES.get(name, ["127.0.0.1"])

    async def count(*stream: object) -> None:
        came.append(stream)

    async def ask() -> None:
        async with serving(count) as port, wiring(WireSettings()) as wire:
            await wire.fetch(Ask(f"http://{_with(port, host)}/", "x"))

    monkeypatch.setattr(client, "ask_system", look_up)
    with pytest.raises((AddressRefused, BadAsk)):
        run(ask())
    assert came == []


def _with(port: int, host: str) -> str:
    """Return `host` with `port` where its authority ends."""
    name, mark, rest = host.partition("#" if "#" in host else "?")
    return f"{name}:{port}{mark}{rest}"


class Rebinding:
    """A resolver that says another address each time it is asked."""

    def __init__(self, *told: str) -> None:
        self.told = list(told)

    async def look_up(self, name: str) -> list[str]:
        return [self.told.pop(0)]


@pytest.mark.requirement(17)
def test_a_name_that_changes_its_mind_is_judged_each_time() -> None:
    now = [0.0]
    hostile = Rebinding(PUBLIC, "127.0.0.1")

    async def twice() -> None:
        names = Names(WireSettings(), lambda: now[0], hostile.look_up)
        assert await names.addresses("shop.example") == [PUBLIC]
        now[0] += WireSettings().dns_s + 1
        with pytest.raises(AddressRefused, match=r"shop\.example"):
            await names.addresses("shop.example")

    run(twice())
    assert hostile.told == []


@pytest.mark.requirement(17)
def test_the_address_that_was_judged_is_the_one_that_is_asked() -> None:
    hostile = Rebinding("127.0.0.1", "127.0.0.9")

    async def dial() -> str:
        names = Names(WireSettings(allow_private=True), lambda: 0.0, hostile.look_up)
        async with serving(saying()) as port:
            way = route(f"http://shop.example:{port}", "")
            return await Dialer(names, "").connect(way, asyncio.Protocol())

    assert run(dial()) == "127.0.0.1"
    assert hostile.told == ["127.0.0.9"]


@pytest.mark.requirement(17)
def test_there_are_forty_ways_at_least() -> None:
    assert len(set(HOSTS)) >= 40
