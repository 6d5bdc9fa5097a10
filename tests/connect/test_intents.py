"""The same of our fake, of localstripe, and of Stripe's test mode where there is a key."""

from contextlib import suppress
from uuid import uuid4

import pytest
import stripe
from counterparts import VISA, Counterpart

from connect.errors import GatewayRefused
from connect.payments.gateway import Asked, RefundAsked


def test_an_intent_waits_for_its_buyer(counterpart: Counterpart) -> None:
    key = uuid4().hex
    asked = Asked(
        key=key,
        order_id=key,
        number="1001",
        payment_id=key,
        amount_minor=2599,
        currency="EUR",
        email="ada@example.org",
        language="en",
        return_url="https://shop.test/return",
        cancel_url="https://shop.test/",
        way="intent",
    )
    started = counterpart.gateway.begin(asked)
    waiting = counterpart.gateway.look(started.reference)
    assert started.client_secret
    assert (waiting.state, waiting.amount_minor) == ("asked", 2599)


@pytest.mark.parametrize("currency", ["EUR", "JPY"])
def test_what_is_paid_is_seen_with_its_sum(
    counterpart: Counterpart, currency: str
) -> None:
    paid = counterpart.gateway.look(counterpart.paid(currency.lower()))
    assert (paid.state, paid.amount_minor) == ("succeeded", 2599)
    assert (paid.currency, paid.failure) == (currency, None)


def test_a_declined_card_says_why(counterpart: Counterpart) -> None:
    reference = counterpart.intent(counterpart.declined)
    # localstripe says it in the intent alone.
    with suppress(stripe.CardError):
        counterpart.confirm(reference)
    failed = counterpart.gateway.look(reference)
    assert failed.state == "failed"
    assert failed.failure in {"generic_decline", "card_declined"}


@pytest.mark.parametrize(
    "counterpart", ["ours", pytest.param("real", marks=pytest.mark.live)], indirect=True
)
def test_another_card_may_be_tried(counterpart: Counterpart) -> None:
    reference = counterpart.intent(counterpart.declined)
    with pytest.raises(stripe.CardError):
        counterpart.confirm(reference)
    assert counterpart.confirm(reference, payment_method=VISA) == "succeeded"
    paid = counterpart.gateway.look(reference)
    assert (paid.state, paid.failure) == ("succeeded", None)


def test_a_bank_that_asks_again_leaves_it_waiting(counterpart: Counterpart) -> None:
    reference = counterpart.intent(counterpart.asked_again)
    assert counterpart.confirm(reference) == "requires_action"
    assert counterpart.gateway.look(reference).state == "asked"


def test_what_is_closed_is_not_paid_any_more(counterpart: Counterpart) -> None:
    reference = counterpart.intent()
    assert counterpart.gateway.close(reference).state == "cancelled"
    with pytest.raises(stripe.InvalidRequestError):
        counterpart.confirm(reference)


def test_closing_what_is_paid_says_that_it_is(counterpart: Counterpart) -> None:
    assert counterpart.gateway.close(counterpart.paid()).state == "succeeded"


def test_money_goes_back_in_parts_each_once(counterpart: Counterpart) -> None:
    """Also at localstripe, which heeds no keys: what went back is looked for first."""
    reference = counterpart.paid()
    parts = [
        RefundAsked(
            refund_id=uuid4().hex,
            reference=reference,
            amount_minor=amount,
            currency="EUR",
        )
        for amount in (599, 2000)
    ]
    first = [counterpart.gateway.refund(part) for part in parts]
    assert [counterpart.gateway.refund(part) for part in parts] == first
    assert {one.state for one in first} == {"done"}
    done = first[0]
    look = counterpart.gateway.look_refund
    assert look(done.refund_id, done.reference or "") == done


def test_what_there_is_not_is_refused(counterpart: Counterpart) -> None:
    with pytest.raises(GatewayRefused):
        counterpart.gateway.look("pi_that_there_is_not")
