"""Attempts at paying: a row before the gateway is asked, its name when it answered.

The gateway gets `order:<order_id>:<attempt>` as its key, so that whoever dies in between
asks for the same payment again, and nobody pays two.
"""

from datetime import datetime
from typing import Literal, get_args

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from ledger.orders.errors import MoveRefused, PaymentUnknown
from ledger.orders.held import Held, hold
from ledger.orders.keys import new_key
from ledger.orders.paytables import payments

# Each wins over those before it, so that messages may come in any order: money that came
# is there, whatever else is said later. A gateway may let a failed attempt succeed yet.
PaymentState = Literal["asked", "processing", "failed", "cancelled", "succeeded"]
RANKS = {state: rank for rank, state in enumerate(get_args(PaymentState))}
_OPEN = frozenset({"asked", "processing"})


class Payment(msgspec.Struct, frozen=True):
    """One attempt at paying an order."""

    payment_id: str
    order_id: str
    attempt: int
    provider: str
    reference: str | None
    amount_minor: int
    currency: str
    state: PaymentState
    received_minor: int
    received_currency: str | None
    refunded_minor: int

    @property
    def gateway_key(self) -> str:
        """What makes the gateway see that it is asked the same again."""
        return f"order:{self.order_id}:{self.attempt}"

    @property
    def left_minor(self) -> int:
        """What of it could still go back."""
        return self.received_minor - self.refunded_minor


def begin_payment(
    connection: Connection, order_id: str, provider: str, now: datetime
) -> Payment:
    """Return the attempt to ask the gateway for: the open one, or a new one."""
    order = hold(connection, order_id)
    _refuse_closed(order, now)
    before = payments_of(connection, order_id)
    last = before[-1] if before else None
    if last and last.state in _OPEN and last.provider == provider:
        return last
    new = Payment(
        payment_id=new_key(now),
        order_id=order_id,
        attempt=last.attempt + 1 if last else 1,
        provider=provider,
        reference=None,
        amount_minor=order.total_minor,
        currency=order.currency,
        state="asked",
        received_minor=0,
        received_currency=None,
        refunded_minor=0,
    )
    row = msgspec.structs.asdict(new) | {"created_at": now, "updated_at": now}
    connection.execute(insert(payments), row)
    return new


def name_payment(
    connection: Connection, payment_id: str, reference: str, now: datetime
) -> None:
    """Remember what the gateway calls an attempt; a second name is refused."""
    row = {"of": payment_id, "name": reference, "at": now}
    if connection.execute(_NAME, row).rowcount != 1:
        raise PaymentUnknown(
            f"there is no payment {payment_id} that could be called {reference}",
            payment_id=payment_id,
            reference=reference,
        )


def payments_of(connection: Connection, order_id: str) -> list[Payment]:
    """Return the attempts at paying an order, in their order."""
    return [Payment(*row) for row in connection.execute(_OF_ORDER, {"of": order_id})]


def _refuse_closed(order: Held, now: datetime) -> None:
    is_late = order.expires_at is not None and order.expires_at <= now
    if order.state != "pending" or is_late:
        is_now = "over" if order.state == "pending" else order.state
        raise MoveRefused(
            f"order {order.order_id} is {is_now}: nothing is to be paid for it",
            order_id=order.order_id,
            state=order.state,
        )


_COLUMNS = [payments.c[name] for name in Payment.__struct_fields__]
_OF_ORDER = (
    select(*_COLUMNS)
    .where(payments.c.order_id == bindparam("of"))
    .order_by(payments.c.attempt)
)
_name = bindparam("name", type_=payments.c.reference.type)
_NAME = (
    update(payments)
    .where(
        payments.c.payment_id == bindparam("of"),
        payments.c.reference.is_(None) | (payments.c.reference == _name),
    )
    .values(
        reference=_name, updated_at=bindparam("at", type_=payments.c.updated_at.type)
    )
)
