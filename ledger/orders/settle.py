"""Heed what a gateway says of a payment: the one way by which an order becomes paid.

    first success, as asked     paid; mail, grants and suppliers are put
    first success, other sum    paid and held: a person looks before anything is sent
    success after it expired    paid where its pieces can be had again
    success nobody waits for    all of it is asked back at once, and the buyer is told
    anything else               noted

The browser that returns, the gateway's message and the reconciler all end here, as often
and in whatever order they come. The order's row is held, so they come one after another.
"""

from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from ledger.orders import stock
from ledger.orders.errors import PaymentUnknown, SoldOut
from ledger.orders.heard import is_known, note
from ledger.orders.held import Held, change, hold, pieces
from ledger.orders.losses import book_losses
from ledger.orders.outbox import put_mail
from ledger.orders.paid import become_paid, keep_back
from ledger.orders.payments import RANKS, Payment, PaymentState, payments_of
from ledger.orders.paytables import payments
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.timeline import Event, tell
from ledger.selling.errors import CouponRefused
from ledger.selling.locations import show
from ledger.selling.redeeming import redeem_again

EXPIRED = "expired"
Outcome = Literal["repeated", "unchanged", "noted", "paid", "held", "returned"]


class PaymentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway says of one payment; without `event_id` somebody asked it."""

    provider: str
    reference: str
    state: PaymentState
    amount_minor: int
    currency: str
    failure: str | None = None
    event_id: str | None = None
    kind: str = "payment"
    created_at: datetime | None = None
    payer: str | None = None
    """The country of whoever paid, as the gateway heard it."""


class Settled(msgspec.Struct, frozen=True):
    """Which order it was about, and what came of it."""

    order_id: str
    outcome: Outcome


def settle(connection: Connection, facts: PaymentFacts, now: datetime) -> Settled:
    """Heed the facts of a payment, once each; one unknown to us is an error."""
    name = {"who": facts.provider, "name": facts.reference}
    order_id = connection.scalar(_ORDER_OF, name)
    if order_id is None:
        raise PaymentUnknown(
            f"{facts.provider} speaks of a payment {facts.reference} that is not known"
            " here, or not yet",
            reference=facts.reference,
        )
    order = hold(connection, order_id)
    if is_known(connection, facts):
        return Settled(order_id, "repeated")
    (payment,) = (
        one
        for one in payments_of(connection, order_id)
        if (one.provider, one.reference) == (facts.provider, facts.reference)
    )
    outcome = _heed(connection, (order, payment), facts, now)
    # A bank may have taken back what nobody had told of yet.
    book_losses(connection, order_id, now)
    note(connection, facts, outcome, now)
    return Settled(order_id, outcome)


def _heed(
    connection: Connection,
    about: tuple[Held, Payment],
    facts: PaymentFacts,
    now: datetime,
) -> Outcome:
    order, payment = about
    if RANKS[facts.state] <= RANKS[payment.state]:
        return "unchanged"
    has_come = facts.state == "succeeded"
    connection.execute(
        _CHANGE,
        {
            "of": payment.payment_id,
            "state": facts.state,
            "failure": facts.failure,
            "received_minor": facts.amount_minor if has_come else 0,
            "received_currency": facts.currency if has_come else None,
            "updated_at": now,
        },
    )
    if has_come:
        if facts.payer:
            show(connection, order.order_id, "payer", facts.payer)
        return _receive(connection, (order, payment), facts, now)
    if facts.state == "failed":
        why = Event("payment_failed", "gateway", {"failure": facts.failure})
        tell(connection, order.order_id, why, now)
    return "noted"


def _receive(
    connection: Connection,
    about: tuple[Held, Payment],
    facts: PaymentFacts,
    now: datetime,
) -> Outcome:
    """Take in money that came; what it is not needed for goes back."""
    order, payment = about
    is_ours = facts.currency == order.currency
    if is_ours:
        paid = order.paid_minor + facts.amount_minor
        change(connection, order.order_id, {"paid_minor": paid})
    came = Event("payment_came", "gateway", _sum_of(facts))
    tell(connection, order.order_id, came, now)
    is_asked = is_ours and facts.amount_minor == payment.amount_minor
    if order.state == "pending" and not is_asked:
        reason = "amount" if is_ours else "currency"
        keep_back(connection, order.order_id, reason, "gateway", now)
        order = msgspec.structs.replace(order, held_reason=reason)
    if order.state == "pending" or (is_asked and _has_again(connection, order, now)):
        is_on_its_way = become_paid(connection, order, "gateway", now)
        return "paid" if is_on_its_way else "held"
    if not is_ours or not facts.amount_minor:
        reason = "amount" if is_ours else "currency"
        keep_back(connection, order.order_id, reason, "gateway", now)
        return "held"
    back = RefundWish(
        key=f"payment:{payment.payment_id}",
        order_id=order.order_id,
        extra_minor=facts.amount_minor,
        reason="nothing was to be paid any more",
        actor="gateway",
        payment_id=payment.payment_id,
    )
    refund(connection, back, now)
    put_mail(connection, order.order_id, "payment_returned", now)
    return "returned"


def _has_again(connection: Connection, order: Held, now: datetime) -> bool:
    """Take the pieces of an order that expired once more, and its code; all or none."""
    if order.state != "cancelled" or order.cancel_reason != EXPIRED:
        return False
    wanted = pieces(connection, order.order_id)
    counted = stock.on_hand(connection, wanted)
    again = {sku: wanted[sku] for sku in counted}
    cause = stock.Cause("ordered", "gateway", order.order_id)
    try:
        with connection.begin_nested():
            stock.take(connection, again, cause, now)
            redeem_again(connection, order.order_id)
    except (SoldOut, CouponRefused):
        return False
    return True


def _sum_of(facts: PaymentFacts) -> dict[str, str | int]:
    return {
        "provider": facts.provider,
        "amount_minor": facts.amount_minor,
        "currency": facts.currency,
    }


_ORDER_OF = select(payments.c.order_id).where(
    payments.c.provider == bindparam("who"), payments.c.reference == bindparam("name")
)
_CHANGE = update(payments).where(payments.c.payment_id == bindparam("of"))
