"""Orders as people and pages read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.orders.paytables import payments, refunds
from ledger.orders.states import State
from ledger.orders.tables import order_events, order_lines, orders

Rows = Sequence[Mapping[str, Any]]


class Brief(msgspec.Struct, frozen=True):
    """One order in a list."""

    number: int
    order_id: str
    state: State
    held_reason: str | None
    total_minor: int
    currency: str
    email: str
    placed_at: datetime


class Whole(msgspec.Struct, frozen=True):
    """All that is known of one order; names of columns are those of the tables."""

    order: Mapping[str, Any]
    lines: Rows
    events: Rows
    payments: Rows
    refunds: Rows


def whole(connection: Connection, order_id: str) -> Whole | None:
    """Return an order with all that belongs to it, or None."""
    return _whole(connection, orders.c.order_id == order_id)


def whole_by_token(connection: Connection, token_hash: str) -> Whole | None:
    """Return the order that a buyer's token opens, or None."""
    return _whole(connection, orders.c.token_hash == token_hash)


def listed(
    connection: Connection,
    limit: int,
    before: int | None = None,
    state: State | None = None,
    *,
    held: bool = False,
) -> list[Brief]:
    """List orders, the latest first: of one state, or those that a person must see."""
    columns = [orders.c[name] for name in Brief.__struct_fields__]
    wanted = select(*columns).order_by(orders.c.number.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(orders.c.number < before)
    if state is not None:
        wanted = wanted.where(orders.c.state == state)
    if held:
        wanted = wanted.where(orders.c.held_reason.is_not(None))
    return [Brief(*row) for row in connection.execute(wanted)]


def _whole(connection: Connection, which: ColumnElement[bool]) -> Whole | None:
    row = connection.execute(select(orders).where(which)).mappings().one_or_none()
    if row is None:
        return None
    order_id = row["order_id"]
    return Whole(
        dict(row),
        _rows(connection, order_lines, order_id, "line"),
        _rows(connection, order_events, order_id, "seq"),
        _rows(connection, payments, order_id, "attempt"),
        _rows(connection, refunds, order_id, "refund_id"),
    )


def _rows(connection: Connection, table: Table, order_id: str, by: str) -> Rows:
    of = select(table).where(table.c.order_id == order_id).order_by(table.c[by])
    return [dict(row) for row in connection.execute(of).mappings()]
