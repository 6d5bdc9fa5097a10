"""What a lost dispute took stands among the refunds, so that sums are the gateway's.

Never more than is left of the payment: what was asked back before may yet fail, and then
the loss takes its place.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from ledger.orders.gone import money_is_gone
from ledger.orders.held import hold
from ledger.orders.keys import new_key
from ledger.orders.payments import Payment, payments_of
from ledger.orders.paytables import refunds
from ledger.orders.refundsums import take_sum
from ledger.orders.risktables import disputes
from ledger.orders.wish import digest


def book_losses(connection: Connection, order_id: str, now: datetime) -> int:
    """Write down what lost disputes of an order took and no row says yet."""
    booked = 0
    for lost in connection.execute(_LOST, {"of": order_id}).all():
        (payment,) = (
            one
            for one in payments_of(connection, order_id)
            if one.payment_id == lost.payment_id
        )
        booked += _book(connection, lost, payment, now)
    return booked


def _book(
    connection: Connection,
    lost: Row[*tuple[Any, ...]],
    payment: Payment,
    now: datetime,
) -> int:
    order = hold(connection, payment.order_id)
    is_ours = lost.currency == order.currency == payment.received_currency
    more = min(lost.amount_minor - lost.lost_minor, payment.left_minor)
    if not is_ours or more <= 0:
        return 0
    take_sum(connection, payment.payment_id, order, more)
    key = f"dispute:{lost.provider}:{lost.reference}:{lost.lost_minor}"
    row = {
        "refund_id": new_key(now),
        "order_id": order.order_id,
        "payment_id": payment.payment_id,
        "key": key,
        "asked_digest": digest([key, more]),
        "amount_minor": more,
        "shipping_minor": 0,
        "lines": [],
        "reason": "a dispute was lost",
        "actor": "gateway",
        "state": "done",
        "reference": lost.reference,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(insert(refunds), row)
    named = {"who": lost.provider, "name": lost.reference}
    connection.execute(_BOOKED, {**named, "sum": lost.lost_minor + more})
    money_is_gone(connection, order, now)
    return more


_LOST = select(disputes).where(
    disputes.c.order_id == bindparam("of"),
    disputes.c.state == "lost",
    disputes.c.lost_minor < disputes.c.amount_minor,
)
_BOOKED = (
    update(disputes)
    .where(
        disputes.c.provider == bindparam("who"),
        disputes.c.reference == bindparam("name"),
    )
    .values(lost_minor=bindparam("sum"))
)
