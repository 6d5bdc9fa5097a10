"""What placing an order costs, and that 32 processes at once oversell and double nothing.

Each of 3,200 wishes is submitted twice, for 3,000 pieces there are of 50 skus. The peer is
Python's sqlite3 in the same loop, on a file with the same tables, at synchronous=FULL: it
runs the statements that our layer ran, recorded, with their values made beforehand; no
SQLAlchemy, no sums, no checks. Both take turns, median of three.

    python -m benchmarks.checkout_place [--processes 32] [--wishes 3200] [--postgres URL]

Fewer wishes are for fewer pieces. With --postgres all goes into that empty database, which has no peer here.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select

from benchmarks._checkout_peer import (
    NOW,
    Attempt,
    Try,
    by_hand,
    recorded,
    shelf,
    wish,
)
from ledger.open import open_ledger
from ledger.orders import stock
from ledger.orders.errors import SoldOut
from ledger.orders.place import place, ready
from ledger.orders.tables import order_lines, orders
from ledger.orders.tables import stock as stock_table
from ledger.pricetables import shelf_states
from ledger.settings import LedgerSettings
from ledger.tables import work

SKUS, WISHES, ROUNDS = 50, 3200, 3
Way = Callable[[Path, LedgerSettings, list[Attempt]], Try]
_barrier: Barrier


class Size(NamedTuple):
    """How many at once, for how many wishes; a sixteenth of them finds nothing."""

    processes: int
    wishes: int

    @property
    def pieces(self) -> int:
        """Pieces of each sku."""
        return self.wishes * 15 // 16 // SKUS


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    reads = argparse.ArgumentParser(description=__doc__)
    reads.add_argument("--processes", type=int, default=32)
    reads.add_argument("--wishes", type=int, default=WISHES)
    reads.add_argument("--postgres", metavar="URL", help="an empty database")
    asked = reads.parse_args()
    size = Size(asked.processes, asked.wishes)
    if asked.postgres:
        with TemporaryDirectory() as folder:
            settings = LedgerSettings(url=asked.postgres)
            ours = [_round(Path(folder), settings, size, _ours)]
        result = _told("PostgreSQL", ours)
    else:
        result = _on_sqlite(size)
    print(json.dumps({"benchmark": "checkout_place", **result}))


def _on_sqlite(size: Size) -> dict[str, Any]:
    # Once, before there are children, who inherit it.
    recorded()
    ours: list[dict[str, Any]] = []
    peers: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        for rounds, way in ((ours, _ours), (peers, by_hand)):
            with TemporaryDirectory() as folder:
                settings = LedgerSettings()
                rounds.append(_round(Path(folder), settings, size, way))
    result = _told("the ledger", ours)
    peer = _told("sqlite3 by hand", peers)
    ratio = result["orders_per_s"] / peer["orders_per_s"]
    less = peer["cpu_us_per_attempt"] / result["cpu_us_per_attempt"]
    print(f"ratio {ratio:.2f} of orders/s, {less:.2f} of processor time")
    named = {f"peer_{name}": value for name, value in peer.items()}
    return {**result, **named, "peer": "sqlite3", "ratio": round(ratio, 2)}


def _round(
    home: Path,
    settings: LedgerSettings,
    size: Size,
    way: Way,
) -> dict[str, Any]:
    """Submit everything from all processes at once, and count what came of it."""
    with open_ledger(home, settings) as ledger, ledger.write() as connection:
        rows = [shelf(number) for number in range(1, SKUS + 1)]
        connection.execute(insert(shelf_states), rows)
        for row in rows:
            stock.count(connection, str(row["sku"]), size.pieces, "1", NOW)
    attempts = [(n, 1 + n % SKUS) for n in range(size.wishes)] * 2
    random.Random(1).shuffle(attempts)  # noqa: S311 - the same order for both
    parts = [attempts[at :: size.processes] for at in range(size.processes)]
    # A child inherits no open connection: all are closed here.
    fork = get_context("fork")
    before = getrusage(RUSAGE_CHILDREN)
    ready = fork.Barrier(size.processes)
    with fork.Pool(size.processes, _wait_at, (ready,)) as pool:
        done = pool.map(partial(_run, home, settings, way), parts, chunksize=1)
        pool.close()
        pool.join()
    after = getrusage(RUSAGE_CHILDREN)
    seconds = max(ended for _, ended, *_ in done) - min(began for began, *_ in done)
    said = Counter(answer for *_, answers, _ in done for answer in answers)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "orders_per_s": said["placed"] / seconds,
        "cpu_us_per_attempt": spent / len(attempts) * 1e6,
        "times": [time for *_, times in done for time in times],
        "said": said,
        "pieces": SKUS * size.pieces,
        "found": _found(home, settings),
    }


def _wait_at(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - a pool hands a barrier on in no other way
    _barrier = barrier


def _run(
    home: Path,
    settings: LedgerSettings,
    way: Way,
    attempts: list[Attempt],
) -> tuple[float, float, list[str], list[float]]:
    """Submit a part of the attempts; every process begins at once."""
    submit = way(home, settings, attempts)
    answers, times = [], []
    _barrier.wait()
    began = perf_counter()
    for attempt in attempts:
        since = perf_counter()
        try:
            answers.append(submit(attempt))
        except Exception as error:  # noqa: BLE001 - counted and told
            answers.append(f"error {type(error).__name__}: {error}"[:200])
        times.append(perf_counter() - since)
    return began, perf_counter(), answers, times


def _ours(home: Path, settings: LedgerSettings, _all: list[Attempt]) -> Try:
    ledger = open_ledger(home, settings)

    def submit(attempt: Attempt) -> str:
        made = ready(wish(*attempt), NOW)
        try:
            with ledger.write() as connection:
                placed = place(connection, made)
        except SoldOut:
            return "sold_out"
        return "placed" if placed.is_new else "again"

    return submit


def _found(home: Path, settings: LedgerSettings) -> dict[str, int]:
    """Count in the ledger what must be so, whoever wrote it."""
    with open_ledger(home, settings) as ledger, ledger.read() as connection:
        one = partial(_scalar, connection)
        return {
            "orders": one(select(func.count()).select_from(orders)),
            "keys": one(select(func.count(orders.c.key.distinct()))),
            "sold": one(select(func.sum(order_lines.c.quantity))),
            "left": one(select(func.sum(stock_table.c.on_hand))),
            "below_zero": one(select(func.count()).where(stock_table.c.on_hand < 0)),
            "miscounted": len(stock.miscounted(connection)),
            "works": one(select(func.count()).select_from(work)),
        }


def _scalar(connection: Any, statement: Any) -> int:
    return int(connection.scalar(statement) or 0)


def _told(who: str, rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Check every round, print and return the medians."""
    for one in rounds:
        _check(one["said"], one["found"], one["pieces"])
    rate = median(one["orders_per_s"] for one in rounds)
    spent = median(one["cpu_us_per_attempt"] for one in rounds)
    cuts = quantiles((time for one in rounds for time in one["times"]), n=100)
    print(
        f"{who}: {rate:,.0f} orders/s, {spent:,.0f} us of processor an attempt, waited"
        f" {cuts[49] * 1e3:.1f} ms in the middle, {cuts[98] * 1e3:.0f} ms at p99;"
        f" {dict(rounds[-1]['said'])}: none oversold, doubled, lost or failed"
    )
    return {
        "orders_per_s": round(rate),
        "cpu_us_per_attempt": round(spent),
        "p99_ms": round(cuts[98] * 1e3),
    }


def _check(said: Counter[str], found: dict[str, int], pieces: int) -> None:
    errors = [answer for answer in said if answer.startswith("error")]
    assert not errors, errors
    assert said["placed"] == found["orders"] == found["keys"] == found["works"], found
    assert found["sold"] + found["left"] == pieces, found
    assert found["below_zero"] == found["miscounted"] == 0, found
    assert found["orders"] == pieces, "pieces are left that were wished for"


if __name__ == "__main__":
    main()
