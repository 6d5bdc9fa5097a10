"""Stripe's words in the ledger's: states, sums and times of payments, refunds, disputes."""

from datetime import UTC, datetime

import msgspec

from connect.payments.amounts import from_stripe
from connect.payments.stripe_objects import (
    DisputeSaid,
    EventSaid,
    IntentSaid,
    RefundSaid,
    SessionSaid,
)
from ledger.orders.disputes import DisputeFacts, DisputeState
from ledger.orders.payments import PaymentState
from ledger.orders.refunded import RefundFacts
from ledger.orders.refunds import RefundState
from ledger.orders.settle import PaymentFacts

PROVIDER = "stripe"

_INTENT: dict[str, PaymentState] = {
    "succeeded": "succeeded",
    "processing": "processing",
    "canceled": "cancelled",
}
_REFUND: dict[str, RefundState] = {
    "succeeded": "done",
    "failed": "failed",
    "canceled": "failed",
}
_DISPUTE: dict[str, DisputeState] = {
    "won": "won",
    "warning_closed": "won",
    "prevented": "won",
    "lost": "lost",
}
_FAILED_LATER = "checkout.session.async_payment_failed"


def of_intent(said: IntentSaid, event: EventSaid | None = None) -> PaymentFacts:
    """Return how a PaymentIntent stands."""
    state = _intent_state(said)
    amount = said.amount
    if state == "succeeded" and said.amount_received is not None:
        amount = said.amount_received
    facts = _payment(said.id, state, amount, said.currency)
    return _told(msgspec.structs.replace(facts, failure=_why(said)), event)


def of_session(said: SessionSaid, event: EventSaid | None = None) -> PaymentFacts:
    """Return how a Checkout Session stands.

    A slow payment that failed leaves its session as it was: the intent says so, or the
    message.
    """
    state = _session_state(said)
    failure = None
    if isinstance(said.payment_intent, IntentSaid):
        failure = _why(said.payment_intent)
    if event and event.type == _FAILED_LATER and state != "succeeded":
        state = "failed"
    facts = _payment(said.id, state, said.amount_total, said.currency)
    failure = failure if state == "failed" else None
    told = msgspec.structs.replace(facts, failure=failure, payer=_payer(said))
    return _told(told, event)


def of_refund(said: RefundSaid, refund_id: str) -> RefundFacts:
    """Return how a refund stands."""
    return RefundFacts(refund_id, _REFUND.get(said.status, "asked"), said.id)


def of_dispute(said: DisputeSaid, reference: str, event: EventSaid) -> DisputeFacts:
    """Return how a dispute about a payment stands."""
    due = said.evidence_details.due_by
    currency = said.currency.upper()
    return DisputeFacts(
        provider=PROVIDER,
        reference=reference,
        dispute=said.id,
        state=_DISPUTE.get(said.status, "open"),
        amount_minor=from_stripe(said.amount, currency),
        currency=currency,
        reason=said.reason,
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
        event_id=event.id,
        kind=event.type,
        created_at=datetime.fromtimestamp(event.created, UTC),
    )


def _intent_state(said: IntentSaid) -> PaymentState:
    has_failed = said.status == "requires_payment_method" and said.last_payment_error
    return "failed" if has_failed else _INTENT.get(said.status, "asked")


def _session_state(said: SessionSaid) -> PaymentState:
    if said.status == "expired":
        return "cancelled"
    if said.status != "complete":
        return "asked"
    if said.payment_status != "unpaid":
        return "succeeded"
    if isinstance(said.payment_intent, IntentSaid):
        state = _intent_state(said.payment_intent)
        return "processing" if state == "asked" else state
    return "processing"


def _payment(
    reference: str, state: PaymentState, amount: int, currency: str
) -> PaymentFacts:
    code = currency.upper()
    return PaymentFacts(
        provider=PROVIDER,
        reference=reference,
        state=state,
        amount_minor=from_stripe(amount, code),
        currency=code,
    )


def _payer(said: SessionSaid) -> str | None:
    """Return the country of whoever paid, where the gateway's page asked for it."""
    place = said.customer_details.address if said.customer_details else None
    return place.country if place else None


def _why(said: IntentSaid) -> str | None:
    error = said.last_payment_error
    return (error.decline_code or error.code or "failed") if error else None


def _told(facts: PaymentFacts, event: EventSaid | None) -> PaymentFacts:
    if event is None:
        return facts
    created = datetime.fromtimestamp(event.created, UTC)
    return msgspec.structs.replace(
        facts, event_id=event.id, kind=event.type, created_at=created
    )
