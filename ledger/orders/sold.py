"""What an order brought and cost, as the shop's figures count it: no buyer in it."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, and_, bindparam, select

from ledger.orders.errors import OrderUnknown
from ledger.orders.paytables import refunds
from ledger.orders.refundlines import Back
from ledger.orders.tables import order_events, order_lines, orders
from ledger.pricetables import price_versions


class SoldLine(msgspec.Struct, frozen=True):
    """One line as it was sold; `cost_minor` is that of all its pieces, if known."""

    line: int
    sku: str
    quantity: int
    total_minor: int
    tax_minor: int
    discount_minor: int
    cost_minor: int | None


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """An order without whoever bought; `visitor` agreed to be counted."""

    order_id: str
    currency: str
    total_minor: int
    tax_minor: int
    coupon: str | None
    visitor: str | None
    placed_at: datetime
    accepted_at: datetime | None
    lines: tuple[SoldLine, ...]


class GivenBack(msgspec.Struct, frozen=True):
    """What a refund gave back at a time, or had to undo then."""

    refund_id: str
    happened_at: datetime
    amount_minor: int
    lines: tuple[Back, ...]
    is_undone: bool = False


def sold(connection: Connection, order_id: str) -> Sold:
    """Return what an order brought and cost."""
    row = connection.execute(_ORDER, {"of": order_id}).one_or_none()
    if row is None:
        raise OrderUnknown(f"there is no order {order_id}", order_id=order_id)
    lines = connection.execute(_LINES, {"of": order_id, "in": row.currency}).all()
    return Sold(**row._asdict(), lines=tuple(SoldLine(*line) for line in lines))


def given_back(connection: Connection, order_id: str) -> list[GivenBack]:
    """Return what went back of a sale so far, and what was undone of that.

    A payment nobody waited for goes back whole, and was never counted as a sale.
    """
    told = _told(connection, order_id)
    found = []
    for row in connection.execute(_REFUNDS, {"of": order_id}).all():
        done_at = told.get(("refund_done", row.refund_id))
        if done_at is None and row.state == "done":
            done_at = row.created_at  # what a lost dispute took was never asked for
        if done_at is None or row.key == f"payment:{row.payment_id}":
            continue
        lines = msgspec.convert(row.lines, tuple[Back, ...])
        facts = row.refund_id, done_at, row.amount_minor, lines
        found.append(GivenBack(*facts))
        if failed_at := told.get(("refund_failed", row.refund_id)):
            undone = GivenBack(*facts, is_undone=True)
            found.append(msgspec.structs.replace(undone, happened_at=failed_at))
    return found


def _told(connection: Connection, order_id: str) -> dict[tuple[str, str], datetime]:
    """Return when which refund was told as done, or as failed."""
    rows = connection.execute(_STORY, {"of": order_id}).all()
    return {(row.kind, row.facts["refund_id"]): row.happened_at for row in rows}


_ORDER = select(*(orders.c[n] for n in Sold.__struct_fields__ if n in orders.c)).where(
    orders.c.order_id == bindparam("of")
)
_cost: Any = price_versions.c.cost_minor * order_lines.c.quantity
_LINES: Select[*tuple[Any, ...]] = (
    select(
        *(order_lines.c[n] for n in SoldLine.__struct_fields__ if n in order_lines.c),
        _cost,
    )
    .outerjoin(
        price_versions,
        and_(
            price_versions.c.version == order_lines.c.price_version,
            price_versions.c.sku == order_lines.c.sku,
            # What was paid for in another currency is told apart, not added up.
            price_versions.c.currency == bindparam("in"),
        ),
    )
    .where(order_lines.c.order_id == bindparam("of"))
    .order_by(order_lines.c.line)
)
_REFUNDS = (
    select(refunds)
    .where(refunds.c.order_id == bindparam("of"))
    .order_by(refunds.c.refund_id)
)
_STORY = select(
    order_events.c.kind, order_events.c.facts, order_events.c.happened_at
).where(
    order_events.c.order_id == bindparam("of"),
    order_events.c.kind.in_(["refund_done", "refund_failed"]),
)
