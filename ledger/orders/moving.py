"""An order on its way: sent by its supplier, delivered, and what of it came back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, func, select, update

from ledger.orders import stock
from ledger.orders.errors import MoveRefused, OrderHeld
from ledger.orders.held import Held, become, hold
from ledger.orders.outbox import put_mail
from ledger.orders.supplied import bring_along
from ledger.orders.tables import order_lines
from ledger.orders.timeline import Event, tell

Step = Literal["placed", "shipped", "delivered"]
_SENT = frozenset({"shipped", "delivered"})


def move(
    connection: Connection,
    order_id: str,
    step: Step,
    by: tuple[str, Mapping[str, Any]],
    now: datetime,
) -> bool:
    """Move a paid order a step on; False when it is there already.

    `by` is who moves it and what is known of that, as a carrier and its number.
    """
    order = hold(connection, order_id)
    if order.state == step:
        return False
    if order.held_reason is not None:
        raise OrderHeld(
            f"order {order_id} is held ({order.held_reason}): a person has to release"
            " it first",
            order_id=order_id,
            reason=order.held_reason,
        )
    if (order.state, step) == ("paid", "delivered") and _is_to_send(connection, order):
        raise MoveRefused(
            f"order {order_id} has pieces that are to be sent: it is placed first",
            order_id=order_id,
            state=order.state,
            asked=step,
        )
    step_on(connection, order, step, by, now)
    bring_along(connection, order_id, step, by[1], now)
    return True


def step_on(
    connection: Connection,
    order: Held,
    step: Step,
    by: tuple[str, Mapping[str, Any]],
    now: datetime,
) -> None:
    """Move an order that is held a step on, and tell its buyer of what was sent."""
    actor, facts = by
    become(connection, order, step, Event(step, actor, facts), now)
    if step == "shipped":
        put_mail(connection, order.order_id, "order_shipped", now)


def take_back(
    connection: Connection,
    order_id: str,
    back: Mapping[int, int],
    actor: str,
    now: datetime,
) -> None:
    """Put pieces that came back on the shelf, by line; all of them: it is returned."""
    order = hold(connection, order_id)
    if order.state not in _SENT:
        raise MoveRefused(
            f"order {order_id} is {order.state}: nothing was sent that could come back",
            order_id=order_id,
            state=order.state,
        )
    pieces = {
        sku: number
        for line, count in sorted(back.items())
        for sku, number in [(_come_back(connection, order_id, line, count), count)]
    }
    taken = stock.taken(connection, [order_id]).get(order_id, {})
    shelf = {sku: min(count, taken.get(sku, 0)) for sku, count in pieces.items()}
    cause = stock.Cause("returned", actor)
    stock.give_back(connection, {order_id: shelf}, cause, now)
    event = Event("came_back", actor, {"pieces": pieces})
    if _is_to_send(connection, order):
        tell(connection, order_id, event, now)
    else:
        become(connection, order, "returned", event, now)


def _come_back(connection: Connection, order_id: str, line: int, count: int) -> str:
    by = {"of": order_id, "at": line, "pieces": count}
    sku = connection.scalar(_COME_BACK, by) if count > 0 else None
    if sku is None:
        raise MoveRefused(
            f"line {line} of order {order_id} has not {count} pieces that could come"
            " back",
            order_id=order_id,
            line=line,
        )
    return sku


def _is_to_send(connection: Connection, order: Held) -> bool:
    """Say whether pieces that can be sent are not back."""
    return bool(connection.scalar(_OUT, {"of": order.order_id}))


_pieces = bindparam("pieces", type_=order_lines.c.quantity.type)
_COME_BACK = (
    update(order_lines)
    .where(
        order_lines.c.order_id == bindparam("of"),
        order_lines.c.line == bindparam("at"),
        order_lines.c.kind == "physical",
        order_lines.c.returned_quantity + _pieces <= order_lines.c.quantity,
    )
    .values(returned_quantity=order_lines.c.returned_quantity + _pieces)
    .returning(order_lines.c.sku)
)
_OUT = (
    select(func.count())
    .select_from(order_lines)
    .where(
        order_lines.c.order_id == bindparam("of"),
        order_lines.c.kind == "physical",
        order_lines.c.returned_quantity < order_lines.c.quantity,
    )
)
