"""Money that goes back: a row first, then the gateway is asked (refunded.py: it has said so).

What was asked for counts as gone, so that two askings at once never exceed what was paid;
the limits stand in the statements and in the tables' checks.
"""

from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from ledger.orders.errors import KeyUsedForAnother, RefundRefused
from ledger.orders.held import Held, hold
from ledger.orders.keys import new_key
from ledger.orders.outbox import put_work
from ledger.orders.payments import Payment, payments_of
from ledger.orders.paytables import refunds
from ledger.orders.refundlines import Back, shipping_left, take_line
from ledger.orders.refundsums import refused, take_sum
from ledger.orders.timeline import Event, tell
from ledger.orders.wish import digest

RefundState = Literal["asked", "done", "failed"]


class RefundWish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to go back: pieces of lines, shipping, and whatever else.

    With `payment_id` of that payment; else of the first that has so much left.
    """

    key: str
    order_id: str
    actor: str
    reason: str = ""
    lines: tuple[Back, ...] = ()
    shipping_minor: int = 0
    extra_minor: int = 0
    payment_id: str | None = None


class Refund(msgspec.Struct, frozen=True):
    """One sum that goes back; `is_new` is False where it was asked before."""

    refund_id: str
    order_id: str
    payment_id: str
    amount_minor: int
    state: RefundState
    is_new: bool = False


def refund(connection: Connection, wish: RefundWish, now: datetime) -> Refund:
    """Ask for a refund; the same under the same key is the refund that there is."""
    order = hold(connection, wish.order_id)
    asked = digest(wish)
    if again := _same(connection, wish.key, asked):
        return again
    _refuse_nonsense(wish)
    lines = tuple(take_line(connection, wish.order_id, back) for back in wish.lines)
    _refuse_shipping(connection, order, wish.shipping_minor)
    amount = sum(one.amount_minor for one in lines)
    amount += wish.shipping_minor + wish.extra_minor
    payment = _payment(connection, order, wish.payment_id, amount)
    take_sum(connection, payment.payment_id, order, amount)
    new = Refund(
        new_key(now), wish.order_id, payment.payment_id, amount, "asked", is_new=True
    )
    _write(connection, new, wish, {"asked_digest": asked, "lines": lines}, now)
    return new


def _same(connection: Connection, key: str, asked: str) -> Refund | None:
    found = connection.execute(_BY_KEY, {"of": key}).one_or_none()
    if found is None:
        return None
    before, *facts = found
    if before != asked:
        raise KeyUsedForAnother(f"the refund {key} was asked before for something else")
    return Refund(*facts)


def _refuse_nonsense(wish: RefundWish) -> None:
    least = min((back.quantity for back in wish.lines), default=1)
    if least < 1 or wish.shipping_minor < 0 or wish.extra_minor < 0:
        raise RefundRefused("what goes back is more than nothing of each")
    if not (wish.lines or wish.shipping_minor or wish.extra_minor):
        raise RefundRefused("nothing is to go back")


def _refuse_shipping(connection: Connection, order: Held, asked: int) -> None:
    left = shipping_left(connection, order) if asked else 0
    if asked > left:
        raise RefundRefused(
            f"{left} of the shipping was not refunded, not {asked}", left=left
        )


def _payment(
    connection: Connection, order: Held, payment_id: str | None, amount: int
) -> Payment:
    """Return the payment that so much can go back of."""
    for one in payments_of(connection, order.order_id):
        is_able = one.received_currency == order.currency and one.left_minor >= amount
        if is_able and payment_id in {None, one.payment_id}:
            return one
    raise refused(order, amount)


def _write(
    connection: Connection,
    new: Refund,
    wish: RefundWish,
    more: dict[str, object],
    now: datetime,
) -> None:
    row = {
        "refund_id": new.refund_id,
        "order_id": new.order_id,
        "payment_id": new.payment_id,
        "key": wish.key,
        "amount_minor": new.amount_minor,
        "shipping_minor": wish.shipping_minor,
        "reason": wish.reason,
        "actor": wish.actor,
        "state": new.state,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(insert(refunds), row | more)
    facts = {"refund_id": new.refund_id, "amount_minor": new.amount_minor}
    tell(connection, new.order_id, Event("refund_asked", wish.actor, facts), now)
    work = {"refund_id": new.refund_id}
    put_work(connection, new.order_id, "refund", work, now)


_BY_KEY = select(
    refunds.c.asked_digest,
    *(refunds.c[name] for name in Refund.__struct_fields__ if name in refunds.c),
).where(refunds.c.key == bindparam("of"))
