r"""What is ordered at suppliers: a row for each line, and another for each back-up asked.

    wanted --> ordered --> shipped --> delivered
       |  \       |  \--> to_cancel --> cancelled     the order ended; the supplier is told
       |   \------+--> failed                         the next one who has it is asked
       \--> cancelled

The order follows the slowest of its lines. Nobody who could send a line is left: the order
waits for a person.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from ledger.orders.errors import MoveRefused, OrderHeld
from ledger.orders.held import Held, hold
from ledger.orders.moving import Step, step_on
from ledger.orders.paid import keep_back
from ledger.orders.states import UNSENT
from ledger.orders.supplied import STEPS, SupplyState
from ledger.orders.suppliers import Supply, supplies_of
from ledger.orders.supplytables import supplier_orders, suppliers
from ledger.orders.tables import order_lines
from ledger.orders.timeline import Event, tell

NO_SUPPLIER = "supplier"
MOVES: dict[SupplyState, frozenset[SupplyState]] = {
    "wanted": frozenset({"ordered", "shipped", "delivered", "failed", "cancelled"}),
    "ordered": frozenset({"shipped", "delivered", "failed", "to_cancel"}),
    "shipped": frozenset({"delivered"}),
    "to_cancel": frozenset({"cancelled", "shipped"}),
}
_WAY: tuple[Step, ...] = ("placed", "shipped", "delivered")
# From where an order goes to each of these; a step that is behind it is left out.
_BEFORE: dict[Step, str] = {
    "placed": "paid",
    "shipped": "placed",
    "delivered": "shipped",
}


class SupplierOrder(msgspec.Struct, frozen=True):
    """One line as one supplier is asked for it."""

    supplier_order_id: int
    order_id: str
    line: int
    attempt: int
    supplier_id: int | None
    supplier: str | None
    sku: str
    title: str
    quantity: int
    cost_minor: int | None
    currency: str | None
    state: SupplyState
    reference: str | None
    carrier: str | None
    tracking: str | None
    why: str | None
    updated_at: datetime


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Who says so, and what is known of it."""

    actor: str
    reference: str | None = None
    carrier: str | None = None
    tracking: str | None = None
    why: str | None = None


def begin_supply(
    connection: Connection, order_id: str, line: int, now: datetime
) -> SupplierOrder | None:
    """Want a line from whoever has it first; None where that is not wanted any more."""
    order = hold(connection, order_id)
    if order.state not in UNSENT or _last(connection, order_id, line):
        return None
    return _ask(connection, (order_id, line, 1), now)


def move_supply(
    connection: Connection,
    supplier_order_id: int,
    to: SupplyState,
    said: Said,
    now: datetime,
) -> bool:
    """Move it a step on, and its order with it; False when it is there already."""
    order, one = _held(connection, supplier_order_id)
    if one.state == to:
        return False
    _refuse_unless_allowed(order, one, to)
    known = {
        name: value for name, value in msgspec.structs.asdict(said).items() if value
    }
    actor = known.pop("actor")
    row = {"of": supplier_order_id, "state": to, "updated_at": now}
    connection.execute(_CHANGE, row | known)
    event = Event(f"supply_{to}", actor, {"line": one.line, "sku": one.sku} | known)
    tell(connection, order.order_id, event, now)
    if to == "failed":
        _ask_next(connection, order, one, now)
    else:
        _follow(connection, order, (actor, known), now)
    return True


def choose_supplier(
    connection: Connection, supplier_order_id: int, of: Supply, now: datetime
) -> None:
    """Let a person say who is to send it, and what a piece costs there."""
    _, one = _held(connection, supplier_order_id)
    if one.state != "wanted":
        raise MoveRefused(
            f"supplier order {supplier_order_id} is {one.state}: somebody has it already",
            state=one.state,
        )
    row = {"of": supplier_order_id, "updated_at": now}
    connection.execute(_CHANGE, row | _terms(of, one.quantity))


def supplies_for(connection: Connection, order_id: str) -> list[SupplierOrder]:
    """Return what is ordered at suppliers for an order, failed attempts too."""
    return [
        SupplierOrder(*row) for row in connection.execute(_OF_ORDER, {"of": order_id})
    ]


def supplies_in(
    connection: Connection, state: SupplyState, limit: int
) -> list[SupplierOrder]:
    """Return what is in one state, the eldest first: what is to be ordered, or told."""
    by = {"of": state, "count": limit}
    return [SupplierOrder(*row) for row in connection.execute(_IN_STATE, by)]


def _held(connection: Connection, supplier_order_id: int) -> tuple[Held, SupplierOrder]:
    """Take the order's row, then read; orders come before all that is theirs."""
    of = {"of": supplier_order_id}
    order_id = connection.scalar(_ORDER_OF, of)
    if order_id is None:
        raise MoveRefused(f"there is no supplier order {supplier_order_id}")
    order = hold(connection, order_id)
    return order, SupplierOrder(*connection.execute(_ONE, of).one())


