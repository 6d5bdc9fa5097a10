"""What is wished for, and the peer: the ledger's own statements, run by sqlite3 by hand."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, event, insert

from ledger.open import open_ledger
from ledger.orders import stock
from ledger.orders.place import place, ready
from ledger.orders.totals import Rate, Terms
from ledger.orders.wish import Buyer, Piece, Wish
from ledger.pricetables import shelf_states
from ledger.settings import LedgerSettings

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


def wish(number: int, sku: int) -> Wish:
    """Wish for one piece of a sku."""
    piece = Piece(
        sku=f"HV-{sku:05}", title="Pot", quantity=1, shown_minor=1999, rates=VAT
    )
    return _of(f"wish {number}", piece)


def _of(key: str, piece: Piece) -> Wish:
    terms = Terms(shipping_minor=490, shipping_rates=VAT)
    facts = {"currency": "EUR", "buyer": BUYER, "terms": terms}
    return Wish(key=key, token_hash=f"token of {key}", pieces=(piece,), **facts)  # type: ignore[arg-type]


def shelf(number: int) -> dict[str, Any]:
    """Return the row of a sku that is for sale."""
    row = {"sku": f"HV-{number:05}", "mark": number, "version": number, "since": NOW}
    row |= {"price_minor": 1999, "currency": "EUR", "category": ""}
    return row | {"availability": "in_stock"}


def by_hand(home: Path, settings: LedgerSettings, attempts: list[Attempt]) -> Try:
    """Return what runs the recorded statements, with values made beforehand."""
    statements = recorded()
    made = {one: [_made(each, one) for each in statements] for one in attempts}
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
def recorded() -> list[Statement]:
    """Return the statements of one placing, as the ledger runs them."""
    seen: list[Statement] = []
    with TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        with ledger.write() as connection:
            connection.execute(insert(shelf_states), shelf(1) | {"sku": _SKU})
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
