"""What a gateway still has to say: payments that are open, refunds that are under way.

Keys sort by time, so what was begun of late is one stretch of them, however long the books.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, select

from ledger.orders.keys import first_key
from ledger.orders.paytables import payments, refunds
from ledger.orders.tables import orders

# A bank's slowest way takes two weeks; what is older, its messages tell.
_LATELY = timedelta(days=30)


class OpenPayment(msgspec.Struct, frozen=True):
    """A payment that may yet succeed; of an order that needs it no more it must not."""

    reference: str
    state: str
    order_state: str
    begun_at: datetime

    @property
    def is_to_close(self) -> bool:
        """Whether it would be paid for nothing."""
        return self.state != "processing" and self.order_state != "pending"


class OpenRefund(msgspec.Struct, frozen=True):
    """A refund that the gateway has not called done; `reference` is the gateway's."""

    refund_id: str
    reference: str | None
    provider: str
    paid_as: str
    amount_minor: int
    currency: str
    begun_at: datetime


def open_payments(
    connection: Connection, provider: str, now: datetime
) -> list[OpenPayment]:
    """Return payments that are open and that the gateway has a name for."""
    by = {"who": provider, "since": first_key(now - _LATELY)}
    return [OpenPayment(*row) for row in connection.execute(_PAYMENTS, by)]


def open_refunds(
    connection: Connection, provider: str, now: datetime
) -> list[OpenRefund]:
    """Return refunds that were asked for and are not done."""
    by = {"who": provider, "since": first_key(now - _LATELY)}
    return [OpenRefund(*row) for row in connection.execute(_REFUNDS, by)]


def open_refund(connection: Connection, refund_id: str) -> OpenRefund | None:
    """Return a refund that is not done, or None."""
    row = connection.execute(_REFUND, {"of": refund_id}).one_or_none()
    return OpenRefund(*row) if row else None


_named = payments.c.reference.is_not(None)
_PAYMENTS: Select[*tuple[Any, ...]] = (
    select(
        payments.c.reference,
        payments.c.state,
        orders.c.state.label("order_state"),
        payments.c.created_at,
    )
    .join(orders, orders.c.order_id == payments.c.order_id)
    .where(
        payments.c.payment_id >= bindparam("since"),
        payments.c.provider == bindparam("who"),
        payments.c.state.in_(("asked", "processing", "failed")),
        _named,
    )
    .order_by(payments.c.payment_id)
)
_ASKED: Select[*tuple[Any, ...]] = (
    select(
        refunds.c.refund_id,
        refunds.c.reference,
        payments.c.provider,
        payments.c.reference.label("paid_as"),
        refunds.c.amount_minor,
        payments.c.currency,
        refunds.c.created_at,
    )
    .join(payments, payments.c.payment_id == refunds.c.payment_id)
    .where(refunds.c.state == "asked", _named)
)
_REFUND = _ASKED.where(refunds.c.refund_id == bindparam("of"))
_REFUNDS = _ASKED.where(
    refunds.c.refund_id >= bindparam("since"),
    payments.c.provider == bindparam("who"),
).order_by(refunds.c.refund_id)
