"""The fake for Stripe's SDK in this process: its requests are answered, nothing is sent.

What the SDK does with keys, forms, statuses and errors happens as it would over a wire.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import stripe

from connect.fakestripe.api import Answer, Request, answer
from connect.fakestripe.chaos import Chaos
from connect.fakestripe.core import FakeStripe
from connect.payments.stripe_gateway import Account, StripeGateway

WEBHOOK_SECRET = "whsec_of_the_fake"  # noqa: S105 - of the fake


def gateway_to(
    fake: FakeStripe, clock: Callable[[], datetime], chaos: Chaos | None = None
) -> StripeGateway:
    """Return the shop's own gateway, whose Stripe is the fake in this process.

    Nothing is asked again by itself: whoever uses it does, as after a crash.
    """
    client = stripe.StripeClient(
        "sk_test_fake", http_client=InProcess(fake, clock, chaos), max_network_retries=0
    )
    return StripeGateway(client, Account(webhook_secret=WEBHOOK_SECRET, is_test=True))


class InProcess(stripe.HTTPClient):
    """Answers what the SDK asks from a fake; `clock` says what time it is.

    With a `chaos` some calls never reach Stripe, and the answers of some are lost.
    """

    name = "in process"

    def __init__(
        self,
        fake: FakeStripe,
        clock: Callable[[], datetime],
        chaos: Chaos | None = None,
    ) -> None:
        super().__init__()
        self.fake = fake
        self.clock = clock
        self.chaos = chaos

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Answer one request as Stripe would."""
        trouble = self.chaos.trouble() if self.chaos else None
        if trouble == "unreachable":
            raise _cut("the fake did not get this")
        said = self._answer(method, url, headers or {}, post_data)
        if trouble == "answer lost":
            raise _cut("the fake's answer was lost")
        status = 500 if trouble == "broken" else said.status
        again = {"Idempotent-Replayed": "true"} if said.is_again else {}
        return said.body.decode(), status, again

    def _answer(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any
    ) -> Answer:
        place = urlsplit(url)
        request = Request(
            method=method.upper(),
            path=place.path,
            form=post_data or "" if method.lower() == "post" else place.query,
            key=headers.get("Authorization", "").removeprefix("Bearer "),
            idempotency_key=headers.get("Idempotency-Key"),
        )
        return answer(self.fake, request, int(self.clock().timestamp()))

    def close(self) -> None:
        """Nothing is open."""


def _cut(said: str) -> stripe.APIConnectionError:
    # Stripe has not annotated this one's making.
    return stripe.APIConnectionError(said)  # type: ignore[no-untyped-call]
