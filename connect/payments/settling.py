"""What a gateway says is settled in the ledger: told, asked for, or looked for later.

    settle_facts    a message, in the caller's transaction
    settle_now      the browser is back: the gateway is asked how the payment stands
    send_refund     money is to go back
    reconcile       nobody said anything for a while: all that is open is asked about, and
                    what the gateway told since the last time is heard again

All end in the same functions of the ledger, which heed each fact once. The gateway is never
asked within a transaction.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import structlog

from connect.errors import GatewayRefused
from connect.payments.gateway import Facts, Ignored, PaymentGateway, RefundAsked
from ledger.open import Ledger
from ledger.orders.disputes import DisputeFacts, settle_dispute
from ledger.orders.errors import PaymentUnknown, RefundUnknown
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.settle import PaymentFacts, Settled, settle
from ledger.orders.waiting import (
    OpenPayment,
    OpenRefund,
    open_payments,
    open_refunds,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = structlog.get_logger()

# The browser and the gateway's message come first, mostly.
_SOONEST = timedelta(minutes=2)
# A clock may be off, and a message may be made before it is listed.
_OVERLAP = timedelta(hours=1)
# What a gateway refuses for good; whatever else it refuses, a person has to mend.
_NEVER = frozenset(
    {
        *("charge_already_refunded", "charge_disputed", "amount_too_large"),
        *("refund_disputed_payment", "charge_not_refundable"),
    }
)
_OLD = frozenset({"repeated", "unchanged"})


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """How much was asked about, how much of it was news, and what nobody here knows."""

    payments: int
    refunds: int
    news: int
    strange: int


def settle_facts(connection: "Connection", facts: Facts, now: datetime) -> bool:
    """Heed what a gateway says; False where it is nothing new."""
    match facts:
        case PaymentFacts():
            return settle(connection, facts, now).outcome not in _OLD
        case RefundFacts():
            return settle_refund(connection, facts, now)
        case DisputeFacts():
            return settle_dispute(connection, facts, now)
        case Ignored():
            return False


def settle_now(
    ledger: Ledger, gateway: PaymentGateway, reference: str, now: datetime
) -> Settled:
    """Ask how a payment stands, and heed the answer."""
    facts = gateway.look(reference)
    with ledger.write() as connection:
        return settle(connection, facts, now)


def send_refund(gateway: PaymentGateway, asked: OpenRefund) -> RefundFacts:
    """Have money sent back, once however often this is called, and say how it stands."""
    if asked.reference is not None:
        return gateway.look_refund(asked.refund_id, asked.reference)
    wish = RefundAsked(
        refund_id=asked.refund_id,
        reference=asked.paid_as,
        amount_minor=asked.amount_minor,
        currency=asked.currency,
    )
    try:
        return gateway.refund(wish)
    except GatewayRefused as refused:
        if refused.code not in _NEVER:
            raise
        log.warning("refund_refused", refund=asked.refund_id, why=str(refused))
        return RefundFacts(asked.refund_id, "failed")


def reconcile(
    ledger: Ledger, gateway: PaymentGateway, since: datetime, now: datetime
) -> Reconciled:
    """Ask about all that is open and due, and hear what was told since the last time."""
    with ledger.read() as connection:
        waiting = open_payments(connection, gateway.provider, now)
        owed = open_refunds(connection, gateway.provider, now)
    payments = [one for one in waiting if _is_due(one, since, now)]
    refunds = [one for one in owed if _comes_again(one.begun_at, since, now)]
    said = [
        *_heard(ledger, _asked(gateway, payments), now),
        *_heard(ledger, _sent(gateway, refunds), now),
        *_heard(ledger, gateway.events_since(since - _OVERLAP), now),
    ]
    return Reconciled(
        payments=len(payments),
        refunds=len(refunds),
        news=said.count(True),
        strange=said.count(None),
    )


def _heard(
    ledger: Ledger, facts: Iterator[Facts], now: datetime
) -> Iterator[bool | None]:
    """Heed each; of what nobody here knows, as of another shop's account, None."""
    for one in facts:
        try:
            with ledger.write() as connection:
                is_news = settle_facts(connection, one, now)
        except (PaymentUnknown, RefundUnknown):
            yield None
        else:
            yield is_news


def _asked(
    gateway: PaymentGateway, payments: list[OpenPayment]
) -> Iterator[PaymentFacts]:
    for one in payments:
        ask = gateway.close if one.is_to_close else gateway.look
        try:
            yield ask(one.reference)
        except GatewayRefused as refused:
            log.warning("payment_not_told", reference=one.reference, why=str(refused))


def _sent(gateway: PaymentGateway, refunds: list[OpenRefund]) -> Iterator[RefundFacts]:
    for one in refunds:
        try:
            yield send_refund(gateway, one)
        except GatewayRefused as refused:
            log.warning("refund_not_sent", refund=one.refund_id, why=str(refused))


def _is_due(one: OpenPayment, since: datetime, now: datetime) -> bool:
    is_to_close = one.is_to_close and one.state == "asked"
    return is_to_close or _comes_again(one.begun_at, since, now)


def _comes_again(begun_at: datetime, since: datetime, now: datetime) -> bool:
    """Tell whether it is time: after two minutes, four, eight, and so on."""
    due = _SOONEST
    while begun_at + due <= since:
        due *= 2
    return begun_at + due <= now
