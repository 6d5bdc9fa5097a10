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
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import Engine, event, func, insert, select

from ledger.open import open_ledger
from ledger.orders import stock
from ledger.orders.errors import SoldOut
from ledger.orders.place import place, ready
from ledger.orders.tables import order_lines, orders
from ledger.orders.tables import stock as stock_table
from ledger.orders.totals import Rate, Terms
from ledger.orders.wish import Buyer, Piece, Wish
from ledger.pricetables import shelf_states
from ledger.settings import LedgerSettings
from ledger.tables import work

SKUS, WISHES, ROUNDS = 50, 3200, 3
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
VAT = (Rate("VAT", 190_000),)
BUYER = Buyer(
    email="ann@buyer.test",
    country="DE",
    ship_to={"name": "Ann Buyer", "street": "Elm 1", "postcode": "10115"},
    evidence={"bill_to": "DE", "network": "DE"},
)

Attempt = tuple[int, int]  # the number of a wish, and that of its sku
Statement = tuple[str, tuple[Any, ...]]
Try = Callable[[Attempt], str]  # placed, again or sold_out
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
    _recorded()
    ours: list[dict[str, Any]] = []
    peers: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        for rounds, way in ((ours, _ours), (peers, _by_hand)):
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
        rows = [_shelf(number) for number in range(1, SKUS + 1)]
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
        made = ready(_wish(*attempt), NOW)
        try:
            with ledger.write() as connection:
                placed = place(connection, made)
        except SoldOut:
            return "sold_out"
        return "placed" if placed.is_new else "again"

    return submit


def _by_hand(home: Path, settings: LedgerSettings, attempts: list[Attempt]) -> Try:
    recorded = _recorded()
    made = {one: [_made(each, one) for each in recorded] for one in attempts}
    raw = sqlite3.connect(home / "ledger.db", 60, isolation_level=None)
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute(f"PRAGMA synchronous={settings.synchronous}")

    def submit(attempt: Attempt) -> str:
        raw.execute("BEGIN IMMEDIATE")
        for number, statement in enumerate(made[attempt]):
            cursor = raw.execute(*statement)
            if number == _ORDERS and cursor.fetchone() is None:
                raw.execute("COMMIT")
                return "again"
            if number == _TAKES and cursor.rowcount == 0:
                raw.execute("ROLLBACK")
                return "sold_out"
            cursor.fetchall()
        raw.execute("COMMIT")
        return "placed"

    return submit


# Of the statements of a placing: the order's, the shelf's, that of the pieces it takes.
_ORDERS, _TAKES = 0, 2
_KEY, _SKU = "checkout-key-recorded", "HV-RECORDED"


@cache
def _recorded() -> list[Statement]:
    """Return the statements of one placing, as the ledger runs them."""
    seen: list[Statement] = []
    with TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        with ledger.write() as connection:
            connection.execute(insert(shelf_states), _shelf(1) | {"sku": _SKU})
            stock.count(connection, _SKU, 1, "1", NOW)
        _listen(ledger.writer, seen)
        with ledger.write() as connection:
            piece = Piece(
                sku=_SKU, title="Pot", quantity=1, shown_minor=1999, rates=VAT
            )
            placed = place(connection, ready(_of(_KEY, piece), NOW))
    return [
        (sql, tuple(_marked(value, placed.order_id) for value in values))
        for sql, values in seen
        if sql != "BEGIN IMMEDIATE"
    ]


def _listen(engine: Engine, seen: list[Statement]) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def note(_c: Any, _k: Any, sql: str, values: Any, _x: Any, many: bool) -> None:
        rows = values if many else [values]
        seen.extend((sql, tuple(row)) for row in rows)


_ORDER = "recorded-order"


def _marked(value: Any, order_id: str) -> Any:
    return value.replace(order_id, _ORDER) if isinstance(value, str) else value


def _made(statement: Statement, attempt: Attempt) -> Statement:
    """Return a recorded statement with the values of another wish."""
    sql, values = statement
    number, sku = attempt
    named = {_KEY: f"wish {number}", _SKU: f"HV-{sku:05}", _ORDER: f"order {number}"}

    def own(value: Any) -> Any:
        if isinstance(value, str):
            for mark, name in named.items():
                value = value.replace(mark, name)
        return value

    return sql, tuple(own(value) for value in values)


def _wish(number: int, sku: int) -> Wish:
    piece = Piece(
        sku=f"HV-{sku:05}", title="Pot", quantity=1, shown_minor=1999, rates=VAT
    )
    return _of(f"wish {number}", piece)


def _of(key: str, piece: Piece) -> Wish:
    terms = Terms(shipping_minor=490, shipping_rates=VAT)
    facts = {"currency": "EUR", "buyer": BUYER, "terms": terms}
    return Wish(key=key, token_hash=f"token of {key}", pieces=(piece,), **facts)  # type: ignore[arg-type]


def _shelf(number: int) -> dict[str, Any]:
    row = {"sku": f"HV-{number:05}", "mark": number, "version": number, "since": NOW}
    row |= {"price_minor": 1999, "currency": "EUR", "category": ""}
    return row | {"availability": "in_stock"}


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
