"""How many out-links one worker answers a second, and what a kill -9 loses of them.

The shop is served as `harvestman serve` does it, with one worker, its log on and all its
layers. The peer is the same redirect by plain Litestar and an INSERT into SQLite, served
alike. Rounds alternate; then both are killed in the middle of a load, and the names of
clicks that were answered are looked up in what each of them wrote down.
"""

import json
import os
import re
import selectors
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

import msgspec

from benchmarks._load import cpu_seconds
from benchmarks._shop_items import item
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment, Item
from storefront.events.reading import read, segments

ITEMS, ROUNDS = 500, 3
REQUESTS, KILLED_AFTER = 20_000, 8_000
CONNECTIONS, DEPTH = 8, 16
_CLICK = re.compile(rb"clickref=([0-9A-Z]{26})&")
_ANSWER = b"HTTP/1.1 302"


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        homes = {kind: Path(folder) / kind for kind in ("shop", "peer")}
        keys = {kind: stocked(home) for kind, home in homes.items()}
        rates: dict[str, list[tuple[float, float]]] = {kind: [] for kind in homes}
        with (
            served("shop", homes["shop"]) as ours,
            served("peer", homes["peer"]) as its,
        ):
            for turn in range(ROUNDS + 1):
                for kind, server in (("shop", ours), ("peer", its)):
                    found = rate(server, keys[kind])
                    # The first round warms both up.
                    rates[kind] += [found] if turn else []
        lost = {kind: killed(kind, homes[kind], keys[kind]) for kind in homes}
    print(json.dumps(report(rates, lost)))


def report(
    rates: dict[str, list[tuple[float, float]]], lost: dict[str, tuple[int, int]]
) -> dict[str, object]:
    """Return what was measured under its names."""
    told: dict[str, object] = {"benchmark": "shop_go"}
    told["peer"] = "plain Litestar + INSERT into SQLite (WAL)"
    for kind, found in rates.items():
        told[f"{kind}_per_s"] = round(median(one for one, _ in found))
        told[f"{kind}_cpu_us"] = round(median(cpu for _, cpu in found), 1)
        told[f"{kind}_answered_before_kill"], told[f"{kind}_lost"] = lost[kind]
    ours, its = (median(cpu for _, cpu in rates[kind]) for kind in ("shop", "peer"))
    return {**told, "cpu_to_peer": round(ours / its, 2)}


def stocked(home: Path) -> list[str]:
    """Fill a shop whose offers lead through a network; return their keys."""
    items = [leading(item(number), number) for number in range(ITEMS)]
    build(home, Assortment(items=tuple(items)))
    return [offer.offer_key for one in items for offer in one.offers]


def leading(one: Item, number: int) -> Item:
    """Return `one` with a single offer that the network's address leads to."""
    url = f"https://www.awin1.com/cread.php?awinmid=1&ued=p{number}"
    named = {"offer_key": f"{number:016x}", "host": "awin1.com", "url": url}
    offer = msgspec.structs.replace(one.offers[0], **named)
    return msgspec.structs.replace(one, offers=(offer,))


Server = tuple[int, int, int]  # process group, worker, port


@contextmanager
def served(kind: str, home: Path) -> Iterator[Server]:
    """Serve in processes of their own, which are killed at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.shop_go", kind, str(home), str(port)]
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 - this file itself
            command, stderr=log, stdout=log, start_new_session=True
        ) as one,
    ):
        try:
            worker = worker_of(one.pid, port)
            yield one.pid, worker, port
        finally:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)


def worker_of(pid: int, port: int) -> int:
    """Wait until the port answers; return the process that answers."""
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as to:
            to.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            if to.recv(20):
                break
        sleep(0.05)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    # spawn starts a tracker of resources besides; the worker is the one that worked.
    return max(map(int, children), key=cpu_seconds)


def rate(server: Server, keys: list[str]) -> tuple[float, float]:
    """Return the answers a second, and the worker's microseconds an answer."""
    _, worker, port = server
    used = cpu_seconds(worker)
    with get_context("spawn").Pool(1) as pool:
        seconds, _ = pool.apply(load, (port, keys, REQUESTS))
    return REQUESTS / seconds, (cpu_seconds(worker) - used) / REQUESTS * 1e6


def killed(kind: str, home: Path, keys: list[str]) -> tuple[int, int]:
    """Kill a server in the middle; return how many were answered, and lost of them."""
    with served(kind, home) as (group, _, port), get_context("spawn").Pool(1) as pool:
        running = pool.apply_async(load, (port, keys, REQUESTS * 50))
        while clicks_of(kind, home) < (ROUNDS + 1) * REQUESTS + KILLED_AFTER:
            sleep(0.05)
        os.killpg(group, signal.SIGKILL)
        _, heard = running.get()
    answered = set(_CLICK.findall(heard))
    return len(answered), len(answered - known(kind, home))


