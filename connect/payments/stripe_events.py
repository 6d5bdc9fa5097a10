"""Which of Stripe's messages change something here, and what they say.

Whatever is of another account, another mode, or was not asked for by this shop is true and
nothing to us. A message that we know the kind of and cannot read is an error: it has to be
sent again, to a program that can.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from connect.errors import WebhookUnreadable
from connect.payments import stripe_facts as facts_of
from connect.payments.gateway import Facts, Ignored
from connect.payments.stripe_objects import (
    DisputeSaid,
    EventSaid,
    IntentSaid,
    RefundSaid,
    SessionSaid,
)

T = TypeVar("T")
# Tells what the payment of an intent is called; may ask Stripe.
NameOf = Callable[[str], str]


def read_event(raw: bytes) -> EventSaid:
    """Return a message that was signed."""
    return _decode(raw, EventSaid)


def heeded() -> tuple[str, ...]:
    """Return the kinds of messages that change something."""
    return tuple(_KINDS)


def facts_in(event: EventSaid, *, is_test: bool, name_of: NameOf) -> Facts:
    """Return what a message says, or why it says nothing to us."""
    if event.account:
        return _ignored(event, "it is of another account")
    if event.livemode == is_test:
        return _ignored(event, "it is of the other mode, test or live")
    about = _KINDS.get(event.type)
    if about is None:
        return _ignored(event, "nothing here depends on it")
    return about(event, name_of)


def _session(event: EventSaid, _: NameOf) -> Facts:
    said = _decode(event.data.object, SessionSaid)
    if not _mark(said.metadata, "payment_id"):
        return _ignored(event, "this shop did not ask for it")
    return facts_of.of_session(said, event)


def _intent(event: EventSaid, _: NameOf) -> Facts:
    said = _decode(event.data.object, IntentSaid)
    if not _mark(said.metadata, "payment_id"):
        return _ignored(event, "this shop did not ask for it")
    if _mark(said.metadata, "way") != "intent":
        return _ignored(event, "its session tells")
    return facts_of.of_intent(said, event)


def _refund(event: EventSaid, _: NameOf) -> Facts:
    said = _decode(event.data.object, RefundSaid)
    refund_id = _mark(said.metadata, "refund_id")
    if not refund_id:
        return _ignored(event, "this shop did not ask for this refund")
    return facts_of.of_refund(said, refund_id)


def _dispute(event: EventSaid, name_of: NameOf) -> Facts:
    said = _decode(event.data.object, DisputeSaid)
    if not said.payment_intent:
        return _ignored(event, "it is about no payment of this shop")
    return facts_of.of_dispute(said, name_of(said.payment_intent), event)


def _mark(metadata: dict[str, str] | None, name: str) -> str:
    return (metadata or {}).get(name, "")


def _ignored(event: EventSaid, why: str) -> Ignored:
    return Ignored(event.id, event.type, why)


def _decode(raw: bytes | msgspec.Raw, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WebhookUnreadable(
            f"the message is signed and is no {kind.__name__}: {error}"
        ) from None


_KINDS: dict[str, Callable[[EventSaid, NameOf], Facts]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "checkout.session.async_payment_failed": _session,
    "checkout.session.expired": _session,
    "payment_intent.succeeded": _intent,
    "payment_intent.processing": _intent,
    "payment_intent.payment_failed": _intent,
    "payment_intent.canceled": _intent,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.refund.updated": _refund,
    "charge.dispute.created": _dispute,
    "charge.dispute.updated": _dispute,
    "charge.dispute.closed": _dispute,
}
