"""How long a catalogue of 100,000 products takes to become a snapshot that is verified.

Measured is all between items and a folder that the shop may use: packing, SQLite, search
index, digests, syncs, and reading everything back. The peer is SQLite alone with FTS5:
the same facts as JSON and the same words indexed, synced, and nothing verified.

Then the same from a lake on, in the steps of `publish`: what was found becomes items at
our prices (`stocking`), prices come into force (`prices`), the snapshot is made (`make`).
`--million` does that with a million products, and asks their snapshot for products and
searches. Whoever measures alone on two cores reads `seconds`; beside others, `cpu_s`.
"""

import argparse
import json
import multiprocessing
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from benchmarks import _shop_lake
from benchmarks._shop_stock import Words, stock
from lake.derive import refresh
from lake.pin import pin
from lake.store import Lake
from ledger.open import open_ledger
from storefront.catalogue.build import Snapshot, Stock, make
from storefront.catalogue.item import Assortment, Item
from storefront.catalogue.pictured import NO_PICTURES
from storefront.catalogue.question import Question
from storefront.catalogue.shelf import Shelf
from storefront.catalogue.stocking import Stocking
from storefront.catalogue.verify import faults
from storefront.settings import ShopSettings

PRODUCTS, MILLION = 100_000, 1_000_000
ROUNDS = 3
GOAL_S = 15.0
LOOKS, QUESTIONS = 2_000, 600
_Told = dict[str, object]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--products", type=int, default=PRODUCTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    found: _Told = {"benchmark": "shop_snapshot", "peer": "sqlite3 + FTS5"}
    found |= apart(measured, asked.products, asked.rounds)
    found["from_the_lake"] = apart(published, asked.products)
    if asked.million:
        found["million"] = apart(published, MILLION)
    print(json.dumps(found))


def apart(work: Callable[..., _Told], *values: int) -> _Told:
    """Measure in a process of its own: the memory it took is known when it ends."""
    # An executor's process may start others, and building does.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        return other.submit(work, *values).result()


def measured(products: int, rounds: int) -> _Told:
    """Return what a snapshot of so many `products` takes, and what the peer does."""
    items = tuple(stock(products))
    before_mb = peak_mb(resource.RUSAGE_SELF)
    ours: list[dict[str, float]] = []
    peers: list[dict[str, float]] = []
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            # Another mark is another snapshot: nothing is left from the round before.
            assortment = Assortment(items=items, price_mark=turn)
            home, file = Path(name), Path(name) / "peer.sqlite"
            with taking(ours):
                made = make(home, Stock(assortment))
            with taking([]) as verifying:
                faults(made.folder)
            with taking(peers):
                peer(file, items)
            size = sum(one.stat().st_size for one in made.folder.rglob("*"))
    mine, theirs = middle(ours), middle(peers)
    return {
        "products": products,
        **mine,
        "goal_s": GOAL_S * products / PRODUCTS,
        "peer_took": theirs,
        "ratio": {name: round(mine[name] / theirs[name], 2) for name in mine},
        "of_it_verifying": verifying[0],
        "megabytes": size // 1_000_000,
        "items_in_memory_mb": before_mb,
        **peaks(),
    }


def published(products: int) -> _Told:
    """Return what publishing so many `products` takes, and what asking for them does."""
    told: _Told = {"products": products}
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        lake = Lake.open(home)
        _shop_lake.fill(lake, products)
        with taking([]) as refreshing:
            refresh(lake)
            pin(lake)
        filling_mb = peak_mb(resource.RUSAGE_SELF)
        made, steps = publish_in_steps(lake)
        told |= {"refresh": refreshing[0], **steps, **peaks()}
        told["lake_filled_at_mb"] = filling_mb
        told |= asking(Shelf(made.folder), products)
    return told


def publish_in_steps(lake: Lake) -> tuple[Snapshot, _Told]:
    """Publish as the command does, and return how long each step took."""
    steps: list[dict[str, float]] = []
    work = lake.home / "work"
    work.mkdir()
    with open_ledger(lake.home) as ledger:
        stocking = Stocking(lake, ledger, ShopSettings(), datetime.now(UTC), work)
        with taking(steps):
            found = stocking.stocked(NO_PICTURES)
        with taking(steps):
            mark = found.prices.enforce()
        rest = msgspec.structs.replace(found.stock.assortment, price_mark=mark)
        with taking(steps):
            made = make(
                lake.home, msgspec.structs.replace(found.stock, assortment=rest)
            )
    named: _Told = dict(zip(("stocking", "prices", "make"), steps, strict=True))
    total = {name: round(sum(step[name] for step in steps), 2) for name in steps[0]}
    return made, named | {"all": total}


def asking(shelf: Shelf, products: int) -> _Told:
    """Return how long a product's facts take, and a search with all its counts."""
    chance, words = np.random.default_rng(23), Words()
    skus = [sku for sku, *_ in shelf.skus()]
    drawn = [skus[n] for n in chance.integers(0, products, LOOKS)]
    texts = [words.text(chance, 1, 5) for _ in range(QUESTIONS)]
    shelf.find(Question())
    return {
        "product_ms": spread(shelf.item, drawn),
        "search_ms": spread(lambda text: shelf.find(Question(text=text)), texts),
        "any_word_ms": spread(
            lambda text: shelf.find(Question(text=text, any=True)), texts
        ),
    }


def spread(ask: Callable[[str], object], asked: Iterable[str]) -> dict[str, float]:
    """Return the middle and the slowest hundredth of the answers' times."""
    took = []
    for one in asked:
        begun = time.perf_counter()
        ask(one)
        took.append(1_000 * (time.perf_counter() - begun))
    p50, p99 = np.percentile(took, (50, 99))
    return {"p50": round(float(p50), 3), "p99": round(float(p99), 3)}


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


@contextmanager
def taking(told: list[dict[str, float]]) -> Iterator[list[dict[str, float]]]:
    """Add to `told` how long what follows took, on the clock and of processors."""
    begun, spent = time.perf_counter(), cpu_s()
    yield told
    seconds, used = time.perf_counter() - begun, cpu_s() - spent
    told.append({"seconds": round(seconds, 2), "cpu_s": round(used, 2)})


def middle(told: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: float(np.median([one[name] for one in told])) for name in told[0]}


def cpu_s() -> float:
    """Return the processor time of this process and of those that it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def peaks() -> dict[str, int]:
    """Return how much memory this process and the largest that it began took at most."""
    return {
        "peak_mb": peak_mb(resource.RUSAGE_SELF),
        "peak_of_helper_mb": peak_mb(resource.RUSAGE_CHILDREN),
    }


def peak_mb(whose: int) -> int:
    """Return how much memory a process took at most."""
    return resource.getrusage(whose).ru_maxrss // 1_000


if __name__ == "__main__":
    main()