def known(kind: str, home: Path) -> set[bytes]:
    """Return the names of all clicks that were written down."""
    if kind == "peer":
        with sqlite3.connect(home / "clicks.db") as database:
            rows = database.execute("SELECT click FROM clicks").fetchall()
        return {click.encode() for (click,) in rows}
    found = (read(path).events for path in segments(home))
    return {event.event_id.encode() for events in found for _, event in events}


def clicks_of(kind: str, home: Path) -> int:
    """Return about how many clicks were written down."""
    if kind == "peer":
        with sqlite3.connect(home / "clicks.db") as database:
            (found,) = database.execute("SELECT max(rowid) FROM clicks").fetchone()
            return int(found or 0)
    return sum(path.stat().st_size for path in segments(home)) // 260


def load(port: int, keys: list[str], most: int) -> tuple[float, bytes]:
    """Ask for `most` redirects, some at once; return the seconds and the answers."""
    batches = list(_batches(port, keys))
    heard: list[bytes] = []
    with selectors.DefaultSelector() as ready:
        for number in range(CONNECTIONS):
            sock = socket.create_connection(("127.0.0.1", port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(batches[number])
            ready.register(sock, selectors.EVENT_READ, [0])
        began, done, sent = perf_counter(), 0, CONNECTIONS
        while done < most:
            for key, _ in ready.select(5):
                data = _heard(key.fileobj)
                if not data:
                    return perf_counter() - began, b"".join(heard)
                heard.append(data)
                key.data[0] += data.count(_ANSWER)
                if key.data[0] >= DEPTH:
                    key.data[0] -= DEPTH
                    done += DEPTH
                    sent += 1
                    _send(key.fileobj, batches[sent % len(batches)])
        return perf_counter() - began, b"".join(heard)


def _batches(port: int, keys: list[str]) -> Iterator[bytes]:
    told = (
        f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nReferer: http://127.0.0.1:{port}/products/x\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0\r\n\r\n"
    )
    for start in range(0, len(keys) - DEPTH, DEPTH):
        asked = keys[start : start + DEPTH]
        yield "".join(f"GET /go/{key}{told}" for key in asked).encode()


def _heard(sock: object) -> bytes:
    assert isinstance(sock, socket.socket)
    with suppress(ConnectionError):
        return sock.recv(262_144)
    return b""


def _send(sock: object, batch: bytes) -> None:
    assert isinstance(sock, socket.socket)
    with suppress(ConnectionError):
        sock.sendall(batch)


def serve_shop(home: Path, port: int) -> None:
    """Serve the shop."""
    from storefront.serve import serve
    from storefront.settings import ShopSettings

    settings = ShopSettings(port=port, limits=False)
    serve(home, settings, in_worker=partial(_log))


def _log() -> None:
    from jobs.logs import set_up_logs
    from jobs.settings import Settings

    set_up_logs(Settings().log, "benchmark", ())


def serve_peer(home: Path, port: int) -> None:
    """Serve the peer."""
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "benchmarks.shop_go:peer",
        address="127.0.0.1",
        port=port,
        workers=1,
        interface=Interfaces.ASGI,
        websockets=False,
    )
    server.serve(target_loader=partial(peer, home), wrap_loader=False)


def peer(home: Path) -> Callable[..., object]:
    """Return the peer: a route, a lookup, an INSERT, a redirect."""
    import secrets
    from datetime import UTC, datetime

    from litestar import Litestar, Request, get
    from litestar.params import FromPath
    from litestar.response import Redirect

    urls = {
        f"{number:016x}": f"https://www.awin1.com/cread.php?awinmid=1&ued=p{number}"
        for number in range(ITEMS)
    }
    database = sqlite3.connect(home / "clicks.db", check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS clicks (click TEXT, ts TEXT, key TEXT, agent TEXT)"
    )

    @get("/go/{key:str}", sync_to_thread=False)
    def go(request: Request[Any, Any, Any], key: FromPath[str]) -> Redirect:
        click = secrets.token_hex(13).upper()
        now = datetime.now(UTC).isoformat()
        told = (click, now, key, request.headers.get("user-agent"))
        database.execute("INSERT INTO clicks VALUES (?, ?, ?, ?)", told)
        database.commit()
        return Redirect(f"{urls[key]}&clickref={click}&clickref2={key}")

    @get("/health", sync_to_thread=False)
    def health() -> str:
        return "well"

    return Litestar([go, health], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        {"shop": serve_shop, "peer": serve_peer}[sys.argv[1]](
            Path(sys.argv[2]), int(sys.argv[3])
        )
    else:
        main()
