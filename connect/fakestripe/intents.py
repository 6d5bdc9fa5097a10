r"""What happens to a PaymentIntent.

requires_payment_method --pay--> succeeded
      ^  |      \--pay, asked again--> requires_action --authenticate--> succeeded
      |  |       \--pay, slow--> processing --finish--> succeeded
      |  \--cancel--> canceled                 |
      \--------- declined, not authorized -----/
"""

from typing import Any

import msgspec

from connect.fakestripe.core import FakeStripe
from connect.fakestripe.disputes import dispute
from connect.fakestripe.errors import Refusal
from connect.fakestripe.methods import KINDS, Behaviour, behaviour
from connect.fakestripe.objects import Charge, Intent, IntentKept

# How long a debit takes here; days at a bank.
SLOW_S = 20
# Stripe takes no less, as of 2026 and in the currencies that shops begin with.
_LEAST = {"GBP": 30, "CZK": 1500, "DKK": 250, "NOK": 300, "SEK": 300, "PLN": 200}
_MOST = 99_999_999
_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


class NewIntent(msgspec.Struct, forbid_unknown_fields=True):
    """What an intent is made of."""

    amount: int
    currency: str
    allowed_payment_method_types: list[str] = []
    automatic_payment_methods: dict[str, Any] | None = None
    description: str | None = None
    metadata: dict[str, str] = {}
    payment_method: str | None = None
    receipt_email: str | None = None
    statement_descriptor_suffix: str | None = None


def refuse_sum(amount: int, currency: str) -> None:
    """Refuse what Stripe would not take at all."""
    least = _LEAST.get(currency.upper(), 50)
    if amount < least:
        raise Refusal(
            f"Amount must be at least {least} of {currency}",
            "amount_too_small",
            param="amount",
        )
    if amount > _MOST:
        raise Refusal(
            f"Amount must be no more than {_MOST}", "amount_too_large", param="amount"
        )


def taken(allowed: list[str]) -> list[str]:
    """Return the ways of paying of those that are allowed, as Stripe does: what it has."""
    return [kind for kind in KINDS if not allowed or kind in allowed]


def open_intent(fake: FakeStripe, asked: NewIntent, now: int) -> Intent:
    """Make an intent that waits for a way of paying."""
    refuse_sum(asked.amount, asked.currency)
    if asked.payment_method:
        behaviour(asked.payment_method)
    name = fake.new_id("pi")
    intent = Intent(
        id=name,
        amount=asked.amount,
        automatic_payment_methods=asked.automatic_payment_methods,
        client_secret=f"{name}_secret_{fake.new_id('s')[2:]}",
        created=now,
        currency=asked.currency.lower(),
        description=asked.description,
        metadata=asked.metadata,
        payment_method_types=taken(asked.allowed_payment_method_types),
        receipt_email=asked.receipt_email,
        statement_descriptor_suffix=asked.statement_descriptor_suffix,
        status="requires_confirmation"
        if asked.payment_method
        else "requires_payment_method",
        kept=IntentKept(method=asked.payment_method),
    )
    fake.tell("payment_intent.created", intent, now)
    return intent


def pay(fake: FakeStripe, intent: Intent, method: str, now: int) -> Intent:
    """Try a way of paying; what came of it is the intent's status."""
    if intent.status not in _OPEN:
        raise unexpected(intent, "confirm")
    how = behaviour(method)
    if how.kind not in intent.payment_method_types:
        raise Refusal(
            f"The PaymentMethod provided ({how.kind}) is not allowed for this"
            f" PaymentIntent; allowed: {', '.join(intent.payment_method_types)}",
            param="payment_method",
        )
    intent.kept.method, intent.last_payment_error = method, None
    intent.payment_method = fake.new_id("pm")
    if how.is_asked_again:
        intent.status = "requires_action"
        intent.next_action = {
            "type": "redirect_to_url",
            "redirect_to_url": {
                "return_url": intent.kept.return_url,
                "url": f"{fake.url}/c/3ds/{intent.id}",
            },
        }
        fake.tell("payment_intent.requires_action", intent, now)
    elif how.is_slow:
        intent.status, intent.kept.done_at = "processing", now + SLOW_S
        fake.tell("payment_intent.processing", intent, now)
    else:
        _take(fake, intent, how, now)
    return intent


def authenticate(fake: FakeStripe, intent: Intent, is_buyer: bool, now: int) -> Intent:
    """Say whether the buyer's bank knew the buyer."""
    if intent.status != "requires_action":
        raise unexpected(intent, "authenticate")
    intent.next_action = None
    if not is_buyer:
        _fail(fake, intent, "payment_intent_authentication_failure", now)
        return intent
    _take(fake, intent, behaviour(intent.kept.method or ""), now)
    return intent


def finish(fake: FakeStripe, intent: Intent, now: int) -> Intent:
    """End what takes days at a bank."""
    if intent.status != "processing":
        raise unexpected(intent, "finish")
    intent.kept.done_at = None
    _take(fake, intent, behaviour(intent.kept.method or ""), now)
    return intent


def cancel(fake: FakeStripe, intent: Intent, reason: str | None, now: int) -> Intent:
    """End an intent that was not paid."""
    if intent.status not in _OPEN:
        raise unexpected(intent, "cancel")
    intent.status, intent.canceled_at = "canceled", now
    intent.cancellation_reason = reason
    intent.next_action = None
    fake.tell("payment_intent.canceled", intent, now)
    return intent


def unexpected(intent: Intent, verb: str) -> Refusal:
    """Return how Stripe says that an intent's status does not allow it."""
    return Refusal(
        f"You cannot {verb} this PaymentIntent because it has a status of"
        f" {intent.status}.",
        "payment_intent_unexpected_state",
    )


def _take(fake: FakeStripe, intent: Intent, how: Behaviour, now: int) -> None:
    if how.decline:
        _fail(fake, intent, how.decline, now)
        return
    charge = Charge(
        id=fake.new_id("ch"),
        amount=intent.amount,
        created=now,
        currency=intent.currency,
        metadata=intent.metadata,
        payment_intent=intent.id,
        payment_method=intent.payment_method or "",
    )
    intent.status, intent.amount_received = "succeeded", intent.amount
    intent.latest_charge = charge.id
    fake.tell("charge.succeeded", charge, now)
    fake.tell("payment_intent.succeeded", intent, now)
    if how.is_disputed:
        dispute(fake, charge, "fraudulent", now)


def _fail(fake: FakeStripe, intent: Intent, decline: str, now: int) -> None:
    is_decline = not decline.startswith("payment_intent_")
    intent.last_payment_error = {
        "type": "card_error",
        "code": "card_declined" if is_decline else decline,
        "decline_code": decline if is_decline else None,
        "message": "Your card was declined."
        if is_decline
        else "We are unable to authenticate your payment method.",
    }
    intent.status, intent.payment_method = "requires_payment_method", None
    fake.tell("payment_intent.payment_failed", intent, now)
