"""What went back of an order and a payment: never more than came in."""

from sqlalchemy import Connection, bindparam, update

from ledger.orders.errors import RefundRefused
from ledger.orders.held import Held
from ledger.orders.paytables import payments
from ledger.orders.tables import orders


def take_sum(connection: Connection, payment_id: str, order: Held, amount: int) -> None:
    """Count a sum as gone from its payment and its order; less than 0 is undone."""
    by = {"order": order.order_id, "payment": payment_id, "sum": amount}
    if any(connection.execute(one, by).rowcount != 1 for one in _TAKE):
        raise refused(order, amount)


def refused(order: Held, amount: int) -> RefundRefused:
    """Return the refusal of a sum that is not there."""
    left = order.paid_minor - order.refunded_minor
    return RefundRefused(
        f"{amount} cannot go back at once: of what was paid {left} is left", left=left
    )


_sum = bindparam("sum", type_=orders.c.paid_minor.type)
_TAKE = (
    update(orders)
    .where(
        orders.c.order_id == bindparam("order"),
        orders.c.refunded_minor + _sum <= orders.c.paid_minor,
    )
    .values(refunded_minor=orders.c.refunded_minor + _sum),
    update(payments)
    .where(
        payments.c.payment_id == bindparam("payment"),
        payments.c.refunded_minor + _sum <= payments.c.received_minor,
    )
    .values(refunded_minor=payments.c.refunded_minor + _sum),
)
