"""What of an order's lines and shipping goes back: so much that the parts add up.

A line's pieces all together come to what was paid for it, to the last unit, in whatever
portions they go back.
"""

import msgspec
from sqlalchemy import Connection, bindparam, func, select, update

from ledger.orders.errors import RefundRefused
from ledger.orders.held import Held
from ledger.orders.paytables import refunds
from ledger.orders.tables import order_lines
from ledger.orders.totals import returned_minor


class Back(msgspec.Struct, frozen=True):
    """So many pieces of a line whose money goes back; `amount_minor` once it is known."""

    line: int
    quantity: int
    amount_minor: int = 0


def take_line(connection: Connection, order_id: str, back: Back) -> Back:
    """Note pieces of a line as refunded, and say what they come to."""
    row = connection.execute(_LINE, {"of": order_id, "at": back.line}).one_or_none()
    free = row.quantity - row.refunded_quantity if row else 0
    if row is None or back.quantity > free:
        raise RefundRefused(
            f"line {back.line} has {free} pieces that were not refunded, not"
            f" {back.quantity}",
            line=back.line,
            left=free,
        )
    gone = row.refunded_quantity
    after = returned_minor(row.total_minor, row.quantity, gone + back.quantity)
    amount = after - returned_minor(row.total_minor, row.quantity, gone)
    _add(connection, order_id, Back(back.line, back.quantity, amount))
    return Back(back.line, back.quantity, amount)


def give_line(connection: Connection, order_id: str, back: Back) -> None:
    """Undo it: those pieces were not refunded."""
    less = Back(back.line, -back.quantity, -back.amount_minor)
    _add(connection, order_id, less)


def lines_left(connection: Connection, order_id: str) -> tuple[Back, ...]:
    """Return the pieces of each line that were not refunded, and what they come to."""
    found = connection.execute(_LINES, {"of": order_id}).all()
    return tuple(
        Back(
            row.line,
            row.quantity - row.refunded_quantity,
            row.total_minor - row.refunded_minor,
        )
        for row in found
        if row.quantity > row.refunded_quantity
    )


def shipping_left(connection: Connection, order: Held) -> int:
    """Return what of the shipping, with its taxes, was not refunded."""
    lines = connection.scalar(_LINES_TOTAL, {"of": order.order_id}) or 0
    gone = connection.scalar(_SHIPPING_GONE, {"of": order.order_id}) or 0
    return order.total_minor - int(lines) - int(gone)


def _add(connection: Connection, order_id: str, back: Back) -> None:
    of = {"of": order_id, "at": back.line}
    row = {"pieces": back.quantity, "amount": back.amount_minor}
    connection.execute(_ADD, of | row)


_of = order_lines.c.order_id == bindparam("of")
_at = order_lines.c.line == bindparam("at")
_LINE = select(order_lines).where(_of, _at)
_LINES = select(order_lines).where(_of).order_by(order_lines.c.line)
_pieces = bindparam("pieces", type_=order_lines.c.quantity.type)
_amount = bindparam("amount", type_=order_lines.c.refunded_minor.type)
_ADD = (
    update(order_lines)
    .where(_of, _at)
    .values(
        refunded_quantity=order_lines.c.refunded_quantity + _pieces,
        refunded_minor=order_lines.c.refunded_minor + _amount,
    )
)
_LINES_TOTAL = select(func.sum(order_lines.c.total_minor)).where(_of)
_SHIPPING_GONE = select(func.sum(refunds.c.shipping_minor)).where(
    refunds.c.order_id == bindparam("of"), refunds.c.state != "failed"
)
