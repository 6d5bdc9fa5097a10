"""Starts and stops the sample web: in this process, or in a child that ends for sure."""

import asyncio
import multiprocessing
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path

from crawler.errors import SampleWebError
from crawler.sampleweb.access import Access, AccessLog, read_log
from crawler.sampleweb.hosts import DEMO, Group, chosen
from crawler.sampleweb.server import Connection, Served
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.sockets import bound
from crawler.sampleweb.web import SampleWeb, resolve_map, seeds

_START_S = 60.0  # for a child to import, build and bind, also on a busy machine
_STOP_S = 10.0


def run(
    settings: WebSettings,
    access_log: Path | None = None,
    ready: Callable[[SampleWeb], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` gets the web once it can be reached."""
    asyncio.run(_until_signal(settings, access_log, ready, None))


@asynccontextmanager
async def serving(
    settings: WebSettings, access_log: Path | None = None
) -> AsyncIterator[Served]:
    """Serve on the running loop while the block runs."""
    sockets, port = bound(settings)
    web = SampleWeb(replace(settings, port=port))
    web.build()
    served = Served(web, AccessLog(access_log))
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: Connection(served), sock=sock)
        for sock in sockets
    ]
    try:
        yield served
    finally:
        for server in servers:
            server.close()
        for connection in list(served.connections):
            connection.abort()
        # One turn of the loop, in which connections cut off note their last request.
        await asyncio.sleep(0)
        served.access.close()


@dataclass(slots=True)
class Background:
    """A sample web in a child process."""

    web: SampleWeb
    log_path: Path
    process: BaseProcess
    _lifeline: Pipe = field(repr=False)

    @property
    def port(self) -> int:
        """Return the port all hosts listen on."""
        return self.web.settings.port

    @property
    def pid(self) -> int:
        """Return the process id of the server."""
        return self.process.pid or 0

    @property
    def resolve(self) -> dict[str, str]:
        """Return the address of each host."""
        return resolve_map(self.web)

    def seeds(self, kinds: tuple[Group, ...] = DEMO) -> list[str]:
        """Return the home pages of the hosts of these kinds."""
        return seeds(self.web, kinds)

    def urls(self, host: str) -> list[str]:
        """Return the addresses of a host's pages."""
        start = f"http://{host}:{self.port}"
        return [start + path for path in self.web.paths(host)]

    def access_log(self) -> list[Access]:
        """Return the requests answered so far."""
        return list(read_log(self.log_path))

    def stop(self) -> None:
        """End the child; it is gone when this returns."""
        self._lifeline.close()
        if self.process.is_alive():
            self.process.terminate()
        self.process.join(_STOP_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@contextmanager
def background(
    settings: WebSettings,
    access_log: Path | None = None,
    prepare: Callable[[], None] | None = None,
) -> Iterator[Background]:
    """Serve in a child process, which `prepare` runs in first, while the block runs."""
    with tempfile.TemporaryDirectory(prefix="sampleweb-") as folder:
        path = access_log or Path(folder) / "access.jsonl"
        started = start(settings, path, prepare)
        try:
            yield started
        finally:
            started.stop()


def start(
    settings: WebSettings,
    access_log: Path,
    prepare: Callable[[], None] | None = None,
) -> Background:
    """Start a child process that serves; it ends by `stop`, or with this process."""
    chosen(settings.only)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_child,
        args=(settings, access_log, theirs, prepare),
        daemon=True,
        name="sampleweb",
    )
    process.start()
    theirs.close()
    try:
        # A child that dies closes its end, which ends the wait as well.
        said = ours.recv() if ours.poll(_START_S) else "it did not start in time"
    except EOFError:
        said = "its process died at the start"
    if isinstance(said, str):
        process.kill()
        process.join()
        raise SampleWebError(f"the sample web is not up: {said}")
    access_log.touch()
    return Background(
        SampleWeb(replace(settings, port=said)), access_log, process, ours
    )


def _child(
    settings: WebSettings,
    access_log: Path,
    pipe: Pipe,
    prepare: Callable[[], None] | None,
) -> None:
    if prepare:
        prepare()
    # Ctrl-C reaches the whole group of a terminal; the parent decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asyncio.run(
            _until_signal(
                settings, access_log, lambda web: pipe.send(web.settings.port), pipe
            )
        )
    except SampleWebError as error:
        pipe.send(str(error))


async def _until_signal(
    settings: WebSettings,
    access_log: Path | None,
    ready: Callable[[SampleWeb], None] | None,
    lifeline: Pipe | None,
) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    if lifeline is None:
        loop.add_signal_handler(signal.SIGINT, stopped.set)
    else:
        # Readable only when the parent's end closes, however the parent ended.
        loop.add_reader(lifeline.fileno(), stopped.set)
    async with serving(settings, access_log) as served:
        if ready is not None:
            ready(served.web)
        await stopped.wait()
