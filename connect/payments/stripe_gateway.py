"""Stripe, by Checkout Sessions (`cs_`) or PaymentIntents (`pi_`).

A session's payment is called by the session: what is told of its intent is left to it.
Asking goes through Stripe's SDK (keys, retries, forms), answers are read by us.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
import stripe
import structlog

from connect.errors import GatewayAway, GatewayRefused, WebhookUnreadable
from connect.payments import stripe_facts as facts_of
from connect.payments.amounts import to_stripe
from connect.payments.gateway import (
    Asked,
    AskedLine,
    Facts,
    Ignored,
    RefundAsked,
    Started,
)
from connect.payments.signature import verify
from connect.payments.stripe_events import facts_in, heeded, read_event
from connect.payments.stripe_objects import (
    EventSaid,
    IntentSaid,
    ListSaid,
    NamedSaid,
    Params,
    RefundSaid,
    SessionSaid,
    read,
)
from ledger.orders.refunded import RefundFacts
from ledger.orders.settle import PaymentFacts

log = structlog.get_logger()

_PAGE = 100
_MOST_PAGES = 1_000
CHECKOUT = "https://checkout.stripe.com"
_SESSIONS, _INTENTS = "/v1/checkout/sessions", "/v1/payment_intents"
# What Stripe's page can speak of the tongues that a shop may have.
_LOCALES = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv"})
_LASTING = (
    stripe.InvalidRequestError,
    stripe.IdempotencyError,
    stripe.AuthenticationError,
    stripe.PermissionError,
    stripe.CardError,
)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Which account it is, and how it takes; without `methods` Stripe's settings say."""

    webhook_secret: str
    is_test: bool
    methods: tuple[str, ...] = ()
    statement: str = ""
    pay_origins: tuple[str, ...] = (CHECKOUT,)


