import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest
import uvloop
from wire_servers import asking, outcome_of, run, saying, serving, wiring

from crawler.exchange import Answer
from crawler.wire.client import Wire
from crawler.wire.settings import WireSettings

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"


class Counting:
    """Answers how many connections and questions there were, and on which this is."""

    def __init__(self, *heads: bytes) -> None:
        self.heads = heads or (OK,)
        self.connections = 0
        self.questions = 0

    async def __call__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        while True:
            await reader.readuntil(b"\r\n\r\n")
            head = self.heads[min(self.questions, len(self.heads) - 1)]
            self.questions += 1
            writer.write(head + b"abc")


def talk(
    server: Counting,
    talks: Callable[[Wire, int], Awaitable[None]],
    settings: WireSettings = WireSettings(allow_private=True),  # noqa: B008 - frozen
) -> None:
    async def whole() -> None:
        async with serving(server) as port, wiring(settings) as wire:
            await talks(wire, port)

    run(whole())


async def thrice(wire: Wire, port: int) -> None:
    for _ in range(3):
        assert (await wire.fetch(asking(port))).body == b"abc"


def test_one_connection_serves_one_question_after_the_other() -> None:
    server = Counting()
    talk(server, thrice)
    assert (server.connections, server.questions) == (1, 3)


@pytest.mark.parametrize(
    "head",
    [
        OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        OK.replace(b"1.1", b"1.0"),
        OK.replace(b"3", b"2"),
    ],
)
def test_a_connection_that_is_not_to_be_kept_serves_once(head: bytes) -> None:
    server = Counting(head)

    async def twice(wire: Wire, port: int) -> None:
        for _ in range(2):
            await wire.fetch(asking(port))

    talk(server, twice)
    assert server.connections == 2


def test_an_answer_before_the_question_is_nobodys() -> None:
    rests, left = asyncio.Event(), asyncio.Event()

    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK + b"abc")
        await rests.wait()
        writer.write(OK + b"bad")
        await reader.read()
        left.set()

    async def twice() -> list[bytes]:
        async with serving(early) as port, wiring() as wire:
            bodies = [(await wire.fetch(asking(port))).body]
            rests.set()
            await asyncio.wait_for(left.wait(), 5)
            return [*bodies, (await wire.fetch(asking(port))).body]

    assert run(twice()) == [b"abc", b"abc"]


def test_a_connection_at_rest_is_closed_in_time() -> None:
    settings = WireSettings(allow_private=True, idle_s=0.05)
    closed = asyncio.Event()

    async def waits(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK + b"abc")
        await reader.read()
        closed.set()

    async def once() -> None:
        async with serving(waits) as port, wiring(settings) as wire:
            await wire.fetch(asking(port))
            await asyncio.wait_for(closed.wait(), 5)

    run(once())


def test_no_more_connections_are_open_than_allowed() -> None:
    server = Counting()
    settings = WireSettings(allow_private=True, connections=3)

    async def many(wire: Wire, port: int) -> None:
        asked = [wire.fetch(asking(port)) for _ in range(50)]
        assert {one.body for one in await asyncio.gather(*asked)} == {b"abc"}

    talk(server, many, settings)
    assert (server.connections, server.questions) == (3, 50)


def test_the_stalest_connection_makes_room_for_another_host() -> None:
    settings = WireSettings(allow_private=True, connections=1)

    async def both() -> list[bytes]:
        async with (
            serving(Counting()) as one,
            serving(Counting()) as other,
            wiring(settings) as wire,
        ):
            asked = [wire.fetch(asking(port)) for port in (one, other, one, other)]
            return [each.body for each in await asyncio.gather(*asked)]

    assert run(both()) == [b"abc"] * 4


def test_who_waits_for_room_is_given_up_in_time() -> None:
    settings = WireSettings(allow_private=True, connections=1)

    async def crowd() -> list[str]:
        async with serving(saying(stay=True)) as port, wiring(settings) as wire:
            asks = [asking(port, timeout_s=0.1 * n) for n in (5, 1, 1)]
            came = await asyncio.gather(*(outcome_of(wire, ask) for ask in asks))
            return [type(one).__name__ for one in came]

    assert run(crowd()) == ["TimedOut"] * 3


# uvloop sends at the end of a turn, asyncio at once: the proof differs.
@pytest.mark.parametrize("loop", [uvloop.run, asyncio.run])
def test_a_connection_closed_at_rest_costs_no_question(
    loop: Callable[[Awaitable[None]], None],
) -> None:
    questions = 0

    async def leaves(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        nonlocal questions
        await reader.readuntil(b"\r\n\r\n")
        questions += 1
        writer.write(OK + b"abc")

    async def often() -> None:
        async with serving(leaves) as port, wiring() as wire:
            for _ in range(200):
                came = await outcome_of(wire, asking(port))
                assert isinstance(came, Answer), repr(came)

    loop(often())
    assert questions == 200


def test_a_question_that_was_read_is_not_asked_again() -> None:
    questions = 0

    async def reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal questions
        while True:
            await reader.readuntil(b"\r\n\r\n")
            questions += 1
            if questions == 2:
                return
            writer.write(OK + b"abc")

    async def twice() -> str:
        async with serving(reads) as port, wiring() as wire:
            await wire.fetch(asking(port))
            return type(await outcome_of(wire, asking(port))).__name__

    assert (run(twice()), questions) == ("Disconnected", 2)


@pytest.mark.parametrize("sent", [OK + b"ab", OK[:20], b""])
def test_a_reset_is_no_fault_of_the_loop(sent: bytes) -> None:
    async def resets(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(sent)
        # A reset takes back what its receiver has not read yet.
        await asyncio.sleep(0.02)
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def once() -> str:
        async with serving(resets) as port, wiring() as wire:
            came = await outcome_of(wire, asking(port))
            return came.truncated if isinstance(came, Answer) else type(came).__name__

    assert run(once()) == ("disconnect" if sent.endswith(b"ab") else "Disconnected")
