"""Money that is gone for good: what follows for the order, and for what is sold of it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from ledger.orders import stock
from ledger.orders.held import Held, become
from ledger.orders.outbox import put_shop_event
from ledger.orders.paytables import refunds
from ledger.orders.states import UNSENT, is_allowed
from ledger.orders.supplied import call_off
from ledger.orders.timeline import Event


def money_is_gone(connection: Connection, order: Held, now: datetime) -> None:
    """Count what went back; an order whose money is all gone is refunded."""
    put_shop_event(connection, order.order_id, "refund", now)
    gone = connection.scalar(_ALL_DONE, {"of": order.order_id}) or 0
    if int(gone) < order.paid_minor or not is_allowed(order.state, "refunded"):
        return
    become(connection, order, "refunded", Event("refunded", "gateway"), now)
    if order.state in UNSENT:
        call_off(connection, order.order_id, now)
        back = stock.taken(connection, [order.order_id])
        stock.give_back(connection, back, stock.Cause("refunded", "gateway"), now)


_ALL_DONE = select(func.sum(refunds.c.amount_minor)).where(
    refunds.c.order_id == bindparam("of"), refunds.c.state == "done"
)
