"""What happens to a Checkout Session: a page on which one intent is paid, or not.

As at Stripe its intent is made when the buyer pays first, and lies open beside it as long
as it fails; the session is complete once a way of paying was taken, also a slow one.
"""

from typing import Annotated, Literal

import msgspec

from connect.fakestripe import intents
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.errors import Refusal
from connect.fakestripe.intents import NewIntent
from connect.fakestripe.objects import Intent, Line, Session, SessionKept

_DAY_S = 86_400
_SOONEST_S = 1_800
# A clock may differ a little from the one that counted.
_LENIENT_S = 10


class Product(msgspec.Struct, forbid_unknown_fields=True):
    """What a line's buyer reads."""

    name: Annotated[str, msgspec.Meta(min_length=1)]


class PriceData(msgspec.Struct, forbid_unknown_fields=True):
    """What one piece of a line costs."""

    currency: str
    product_data: Product
    unit_amount: Annotated[int, msgspec.Meta(ge=0)]


class NewLine(msgspec.Struct, forbid_unknown_fields=True):
    """One line."""

    price_data: PriceData
    quantity: Annotated[int, msgspec.Meta(ge=1)]


class IntentData(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What a session's intent is given."""

    description: str | None = None
    metadata: dict[str, str] = {}
    receipt_email: str | None = None
    statement_descriptor_suffix: str | None = None


class AdaptivePricing(msgspec.Struct, forbid_unknown_fields=True):
    """Whether buyers may pay in their own currency; here they never do."""

    enabled: bool


Url = Annotated[str, msgspec.Meta(pattern="^https?://", max_length=5000)]
Email = Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$", max_length=512)]


class NewSession(msgspec.Struct, forbid_unknown_fields=True):
    """What a session is made of."""

    mode: Literal["payment"]
    success_url: Url
    line_items: Annotated[list[NewLine], msgspec.Meta(min_length=1, max_length=100)]
    allowed_payment_method_types: list[str] = []
    adaptive_pricing: AdaptivePricing | None = None
    cancel_url: Url | None = None
    client_reference_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    customer_email: Email | None = None
    expires_at: int | None = None
    locale: str | None = None
    metadata: dict[str, str] = {}
    payment_intent_data: IntentData = msgspec.field(default_factory=IntentData)


def open_session(fake: FakeStripe, asked: NewSession, now: int) -> Session:
    """Make a session that waits for its buyer."""
    total, currency = _total(asked)
    until = asked.expires_at or now + _DAY_S
    if not now + _SOONEST_S - _LENIENT_S <= until <= now + _DAY_S:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from"
            " Checkout Session creation.",
            param="expires_at",
        )
    name = fake.new_id("cs_test")
    lines = [
        Line(
            one.price_data.product_data.name,
            one.quantity,
            one.quantity * one.price_data.unit_amount,
        )
        for one in asked.line_items
    ]
    return fake.put(
        Session(
            id=name,
            amount_subtotal=total,
            amount_total=total,
            cancel_url=asked.cancel_url,
            client_reference_id=asked.client_reference_id,
            created=now,
            currency=currency,
            customer_email=asked.customer_email,
            expires_at=until,
            locale=asked.locale,
            metadata=asked.metadata,
            payment_method_types=intents.taken(asked.allowed_payment_method_types),
            success_url=asked.success_url,
            url=f"{fake.url}/c/pay/{name}",
            kept=SessionKept(lines, msgspec.to_builtins(asked.payment_intent_data)),
        )
    )


def pay(fake: FakeStripe, session: Session, method: str, now: int) -> Intent:
    """Let the buyer try a way of paying; the intent's status says what came of it."""
    expire_late(fake, session, now)
    if session.status != "open":
        raise Refusal(f"This Checkout Session is {session.status}.", "session_closed")
    intent = _intent_of(fake, session, now)
    intents.pay(fake, intent, method, now)
    follow(fake, session, intent, now)
    return intent


def authenticate(
    fake: FakeStripe, session: Session, is_buyer: bool, now: int
) -> Intent:
    """Let the buyer's bank say whether it knew the buyer."""
    intent = fake.get(Intent, session.payment_intent or "")
    intents.authenticate(fake, intent, is_buyer, now)
    follow(fake, session, intent, now)
    return intent


def finish(fake: FakeStripe, session: Session, now: int) -> Intent:
    """End what takes days at a bank."""
    intent = fake.get(Intent, session.payment_intent or "")
    intents.finish(fake, intent, now)
    follow(fake, session, intent, now)
    return intent


def follow(fake: FakeStripe, session: Session, intent: Intent, now: int) -> None:
    """Tell of a session what its intent has come to."""
    was = session.status
    if intent.status == "succeeded":
        session.payment_status = "paid"
    kind = _told(was, intent.status)
    if not kind:
        return
    if was == "open":
        session.status, session.url = "complete", None
        session.customer_details = {"email": session.customer_email}
    fake.tell(kind, session, now)


def expire(fake: FakeStripe, session: Session, now: int) -> Session:
    """End a session that nobody paid."""
    if session.status != "open":
        raise Refusal(
            'Only Checkout Sessions with a status in ["open"] can be expired. This'
            f" Checkout Session has a status of {session.status}."
        )
    session.status, session.url = "expired", None
    if session.payment_intent:
        intent = fake.get(Intent, session.payment_intent)
        intents.cancel(fake, intent, "automatic", now)
    fake.tell("checkout.session.expired", session, now)
    return session


def expire_late(fake: FakeStripe, session: Session, now: int) -> Session:
    """End a session whose time is over."""
    if session.status == "open" and session.expires_at <= now:
        expire(fake, session, now)
    return session


def _told(was: str, intent: str) -> str | None:
    """Return what is told of a session, if anything."""
    if intent in {"succeeded", "processing"} and was == "open":
        return "checkout.session.completed"
    if was != "complete":
        return None
    return {
        "succeeded": "checkout.session.async_payment_succeeded",
        "requires_payment_method": "checkout.session.async_payment_failed",
    }.get(intent)


def _total(asked: NewSession) -> tuple[int, str]:
    currencies = {one.price_data.currency.lower() for one in asked.line_items}
    if len(currencies) > 1:
        raise Refusal("All line items must have the same currency.", param="line_items")
    total = sum(one.quantity * one.price_data.unit_amount for one in asked.line_items)
    currency = currencies.pop()
    intents.refuse_sum(total, currency)
    return total, currency


def _intent_of(fake: FakeStripe, session: Session, now: int) -> Intent:
    if session.payment_intent:
        return fake.get(Intent, session.payment_intent)
    more = msgspec.convert(
        {"amount": session.amount_total, "currency": session.currency}
        | session.kept.intent,
        NewIntent,
    )
    more.allowed_payment_method_types = session.payment_method_types
    intent = intents.open_intent(fake, more, now)
    intent.kept.session, intent.kept.return_url = session.id, session.success_url
    session.payment_intent = fake.put(intent).id
    fake.put(session)
    return intent
