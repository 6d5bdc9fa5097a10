"""Whether the sums of orders add up: what came in, and what went back.

an order's paid_minor        what its payments received in its currency
an order's refunded_minor    its refunds that did not fail
a payment's refunded_minor   the same, of that payment
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from ledger.orders.paytables import payments, refunds
from ledger.orders.tables import orders


class Uneven(msgspec.Struct, frozen=True):
    """A sum that its parts do not come to."""

    of: str
    what: str
    said: int
    summed: int


def uneven(connection: Connection) -> Iterator[Uneven]:
    """Yield every sum that is not that of its parts; only a hand makes such a one."""
    for what, statement in _SUMS.items():
        for of, said, summed in connection.execute(statement):
            yield Uneven(of, what, int(said), int(summed))


def _of(name: Any, said: Any, part: Any, *which: Any) -> Select[*tuple[Any, ...]]:
    """Select what is said beside the sum of its parts, where they differ."""
    parts = select(func.coalesce(func.sum(part), 0)).where(*which)
    summed = parts.correlate(name.table).scalar_subquery()
    return select(name, said, summed).where(said != summed)


_SUMS = {
    "paid": _of(
        orders.c.order_id,
        orders.c.paid_minor,
        payments.c.received_minor,
        payments.c.order_id == orders.c.order_id,
        payments.c.received_currency == orders.c.currency,
    ),
    "refunded": _of(
        orders.c.order_id,
        orders.c.refunded_minor,
        refunds.c.amount_minor,
        refunds.c.order_id == orders.c.order_id,
        refunds.c.state != "failed",
    ),
    "refunded of a payment": _of(
        payments.c.payment_id,
        payments.c.refunded_minor,
        refunds.c.amount_minor,
        refunds.c.payment_id == payments.c.payment_id,
        refunds.c.state != "failed",
    ),
}