class StripeGateway:
    """Takes money through one Stripe account."""

    provider = facts_of.PROVIDER

    def __init__(self, client: stripe.StripeClient, account: Account) -> None:
        self.is_test = account.is_test
        self.pay_origins = account.pay_origins
        self._client = client
        self._account = account

    def begin(self, asked: Asked) -> Started:
        """Ask for a payment; again with the same key, it is the same payment."""
        if asked.reference:
            return self._begun(asked.reference)
        if asked.way == "checkout":
            raw = self._ask("post", _SESSIONS, self._session(asked), asked.key)
            return _started(read(raw, SessionSaid))
        raw = self._ask("post", _INTENTS, self._intent(asked), asked.key)
        return _started(read(raw, IntentSaid))

    def look(self, reference: str) -> PaymentFacts:
        """Return how a payment stands."""
        if _is_session(reference):
            return facts_of.of_session(self._look_session(reference))
        return facts_of.of_intent(self._look_intent(reference))

    def close(self, reference: str) -> PaymentFacts:
        """See to it that it cannot be paid any more, and return how it stands then."""
        verb = (
            f"{_SESSIONS}/{reference}/expire"
            if _is_session(reference)
            else f"{_INTENTS}/{reference}/cancel"
        )
        try:
            self._ask("post", verb, {})
        except GatewayRefused:
            # It is paid, or closed already; or it is not there, which looking tells.
            return self.look(reference)
        return self.look(reference)

    def refund(self, asked: RefundAsked) -> RefundFacts:
        """Send money back; again with the same refund_id, it goes back once.

        A key holds a day at Stripe, so what went back before is looked for first.
        """
        intent = self._intent_name(asked.reference)
        for said in self._refunds(intent):
            if (said.metadata or {}).get("refund_id") == asked.refund_id:
                return facts_of.of_refund(said, asked.refund_id)
        params: Params = {
            "payment_intent": intent,
            "amount": to_stripe(asked.amount_minor, asked.currency),
            "metadata": {"refund_id": asked.refund_id},
        }
        raw = self._ask("post", "/v1/refunds", params, f"refund:{asked.refund_id}")
        return facts_of.of_refund(read(raw, RefundSaid), asked.refund_id)

    def look_refund(self, refund_id: str, reference: str) -> RefundFacts:
        """Return how a refund stands, by Stripe's name of it."""
        raw = self._ask("get", f"/v1/refunds/{reference}", {})
        return facts_of.of_refund(read(raw, RefundSaid), refund_id)

    def events_since(self, created: datetime) -> Iterator[Facts]:
        """Return what Stripe told us since then, the newest first; it keeps 30 days."""
        since = {"created": {"gte": int(created.timestamp())}, "types": list(heeded())}
        for raw in self._listed("/v1/events", since):
            event = read(raw, EventSaid)
            try:
                said = self._facts(event)
            except WebhookUnreadable as error:
                # One of them must not keep the others from being heard.
                log.warning("event_unreadable", event_id=event.id, why=str(error))
                continue
            if not isinstance(said, Ignored):
                yield said

    def heed(self, raw: bytes, signature: str, now: datetime) -> Facts:
        """Return what a message says; forged, too old and unreadable are errors."""
        verify(raw, signature, self._account.webhook_secret, now)
        return self._facts(read_event(raw))

    def _facts(self, event: EventSaid) -> Facts:
        return facts_in(event, is_test=self.is_test, name_of=self._session_of)

    def _session(self, asked: Asked) -> Params:
        amount = to_stripe(asked.amount_minor, asked.currency)
        marks = _marks(asked)
        language = asked.language.partition("-")[0]
        about: Params = {"metadata": marks, "description": f"Order {asked.number}"}
        if self._account.statement:
            about["statement_descriptor_suffix"] = self._account.statement
        params: Params = {
            "mode": "payment",
            "adaptive_pricing": {"enabled": False},
            "client_reference_id": asked.order_id,
            "customer_email": asked.email,
            "locale": language if language in _LOCALES else "auto",
            "success_url": asked.return_url,
            "cancel_url": asked.cancel_url,
            "metadata": marks,
            "line_items": _lines(asked, amount),
            "payment_intent_data": about,
        }
        return params | self._taken()

    def _intent(self, asked: Asked) -> Params:
        # Without `receipt_email`: the buyer gets mails from us, and each once.
        params: Params = {
            "amount": to_stripe(asked.amount_minor, asked.currency),
            "currency": asked.currency.lower(),
            "metadata": _marks(asked),
        }
        if self._account.statement:
            params["statement_descriptor_suffix"] = self._account.statement
        return params | self._taken()

    def _taken(self) -> Params:
        methods = list(self._account.methods)
        return {"allowed_payment_method_types": methods} if methods else {}

    def _begun(self, reference: str) -> Started:
        if _is_session(reference):
            return _started(self._look_session(reference))
        return _started(self._look_intent(reference))

    def _look_session(self, reference: str) -> SessionSaid:
        wish = {"expand": ["payment_intent"]}
        return read(self._ask("get", f"{_SESSIONS}/{reference}", wish), SessionSaid)

    def _look_intent(self, reference: str) -> IntentSaid:
        return read(self._ask("get", f"{_INTENTS}/{reference}", {}), IntentSaid)

    def _intent_name(self, reference: str) -> str:
        if not _is_session(reference):
            return reference
        intent = self._look_session(reference).payment_intent
        if not isinstance(intent, IntentSaid):
            raise GatewayRefused(f"{reference} was never paid: nothing can go back")
        return intent.id

    def _session_of(self, intent: str) -> str:
        """Return what the payment of an intent is called here."""
        wish = {"payment_intent": intent, "limit": 1}
        found = read(self._ask("get", _SESSIONS, wish), ListSaid).data
        return read(found[0], SessionSaid).id if found else intent

    def _refunds(self, intent: str) -> Iterator[RefundSaid]:
        for raw in self._listed("/v1/refunds", {"payment_intent": intent}):
            yield read(raw, RefundSaid)

    def _listed(self, path: str, wish: Params) -> Iterator[Any]:
        after: Params = {}
        for _ in range(_MOST_PAGES):
            raw = self._ask("get", path, {**wish, **after, "limit": _PAGE})
            page = read(raw, ListSaid)
            yield from page.data
            if not page.has_more or not page.data:
                return
            after = {"starting_after": read(page.data[-1], NamedSaid).id}
        raise GatewayAway(f"Stripe's list {path} does not end")

    def _ask(self, method: str, path: str, params: Params, key: str = "") -> str:
        options = {"idempotency_key": key} if key else {}
        try:
            said = self._client.raw_request(method, path, **params, **options)
        except _LASTING as error:
            raise GatewayRefused(
                f"Stripe refused {method} {path}: {error.user_message or error}",
                error.code,
            ) from error
        except stripe.StripeError as error:
            raise GatewayAway(
                f"Stripe did not answer {method} {path}: {error.user_message or error}"
            ) from error
        return said.body


def _is_session(reference: str) -> bool:
    return reference.startswith("cs_")


def _started(said: SessionSaid | IntentSaid) -> Started:
    if isinstance(said, SessionSaid):
        return Started(said.id, url=said.url)
    return Started(said.id, client_secret=said.client_secret)


def _marks(asked: Asked) -> dict[str, str]:
    """Return what Stripe is to keep with it, so that its messages say whose they are."""
    return {
        "order_id": asked.order_id,
        "number": asked.number,
        "payment_id": asked.payment_id,
        "way": asked.way,
    }


def _lines(asked: Asked, amount: int) -> list[Params]:
    """Return the lines of Stripe's page; one line where they do not come to the sum.

    Stripe multiplies pieces by a price of one, which a discount may have no whole of.
    """
    lines = asked.lines
    is_whole = sum(one.amount_minor for one in lines) == asked.amount_minor
    if not is_whole or any(one.amount_minor < 0 for one in lines) or len(lines) > _PAGE:
        lines = (AskedLine(f"Order {asked.number}", 1, asked.amount_minor),)
    return [_line(one, asked.currency) for one in lines]


def _line(line: AskedLine, currency: str) -> Params:
    many = f"{line.quantity} × " if line.quantity > 1 else ""
    name = (many + " ".join(line.title.split()))[:250] or "-"
    price = {
        "currency": currency.lower(),
        "unit_amount": to_stripe(line.amount_minor, currency),
        "product_data": {"name": name},
    }
    return {"quantity": 1, "price_data": price}
