"""Open the gateway that the settings name; without a key, the fake one of the home."""

from pathlib import Path

import stripe

from connect.errors import GatewayUnusable
from connect.fakestripe.place import find_place
from connect.payments.gateway import PaymentGateway
from connect.payments.settings import PaymentSettings
from connect.payments.stripe_gateway import CHECKOUT, Account, StripeGateway

# A page waits for the answer; what takes longer is asked again by a worker.
_CONNECT_S, _ANSWER_S = 5.0, 15.0
_TRIES_AGAIN = 1


def open_gateway(home: Path, settings: PaymentSettings) -> PaymentGateway | None:
    """Return who takes the money; None while no fake was ever started for the home."""
    if settings.stripe_key:
        return _real(settings)
    if settings.webhook_secret:
        raise GatewayUnusable(
            "payments.webhook_secret is set and payments.stripe_key is not; set"
            " HARVESTMAN_PAYMENTS_STRIPE_KEY, or neither for test mode"
        )
    place = find_place(home)
    if place is None:
        return None
    account = Account(
        webhook_secret=place.webhook_secret, is_test=True, pay_origins=(place.url,)
    )
    return StripeGateway(_client(place.key, place.url), account)


def _real(settings: PaymentSettings) -> PaymentGateway:
    if not settings.webhook_secret:
        raise GatewayUnusable(
            "payments.stripe_key is set and payments.webhook_secret is not: without it"
            " nothing that Stripe says of a payment can be believed; Stripe shows it for"
            " the endpoint /webhooks/stripe, set HARVESTMAN_PAYMENTS_WEBHOOK_SECRET"
        )
    account = Account(
        webhook_secret=settings.webhook_secret,
        is_test=settings.stripe_key[3:].startswith("test_"),
        methods=settings.methods,
        statement=settings.statement,
        pay_origins=(settings.url or CHECKOUT,),
    )
    return StripeGateway(_client(settings.stripe_key, settings.url), account)


def _client(key: str, url: str | None) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": url} if url else None,
        http_client=stripe.RequestsClient(timeout=(_CONNECT_S, _ANSWER_S)),
        max_network_retries=_TRIES_AGAIN,
    )