def _refuse_unless_allowed(order: Held, one: SupplierOrder, to: SupplyState) -> None:
    about = f"supplier order {one.supplier_order_id}"
    may = MOVES.get(one.state, frozenset())
    if to not in may:
        listed = ", ".join(sorted(may)) or "nothing else"
        raise MoveRefused(
            f"{about} is {one.state} and cannot become {to}; it may become {listed}",
            state=one.state,
            asked=to,
        )
    if to == "ordered" and order.held_reason is not None:
        raise OrderHeld(
            f"{about} is of order {order.order_id}, which is held ({order.held_reason}):"
            " a person has to release it first",
            reason=order.held_reason,
        )


def _ask_next(
    connection: Connection, order: Held, failed: SupplierOrder, now: datetime
) -> None:
    if order.state in UNSENT:
        _ask(connection, (failed.order_id, failed.line, failed.attempt + 1), now)


def _ask(
    connection: Connection, which: tuple[str, int, int], now: datetime
) -> SupplierOrder:
    """Write down the attempt, of the first who has it and was not asked yet."""
    order_id, line, attempt = which
    of = {"of": order_id, "at": line}
    sku, quantity = connection.execute(_LINE, of).one()
    asked = set(connection.scalars(_ASKED, of))
    left = (one for one in supplies_of(connection, sku) if one.supplier_id not in asked)
    first = next(left, None)
    row = {"order_id": order_id, "line": line, "attempt": attempt, "state": "wanted"}
    row |= {"quantity": quantity, "created_at": now, "updated_at": now}
    added = insert(supplier_orders).returning(supplier_orders.c.supplier_order_id)
    terms = _terms(first, quantity)
    number = connection.execute(added, row | terms).scalar_one()
    if first is None and attempt > 1:
        keep_back(connection, order_id, NO_SUPPLIER, "clock", now)
    return SupplierOrder(*connection.execute(_ONE, {"of": number}).one())


def _terms(of: Supply | None, quantity: int) -> dict[str, Any]:
    if of is None:
        return {"supplier_id": None, "cost_minor": None, "currency": None}
    cost = of.cost_minor * quantity
    return {
        "supplier_id": of.supplier_id,
        "cost_minor": cost,
        "currency": of.currency,
    }


def _last(connection: Connection, order_id: str, line: int) -> int:
    by = {"of": order_id, "at": line}
    return connection.scalar(_ATTEMPTS, by) or 0


def _follow(
    connection: Connection,
    order: Held,
    by: tuple[str, Mapping[str, Any]],
    now: datetime,
) -> None:
    """Move the order as far as the slowest of its lines has come.

    What was sent is sent, also where a person has yet to look at the order.
    """
    states = dict(connection.execute(_LINE_STATES, {"of": order.order_id}).all())
    live = [state for state in states.values() if state != "cancelled"]
    ways: list[str] = [STEPS[step] for step in _WAY]
    if not live or any(state not in ways for state in live):
        return
    reached = min(ways.index(state) for state in live)
    for step in _WAY[: reached + 1]:
        now_at = hold(connection, order.order_id)
        if now_at.state == _BEFORE[step]:
            step_on(connection, now_at, step, by, now)


_names = {
    "supplier": suppliers.c.name.label("supplier"),
    "sku": order_lines.c.sku,
    "title": order_lines.c.title,
}
_READ = (
    select(
        *(
            _names[name] if name in _names else supplier_orders.c[name]
            for name in SupplierOrder.__struct_fields__
        )
    )
    .outerjoin(suppliers, suppliers.c.supplier_id == supplier_orders.c.supplier_id)
    .join(
        order_lines,
        (order_lines.c.order_id == supplier_orders.c.order_id)
        & (order_lines.c.line == supplier_orders.c.line),
    )
)
_one = supplier_orders.c.supplier_order_id == bindparam("of")
_of = supplier_orders.c.order_id == bindparam("of")
_at = supplier_orders.c.line == bindparam("at")
_ONE = _READ.where(_one)
_OF_ORDER = _READ.where(_of).order_by(supplier_orders.c.line, supplier_orders.c.attempt)
_IN_STATE = (
    _READ.where(supplier_orders.c.state == bindparam("of"))
    .order_by(supplier_orders.c.supplier_order_id)
    .limit(bindparam("count"))
)
_ORDER_OF = select(supplier_orders.c.order_id).where(_one)
_CHANGE = update(supplier_orders).where(_one)
_ATTEMPTS = select(func.max(supplier_orders.c.attempt)).where(_of, _at)
_ASKED = select(supplier_orders.c.supplier_id).where(_of, _at)
_LINE = select(order_lines.c.sku, order_lines.c.quantity).where(
    order_lines.c.order_id == bindparam("of"), order_lines.c.line == bindparam("at")
)
# Of each line that is sent its newest attempt; none yet is no state.
_newest = (
    select(func.max(supplier_orders.c.attempt))
    .where(
        supplier_orders.c.order_id == order_lines.c.order_id,
        supplier_orders.c.line == order_lines.c.line,
    )
    .correlate(order_lines)
    .scalar_subquery()
)
_LINE_STATES = (
    select(order_lines.c.line, supplier_orders.c.state)
    .outerjoin(
        supplier_orders,
        (supplier_orders.c.order_id == order_lines.c.order_id)
        & (supplier_orders.c.line == order_lines.c.line)
        & (supplier_orders.c.attempt == _newest),
    )
    .where(order_lines.c.order_id == bindparam("of"), order_lines.c.kind == "physical")
)
