"""The row of an order, held until the transaction ends: who has it alone changes it.

Whatever changes an order takes its row first, then payments, then stock in order of sku:
so no two transactions wait for each other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, update

from ledger.orders.errors import OrderUnknown
from ledger.orders.states import State, refuse_unless_allowed
from ledger.orders.tables import order_lines, orders
from ledger.orders.timeline import Event, tell


class Held(msgspec.Struct, frozen=True):
    """What the rules ask of an order."""

    order_id: str
    state: State
    currency: str
    total_minor: int
    paid_minor: int
    refunded_minor: int
    held_reason: str | None
    cancel_reason: str | None
    expires_at: datetime | None
    accepted_at: datetime | None


def hold(connection: Connection, order_id: str) -> Held:
    """Take the row of an order, or raise OrderUnknown."""
    row = connection.execute(_HOLD, {"of": order_id}).one_or_none()
    if row is None:
        raise OrderUnknown(f"there is no order {order_id}", order_id=order_id)
    return held_of(row)


def held_of(row: Row[*tuple[Any, ...]]) -> Held:
    """Return what a row says."""
    return Held(*row)


def become(
    connection: Connection, order: Held, state: State, event: Event, now: datetime
) -> None:
    """Move an order that is held to another state, and tell so."""
    refuse_unless_allowed(order.order_id, order.state, state)
    change(connection, order.order_id, {"state": state})
    tell(connection, order.order_id, event, now)


def change(connection: Connection, order_id: str, values: Mapping[str, Any]) -> None:
    """Change columns of an order that is held."""
    connection.execute(_CHANGE, {"of": order_id, **values})


def pieces(connection: Connection, order_id: str) -> dict[str, int]:
    """Return how many pieces of each sku an order has."""
    rows = connection.execute(_PIECES, {"of": order_id})
    return {row.sku: row.quantity for row in rows}


COLUMNS = [orders.c[name] for name in Held.__struct_fields__]
_of = orders.c.order_id == bindparam("of")
_HOLD = select(*COLUMNS).where(_of).with_for_update()
_CHANGE = update(orders).where(_of)
_PIECES = select(order_lines.c.sku, order_lines.c.quantity).where(
    order_lines.c.order_id == bindparam("of")
)
