"""Whether a shop that is asked all the time notices that its catalogue is swapped.

Two snapshots of 20,000 products take turns twenty times, while visitors on kept
connections ask for lists, searches and product pages of both. The peer is the same shop
under the same load without a swap, a stretch of it before and a stretch after; no page
is kept made, so that each request reads the snapshot.
"""

import argparse
import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

import numpy as np
import structlog

from benchmarks._shop_stock import stock
from storefront.catalogue.build import Stock, make, use
from storefront.catalogue.item import Assortment

PRODUCTS, SWAPS, VISITORS, WORKERS = 20_000, 20, 4, 2
QUIET_S, BETWEEN_S, ASK_EVERY_S = 8.0, 1.3, 0.01
Asked = tuple[float, float, bool]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", nargs=2, metavar=("HOME", "PORT"))
    served = parser.parse_args().serve
    if served:
        serve_shop(Path(served[0]), int(served[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        both = [built(home, mark) for mark in (1, 2)]
        with running(home) as port:
            print(json.dumps(measured(home, both, port)))


def built(home: Path, mark: int) -> str:
    """Build a snapshot whose prices differ by `mark`, and use it."""
    items = tuple(stock(PRODUCTS, changed=mark))
    snapshot = make(home, Stock(Assortment(items=items, price_mark=mark)))
    use(home, snapshot.id)
    return snapshot.id


def measured(home: Path, both: list[str], port: int) -> dict[str, object]:
    """Return how the shop answered while nothing happened, and while it was swapped."""
    done = threading.Event()
    asked: list[Asked] = []
    visitors = [
        threading.Thread(target=visit, args=(port, number, done, asked))
        for number in range(VISITORS)
    ]
    for visitor in visitors:
        visitor.start()
    time.sleep(2)  # the first requests of a process find nothing ready
    stretches = [time.perf_counter()]
    time.sleep(QUIET_S)
    stretches.append(time.perf_counter())
    seen = {shown(port)}
    for turn in range(SWAPS):
        use(home, both[turn % 2])
        time.sleep(BETWEEN_S)
        seen.add(shown(port))
    stretches.append(time.perf_counter())
    time.sleep(QUIET_S)
    stretches.append(time.perf_counter())
    done.set()
    for visitor in visitors:
        visitor.join()
    before, during, after = (
        [one for one in asked if begin <= one[0] < end]
        for begin, end in pairwise(stretches)
    )
    quiet, swapped = told(before + after), told(during)
    return {
        "benchmark": "shop_swap",
        "peer": "the same shop, not swapped",
        "workers": WORKERS,
        "swaps": SWAPS,
        "snapshots_seen": len(seen),
        "failed": sum(not good for *_, good in asked),
        "quiet": quiet,
        "swapped": swapped,
        "ratio_p99": round(swapped["p99_ms"] / quiet["p99_ms"], 2),
    }


def told(asked: list[Asked]) -> dict[str, float]:
    """Return how many requests there were, and how long they took."""
    took = [took for _, took, _ in asked]
    middle, last, worst = np.percentile(took, (50, 99, 100)) * 1_000
    found = {"p50_ms": middle, "p99_ms": last, "worst_ms": worst}
    return {"requests": len(took)} | {name: round(v, 2) for name, v in found.items()}


def visit(port: int, visitor: int, done: threading.Event, asked: list[Asked]) -> None:
    """Ask for one page after the other until `done`."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for number in count(visitor * 1_000):
        if done.is_set():
            return
        started = time.perf_counter()
        try:
            link.request("GET", address(number))
            answer = link.getresponse()
            answer.read()
            good = answer.status in {200, 301}
        except (OSError, http.client.HTTPException):
            good = False
            link.close()
        asked.append((started, time.perf_counter() - started, good))
        time.sleep(ASK_EVERY_S)


def address(number: int) -> str:
    """Return what is asked for at the turn `number`: more products than lists."""
    sku = f"HV-{number * 7919 % PRODUCTS:07}"
    lists = ("/products?sort=cheap", "/products?q=enamel", "/products?rating=4", "/")
    return lists[number // 4 % 4] if number % 4 == 0 else f"/products/{sku}"


def shown(port: int) -> str:
    """Return which snapshot the process that answers shows."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(link):
        link.request("GET", "/health")
        return str(json.loads(link.getresponse().read())["snapshot"])


@contextlib.contextmanager
def running(home: Path) -> Iterator[int]:
    """Serve `home` in processes of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.shop_swap", "--serve"]
    server = subprocess.Popen([*command, str(home), str(port)])  # noqa: S603 - ourselves
    try:
        until_well(port, server)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def until_well(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the shop answers."""
    for _ in range(600):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError, http.client.HTTPException):
            shown(port)
            return
        time.sleep(0.1)
    raise SystemExit("the shop did not start: see what it wrote above")


def serve_shop(home: Path, port: int) -> None:
    """Serve as `harvestman serve` does, without limits for one address."""
    from storefront.serve import serve
    from storefront.settings import ShopSettings

    settings = ShopSettings(port=port, workers=WORKERS, page_cache_mb=0, limits=False)
    serve(home, settings, in_worker=_silent)


def _silent() -> None:
    nowhere = structlog.ReturnLoggerFactory()
    structlog.configure(processors=[_drop], logger_factory=nowhere)


def _drop(*_: object) -> "structlog.typing.EventDict":
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
