"""Orders that end before anything was sent: unpaid for too long, or cancelled.

Their pieces go back on the shelf in the same transaction, and so does what was paid; their
code can be used again.
"""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from ledger.orders import stock
from ledger.orders.held import COLUMNS, Held, become, change, held_of, hold
from ledger.orders.outbox import put_mail
from ledger.orders.payments import Payment, payments_of
from ledger.orders.refundlines import lines_left, shipping_left
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.settle import EXPIRED
from ledger.orders.supplied import call_off
from ledger.orders.tables import orders
from ledger.orders.timeline import Event
from ledger.selling.redeeming import free

_AT_ONCE = 100


def sweep(connection: Connection, now: datetime, limit: int = _AT_ONCE) -> int:
    """Cancel orders that were not paid in time, some at once; return how many."""
    found = connection.execute(_EXPIRED, {"now": now, "count": limit}).all()
    over = [held_of(row) for row in found]
    for order in over:
        _cancel(connection, order, EXPIRED, "clock", now)
    # All together: who gives to several skus does it in their order.
    back = stock.taken(connection, [order.order_id for order in over])
    stock.give_back(connection, back, stock.Cause("expired", "clock"), now)
    free(connection, [order.order_id for order in over], now)
    return len(over)


def cancel(
    connection: Connection, order_id: str, reason: str, actor: str, now: datetime
) -> bool:
    """Cancel an order of which nothing was sent; False when it was cancelled before.

    What was paid is asked back, and its buyer is told.
    """
    order = hold(connection, order_id)
    if order.state == "cancelled":
        return False
    _cancel(connection, order, reason, actor, now)
    call_off(connection, order_id, now)
    back = stock.taken(connection, [order_id])
    stock.give_back(connection, back, stock.Cause("cancelled", actor), now)
    free(connection, [order_id], now)
    for payment in payments_of(connection, order_id):
        if payment.left_minor and payment.received_currency == order.currency:
            wish = _all_of(connection, order, payment, actor)
            refund(connection, wish, now)
    if order.state != "pending":  # of one that was not paid nobody was told before
        put_mail(connection, order_id, "order_cancelled", now)
    return True


def _cancel(
    connection: Connection, order: Held, reason: str, actor: str, now: datetime
) -> None:
    kind = EXPIRED if reason == EXPIRED else "cancelled"
    become(connection, order, "cancelled", Event(kind, actor), now)
    values = {"cancel_reason": reason, "expires_at": None}
    change(connection, order.order_id, values)


def _all_of(
    connection: Connection, order: Held, payment: Payment, actor: str
) -> RefundWish:
    """Wish all of a payment back, by lines and shipping where these come to it."""
    lines = lines_left(connection, order.order_id)
    shipping = shipping_left(connection, order)
    left = sum(one.amount_minor for one in lines) + shipping
    is_whole = left == payment.left_minor
    return RefundWish(
        key=f"cancelled:{payment.payment_id}",
        order_id=order.order_id,
        actor=actor,
        reason="the order was cancelled",
        lines=lines if is_whole else (),
        shipping_minor=shipping if is_whole else 0,
        extra_minor=0 if is_whole else payment.left_minor,
        payment_id=payment.payment_id,
    )


_EXPIRED = (
    select(*COLUMNS)
    .where(orders.c.state == "pending", orders.c.expires_at <= bindparam("now"))
    .order_by(orders.c.expires_at)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
)
