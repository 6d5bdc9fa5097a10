"""Serves the fake: until a signal, or in a child that ends with its parent."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import msgspec
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from connect.errors import FakeStripeError
from connect.fakestripe.app import App
from connect.fakestripe.keeping import Keeper
from connect.fakestripe.place import FOLDER, Place, find_place, keep_place
from connect.fakestripe.sending import hook
from connect.fakestripe.shell import Shell

HOST = "127.0.0.1"


class Wish(msgspec.Struct, frozen=True):
    """Which home's fake is served, on which port, and where its messages go."""

    home: Path
    port: int = 0
    webhook: str | None = None


def run(
    wish: Wish,
    ready: Callable[[Place], None] | None = None,
    lifeline: Pipe | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is told where, once it can be reached.

    With a `lifeline` it ends when the other end of it closes, and not by SIGINT.
    """
    asyncio.run(_until_signal(wish, ready, lifeline))


async def _until_signal(
    wish: Wish, ready: Callable[[Place], None] | None, lifeline: Pipe | None
) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    if lifeline is None:
        loop.add_signal_handler(signal.SIGINT, stopped.set)
    else:
        # Readable only when the parent's end closes, however the parent ended.
        loop.add_reader(lifeline.fileno(), stopped.set)
    place = keep_place(wish.home, free_port(wish))
    to = hook(wish.webhook, place.webhook_secret) if wish.webhook else None
    with closing(Keeper(wish.home / FOLDER)) as keeper:
        shell = Shell(keeper, place, to)
        async with _serve(shell, place.port, stopped):
            if ready:
                ready(place)
            await stopped.wait()


@asynccontextmanager
async def _serve(
    shell: Shell, port: int, stopped: asyncio.Event
) -> AsyncIterator[None]:
    """Answer and send messages while the block runs."""
    server = Server(
        App(shell),
        HOST,
        port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
    )
    tasks = [
        asyncio.create_task(server.serve()),
        asyncio.create_task(shell.live(stopped)),
    ]
    for task in tasks:
        task.add_done_callback(lambda _: stopped.set())
    try:
        await _answers(port)
        yield
    finally:
        stopped.set()
        # Granian has not annotated this.
        server.stop()  # type: ignore[no-untyped-call]
        await asyncio.gather(*tasks)


async def _answers(port: int) -> None:
    """Wait until somebody listens."""
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


def free_port(wish: Wish) -> int:
    """Return the port to serve on: as wished, as before, or one that is free.

    It stays the same where it can: pages that buyers have open lie there.
    """
    if wish.port:
        if not _is_free(wish.port):
            raise FakeStripeError(
                f"the fake Stripe cannot listen on {HOST}:{wish.port}; choose another"
                " port with payments.fake_port or --port"
            )
        return wish.port
    before = find_place(wish.home)
    if before and _is_free(before.port):
        return before.port
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
