"""CPU a 30 KB answer over loopback: our wire against aiohttp and against no client.

All but one run on uvloop, sixteen questions at a time over kept connections, and ask a server
in a process of its own. The bare protocol reads nothing but the count of bytes: what
it costs, kernel included, no client can spare. With --coding the body is compressed.
CPU time of this process, interleaved, median of five.

    python -m benchmarks.wire [--coding gzip]
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import cast

import aiohttp
import uvloop

from benchmarks._wire_server import CODERS, serve
from crawler.errors import WireError
from crawler.exchange import Answer, Ask
from crawler.wire.client import Wire
from crawler.wire.settings import WireSettings

ANSWERS = 4000
AT_ONCE = 16
TIMES = 5
Client = Callable[[str], Coroutine[None, None, None]]
Run = Callable[[Coroutine[None, None, None]], None]


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--coding", choices=CODERS, default="identity")
    # `python -m benchmarks wire` leaves its own words here.
    coding = parser.parse_known_args()[0].coding
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(there, coding), daemon=True
    )
    server.start()
    url = f"http://127.0.0.1:{here.recv()}/page.html"
    clients: dict[str, tuple[Client, Run]] = {
        "wire": (wire, uvloop.run),
        "aiohttp": (peer, uvloop.run),
        "no client": (bare, uvloop.run),
        "wire, asyncio's loop": (wire, asyncio.run),
    }
    spent: dict[str, list[float]] = {name: [] for name in clients}
    for _ in range(TIMES):
        for name, (client, run) in clients.items():
            started = time.process_time()
            run(client(url))
            spent[name].append((time.process_time() - started) * 1e6 / ANSWERS)
    server.terminate()
    cost = {name: statistics.median(times) for name, times in spent.items()}
    print(f"{'':22}{'us an answer':>14}{'beyond the bare':>18}")
    for name, each in cost.items():
        print(f"{name:22}{each:>14.1f}{each - cost['no client']:>18.1f}")
    print(
        json.dumps(
            {
                "name": "wire",
                "peer": "aiohttp",
                "coding": coding,
                "us": round(cost["wire"], 1),
                "peer_us": round(cost["aiohttp"], 1),
                "bare_us": round(cost["no client"], 1),
                "ratio": round(cost["aiohttp"] / cost["wire"], 2),
            }
        )
    )


async def wire(url: str) -> None:
    """Ask over ours, as the fast lane does."""
    wire = Wire(WireSettings(allow_private=True))
    ask = Ask(url, "127.0.0.1", ((b"User-Agent", b"harvestman"),))
    over = asyncio.Event()
    left = [ANSWERS - AT_ONCE, AT_ONCE]

    def done(outcome: Answer | WireError) -> None:
        assert isinstance(outcome, Answer) and len(outcome.body) > 30_000
        if left[0]:
            left[0] -= 1
            wire.start(ask, done)
            return
        left[1] -= 1
        if not left[1]:
            over.set()

    for _ in range(AT_ONCE):
        wire.start(ask, done)
    await over.wait()
    await wire.close()


async def peer(url: str) -> None:
    """Ask over aiohttp, a task for each of those at once."""

    async def some() -> None:
        for _ in range(ANSWERS // AT_ONCE):
            async with session.get(url) as response:
                assert len(await response.read()) > 30_000

    headers = {"User-Agent": "harvestman", "Accept-Encoding": "gzip, deflate, br, zstd"}
    async with aiohttp.ClientSession(headers=headers) as session:
        await asyncio.gather(*(some() for _ in range(AT_ONCE)))


async def bare(url: str) -> None:
    """Send the same bytes and count what comes back."""
    port = int(url.split(":")[2].partition("/")[0])
    loop = asyncio.get_running_loop()
    request = (
        b"GET /page.html HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: harvestman\r\n"
        b"Accept-Encoding: gzip, deflate, br, zstd\r\n\r\n" % port
    )
    ends = [loop.create_future() for _ in range(AT_ONCE)]
    for end in ends:
        await loop.create_connection(partial(Bare, request, end), "127.0.0.1", port)
    await asyncio.gather(*ends)


class Bare(asyncio.Protocol):
    """Takes the first answer's length for that of all."""

    def __init__(self, request: bytes, end: "asyncio.Future[None]") -> None:
        self.request, self.end = request, end
        self.left, self.size, self.missing = ANSWERS // AT_ONCE, 0, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask at once."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Ask again after each answer."""
        if not self.size:
            head, _, _ = data.partition(b"\r\n\r\n")
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
            self.size = self.missing = len(head) + 4 + length
        self.missing -= len(data)
        if self.missing:
            return
        self.missing = self.size
        self.left -= 1
        if self.left:
            self.transport.write(self.request)
        else:
            self.transport.close()
            self.end.set_result(None)


if __name__ == "__main__":
    main()
