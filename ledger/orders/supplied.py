"""What is ordered at suppliers for an order, moved along when the order itself moves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, bindparam, update

from ledger.orders.supplytables import supplier_orders

SupplyState = Literal[
    "wanted", "ordered", "shipped", "delivered", "failed", "to_cancel", "cancelled"
]
# How far an order is that its suppliers have brought so far.
STEPS: Mapping[str, SupplyState] = {
    "placed": "ordered",
    "shipped": "shipped",
    "delivered": "delivered",
}
_WAY: tuple[SupplyState, ...] = get_args(SupplyState)[:4]


def bring_along(
    connection: Connection,
    order_id: str,
    step: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """Note of all that is under way what a person has said of the whole order."""
    to = STEPS[step]
    row = {"of": order_id, "state": to, "updated_at": now}
    named = ("carrier", "tracking", "reference")
    row |= {name: str(facts[name]) for name in named if facts.get(name)}
    for before in _WAY[: _WAY.index(to)]:
        connection.execute(_MOVE, row | {"was": before})


def call_off(connection: Connection, order_id: str, now: datetime) -> None:
    """Call off what was not sent; what a supplier knows of, a person has to tell it."""
    for was, to in (("wanted", "cancelled"), ("ordered", "to_cancel")):
        row = {"of": order_id, "was": was, "state": to, "updated_at": now}
        connection.execute(_MOVE, row)


_MOVE = update(supplier_orders).where(
    supplier_orders.c.order_id == bindparam("of"),
    supplier_orders.c.state == bindparam("was"),
)
