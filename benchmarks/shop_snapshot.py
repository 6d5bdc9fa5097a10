"""How long a catalogue of 100,000 products takes to become a snapshot that is verified.

Measured is all between what was gathered and a folder that the shop may use: SQLite,
search index, digests, syncs, and reading everything back. The peer is SQLite alone with
FTS5: the same facts as JSON and the same words indexed, synced, and nothing verified.
`--million` measures a million products as well, in a process of their own.
"""

import argparse
import json
import multiprocessing
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec

from benchmarks._shop_stock import stock
from storefront.catalogue.build import Stock, make
from storefront.catalogue.item import Assortment, Item
from storefront.catalogue.verify import faults

PRODUCTS, MILLION = 100_000, 1_000_000
ROUNDS = 3
GOAL_S = 15.0


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--products", type=int, default=PRODUCTS)
    asked = parser.parse_args()
    found: dict[str, object] = {"benchmark": "shop_snapshot", "peer": "sqlite3 + FTS5"}
    found |= apart(asked.products, ROUNDS)
    if asked.million:
        found["million"] = apart(MILLION, 1)
    print(json.dumps(found))


def apart(products: int, rounds: int) -> dict[str, object]:
    """Measure in a process of its own: the memory it took is known when it ends."""
    # An executor's process may start others, and building does.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        return other.submit(measured, products, rounds).result()


def measured(products: int, rounds: int) -> dict[str, object]:
    """Return what a snapshot of so many `products` takes."""
    items = tuple(stock(products))
    before_mb = peak_mb()
    ours, peers, used = [], [], []
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            # Another mark is another snapshot: nothing is left from the round before.
            assortment = Assortment(items=items, price_mark=turn)
            home = Path(name)
            cpu_before = cpu_s()
            ours.append(seconds(lambda: make(home, Stock(assortment))))  # noqa: B023
            folder = next((home / "catalogue").iterdir())
            used.append(cpu_s() - cpu_before)
            size = sum(one.stat().st_size for one in folder.rglob("*"))
            verify_s = seconds(lambda: faults(folder))  # noqa: B023
            if rounds > 1:
                file = home / "peer.sqlite"
                peers.append(seconds(lambda: peer(file, items)))  # noqa: B023
    told: dict[str, object] = {
        "products": products,
        "seconds": round(sorted(ours)[rounds // 2], 2),
        "cpu_s": round(sorted(used)[rounds // 2], 2),
        "goal_s": GOAL_S * products / PRODUCTS,
        "of_it_verifying_s": round(verify_s, 2),
        "megabytes": size // 1_000_000,
        "items_in_memory_mb": before_mb,
        "peak_mb": peak_mb(),
    }
    if peers:
        theirs = sorted(peers)[rounds // 2]
        told |= {
            "peer_seconds": round(theirs, 2),
            "ratio": round(sorted(ours)[rounds // 2] / theirs, 2),
        }
    return told


def peer(path: Path, items: Iterable[Item]) -> None:
    """Write what a page and a search need with SQLite alone."""
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("CREATE TABLE items (sku TEXT PRIMARY KEY, price INT, body TEXT)")
        base.execute(
            "CREATE VIRTUAL TABLE search USING fts5(title, brand, description,"
            " tokenize='porter unicode61')"
        )
        for item in items:
            body = msgspec.json.encode(item).decode()
            row = (item.sku, item.price_minor, body)
            base.execute("INSERT INTO items VALUES (?, ?, ?)", row)
            text = (item.title, item.brand, item.description)
            base.execute("INSERT INTO search VALUES (?, ?, ?)", text)
        base.execute("INSERT INTO search (search) VALUES ('optimize')")
        base.execute("CREATE INDEX items_price ON items (price)")
        base.commit()


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cpu_s() -> float:
    """Return the processor time of this process and of those that it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def peak_mb() -> int:
    """Return how much memory this process took at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000


if __name__ == "__main__":
    main()
