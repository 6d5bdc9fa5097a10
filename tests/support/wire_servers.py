"""Servers that say just what a test has them say, and a wire that listens to them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
import uvloop

from crawler.errors import WireError
from crawler.exchange import Answer, Ask
from crawler.wire.client import Wire
from crawler.wire.settings import WireSettings

Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OPEN = WireSettings(allow_private=True)
PAGE = b"<title>A page</title>" + b"<p>text</p>" * 2000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def page(body: bytes = PAGE, *lines: bytes) -> bytes:
    """Return a whole answer with `body`, and `lines` in its head."""
    head = HEAD + b"".join(line + b"\r\n" for line in lines)
    return head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@contextlib.asynccontextmanager
async def serving(
    play: Play, *, host: str = "127.0.0.1", **how: Any
) -> AsyncIterator[int]:
    """Let each connection to a loopback port go as `play` says; gives the port."""
    playing: set[asyncio.Task[None]] = set()

    async def played(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        playing.add(task)
        # A client that hangs up is what many tests are about.
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            await play(reader, writer)
        writer.close()

    server = await asyncio.start_server(played, host, 0, **how)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)


@contextlib.asynccontextmanager
async def wiring(settings: WireSettings = OPEN) -> AsyncIterator[Wire]:
    """Give a wire whose every error in the loop fails the test."""
    faults: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, fault: faults.append(fault))
    wire = Wire(settings)
    try:
        yield wire
    finally:
        await wire.close()
    assert faults == []


def saying(*parts: bytes, stay: bool = False) -> Play:
    """Answer every request with `parts`, then hang up or `stay`."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        if stay:
            await reader.read()

    return play


async def outcome_of(wire: Wire, ask: Ask) -> Answer | WireError:
    """Return the answer to `ask`, or what came instead."""
    try:
        return await wire.fetch(ask)
    except WireError as error:
        return error


def outcome(
    play: Play, *, settings: WireSettings = OPEN, path: str = "/", **ask: Any
) -> Answer | WireError:
    """Ask a server that plays `play` once."""

    async def once() -> Answer | WireError:
        async with serving(play) as port, wiring(settings) as wire:
            url = f"http://127.0.0.1:{port}{path}"
            return await outcome_of(wire, Ask(url, "127.0.0.1", **ask))

    return run(once())


def answer(play: Play, **ask: Any) -> Answer:
    """Return the answer of a server that plays `play`."""
    came = outcome(play, **ask)
    assert isinstance(came, Answer), repr(came)
    return came


def told(play: Play, **ask: Any) -> tuple[str, bytes, str]:
    """Return what an outcome comes to: error or "", body, why it is cut."""
    came = outcome(play, **ask)
    if isinstance(came, Answer):
        return "", came.body, came.truncated
    return type(came).__name__, b"", ""


def run(main: Any) -> Any:
    """Run a coroutine on the loop that campaigns run on."""
    return uvloop.run(main)


def asking(port: int, path: str = "/", **ask: Any) -> Ask:
    """Return a question to a loopback port."""
    made = Ask(f"http://127.0.0.1:{port}{path}", "127.0.0.1", timeout_s=20.0)
    return msgspec.structs.replace(made, **ask)
