"""What a payment gateway is to this shop: it is asked, and it says what came of it.

All amounts are whole minor units as ISO 4217 has them. Nothing here is called inside a
transaction: first a row says what is asked, then the gateway is asked, then what it said
is settled.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from ledger.orders.disputes import DisputeFacts
from ledger.orders.refunded import RefundFacts
from ledger.orders.settle import PaymentFacts


class AskedLine(msgspec.Struct, frozen=True):
    """One line as the buyer reads it on the gateway's page; the sum is for all of it."""

    title: str
    quantity: int
    amount_minor: int


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be paid; the same under the same key is the same payment again.

    `key` is ledger.orders.payments.Payment.gateway_key. A gateway refuses it with another
    content, so the rest follows from the order. `reference` is what the gateway called
    it, once it did: then that one is gone on with, whatever else is said by now.
    """

    key: str
    order_id: str
    number: str
    payment_id: str
    amount_minor: int
    currency: str
    email: str
    language: str
    return_url: str
    cancel_url: str
    lines: tuple[AskedLine, ...] = ()
    way: Literal["checkout", "intent"] = "checkout"
    reference: str | None = None


class Started(msgspec.Struct, frozen=True):
    """What the gateway calls it, and where the buyer goes or what its scripts need."""

    reference: str
    url: str | None = None
    client_secret: str | None = None


class RefundAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A sum that is to go back, of the payment that the gateway calls `reference`."""

    refund_id: str
    reference: str
    amount_minor: int
    currency: str


class Ignored(msgspec.Struct, frozen=True):
    """A message that is true and changes nothing here, and why."""

    event_id: str
    kind: str
    why: str


Facts = PaymentFacts | RefundFacts | DisputeFacts | Ignored


class PaymentGateway(Protocol):
    """Who takes the money.

    `pay_origins` is where its pages lie: a browser follows a form's redirect only to
    where the shop's form-action allows. Everything raises GatewayAway or GatewayRefused.
    """

    provider: str
    is_test: bool
    pay_origins: tuple[str, ...]

    def begin(self, asked: Asked) -> Started:
        """Ask for a payment; again with the same key, it is the same payment."""

    def look(self, reference: str) -> PaymentFacts:
        """Return how a payment stands."""

    def close(self, reference: str) -> PaymentFacts:
        """See to it that it cannot be paid any more, and return how it stands then."""

    def refund(self, asked: RefundAsked) -> RefundFacts:
        """Send money back; again with the same refund_id, it goes back once."""

    def look_refund(self, refund_id: str, reference: str) -> RefundFacts:
        """Return how a refund stands, by the gateway's name of it."""

    def events_since(self, created: datetime) -> Iterator[Facts]:
        """Return what the gateway told us since then, the newest first."""

    def heed(self, raw: bytes, signature: str, now: datetime) -> Facts:
        """Return what a message says; forged, too old and unreadable are errors."""
