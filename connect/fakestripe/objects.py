"""Stripe's objects, as far as a shop meets them; `kept` is what Stripe would not show."""

from typing import Any, Literal

import msgspec

IntentStatus = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "succeeded",
    "canceled",
]
Text = str | None


class Intent(msgspec.Struct, kw_only=True):
    """A PaymentIntent."""

    id: str
    object: str = "payment_intent"
    amount: int
    amount_received: int = 0
    automatic_payment_methods: dict[str, Any] | None = None
    canceled_at: int | None = None
    cancellation_reason: Text = None
    capture_method: str = "automatic_async"
    client_secret: str
    confirmation_method: str = "automatic"
    created: int
    currency: str
    description: Text = None
    last_payment_error: dict[str, Any] | None = None
    latest_charge: Text = None
    livemode: bool = False
    metadata: dict[str, str] = {}
    next_action: dict[str, Any] | None = None
    payment_method: Text = None
    payment_method_types: list[str] = []
    receipt_email: Text = None
    statement_descriptor_suffix: Text = None
    status: IntentStatus = "requires_payment_method"
    kept: "IntentKept"


class IntentKept(msgspec.Struct):
    """Of which session it is, how its method behaves, and until when it takes."""

    session: Text = None
    method: Text = None
    return_url: Text = None
    done_at: int | None = None


class Line(msgspec.Struct):
    """One line of a session."""

    title: str
    quantity: int
    amount: int


class Session(msgspec.Struct, kw_only=True):
    """A Checkout Session."""

    id: str
    object: str = "checkout.session"
    amount_subtotal: int
    amount_total: int
    cancel_url: Text = None
    client_reference_id: Text = None
    created: int
    currency: str
    customer_details: dict[str, Any] | None = None
    customer_email: Text = None
    expires_at: int
    livemode: bool = False
    locale: Text = None
    metadata: dict[str, str] = {}
    mode: str = "payment"
    payment_intent: Text = None
    payment_method_types: list[str] = []
    payment_status: Literal["unpaid", "paid", "no_payment_required"] = "unpaid"
    status: Literal["open", "complete", "expired"] = "open"
    success_url: str
    ui_mode: str = "hosted_page"
    url: Text
    kept: "SessionKept"


class SessionKept(msgspec.Struct):
    """What is sold, and what its intent is to be given."""

    lines: list[Line]
    intent: dict[str, Any]


class Charge(msgspec.Struct, kw_only=True):
    """One taking of money from a card or an account."""

    id: str
    object: str = "charge"
    amount: int
    amount_refunded: int = 0
    created: int
    currency: str
    disputed: bool = False
    livemode: bool = False
    metadata: dict[str, str]
    paid: bool = True
    payment_intent: str
    payment_method: str
    refunded: bool = False
    status: str = "succeeded"


class Refund(msgspec.Struct, kw_only=True):
    """Money that goes back."""

    id: str
    object: str = "refund"
    amount: int
    charge: str
    created: int
    currency: str
    failure_reason: Text = None
    metadata: dict[str, str] = {}
    payment_intent: str
    reason: Text = None
    status: Literal["pending", "succeeded", "failed", "canceled"]


class Dispute(msgspec.Struct, kw_only=True):
    """A buyer asked the bank for the money."""

    id: str
    object: str = "dispute"
    amount: int
    charge: str
    created: int
    currency: str
    evidence_details: dict[str, Any]
    is_charge_refundable: bool = False
    livemode: bool = False
    metadata: dict[str, str] = {}
    payment_intent: str
    reason: str
    status: str = "needs_response"


class Event(msgspec.Struct, kw_only=True):
    """Something that happened, with the object as it was then."""

    id: str
    object: str = "event"
    api_version: str
    created: int
    data: dict[str, Any]
    livemode: bool = False
    pending_webhooks: int = 1
    request: dict[str, Any] | None = None
    type: str


Thing = Intent | Session | Charge | Refund | Dispute


def shown(thing: Thing | Event) -> dict[str, Any]:
    """Return an object as Stripe writes it, without what it keeps to itself."""
    made: dict[str, Any] = msgspec.to_builtins(thing)
    made.pop("kept", None)
    return made
