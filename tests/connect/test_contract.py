"""Our fake keeps to Stripe's words: what we read and send is what the SDK knows of."""

import json
from datetime import UTC, datetime
from typing import Any, get_type_hints

import msgspec
import pytest
import stripe
from stripe.params import PaymentIntentCreateParams, RefundCreateParams
from stripe.params.checkout import (
    SessionCreateParams,
    SessionCreateParamsAdaptivePricing,
    SessionCreateParamsLineItem,
    SessionCreateParamsLineItemPriceData,
    SessionCreateParamsPaymentIntentData,
)

from connect.fakestripe import intents, methods, objects, refunds, sessions
from connect.fakestripe.api import Request, answer
from connect.fakestripe.core import API_VERSION, FakeStripe
from connect.payments import stripe_objects as said
from connect.payments.stripe_events import heeded

NOW = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())
PAIRS = [
    (objects.Session, stripe.checkout.Session, said.SessionSaid),
    (objects.Intent, stripe.PaymentIntent, said.IntentSaid),
    (objects.Refund, stripe.Refund, said.RefundSaid),
    (objects.Dispute, stripe.Dispute, said.DisputeSaid),
    (objects.Event, stripe.Event, said.EventSaid),
    (objects.Charge, stripe.Charge, said.NamedSaid),
]
FORMS = [
    (sessions.NewSession, SessionCreateParams),
    (sessions.NewLine, SessionCreateParamsLineItem),
    (sessions.PriceData, SessionCreateParamsLineItemPriceData),
    (sessions.IntentData, SessionCreateParamsPaymentIntentData),
    (sessions.AdaptivePricing, SessionCreateParamsAdaptivePricing),
    (intents.NewIntent, PaymentIntentCreateParams),
    (refunds.NewRefund, RefundCreateParams),
]


def names(kind: Any) -> set[str]:
    """The fields that a class says it has, in whatever way."""
    if issubclass(kind, msgspec.Struct):
        return set(kind.__struct_fields__) - {"kept"}
    return {
        name for one in kind.__mro__ for name in vars(one).get("__annotations__", ())
    }


@pytest.mark.parametrize(("faked", "real", "read"), PAIRS)
def test_the_fake_has_what_we_read_and_nothing_of_its_own(
    faked: Any, real: Any, read: Any
) -> None:
    assert names(faked) <= names(real)
    # A message of another account says so; our own never does.
    assert names(read) - {"account"} <= names(faked)


@pytest.mark.parametrize(("asked", "real"), FORMS)
def test_the_fake_takes_no_form_that_stripe_does_not(asked: Any, real: Any) -> None:
    assert names(asked) <= names(real)


def test_the_kinds_of_messages_are_those_of_stripe() -> None:
    known = str(get_type_hints(stripe.Event)["type"])
    unknown = [kind for kind in heeded() if f"'{kind}'" not in known]
    # Told of in older accounts alone.
    assert unknown in ([], ["charge.refund.updated"])


def test_the_version_is_that_of_the_sdk() -> None:
    client = stripe.StripeClient("sk_test_fake")
    assert client._requestor._options.stripe_version == API_VERSION  # type: ignore[attr-defined]


def ask(fake: FakeStripe, method: str, path: str, form: str = "") -> tuple[int, Any]:
    request = Request(method, path, form, key="sk_test_fake")
    done = answer(fake, request, NOW)
    return done.status, json.loads(done.body)


@pytest.mark.parametrize(
    ("form", "code", "param"),
    [
        ("amount=2599", "parameter_missing", "currency"),
        ("amount=2599&currency=eur&colour=red", "parameter_unknown", "colour"),
        (
            "amount=99&currency=eur&payment_method_types[]=card",
            "parameter_unknown",
            "payment_method_types",
        ),
        ("amount=a&currency=eur", "parameter_invalid", "amount"),
        ("amount=49&currency=eur", "amount_too_small", "amount"),
        ("amount=100000000&currency=eur", "amount_too_large", "amount"),
    ],
)
def test_a_form_that_is_wrong_is_refused_by_its_name(
    form: str, code: str, param: str
) -> None:
    status, made = ask(FakeStripe(), "POST", "/v1/payment_intents", form)
    assert (status, made["error"]["code"]) == (400, code)
    assert made["error"]["param"] == param


@pytest.mark.parametrize(
    "form",
    ["a[b=1", "a]=1", "[]=1", "a=1&a[b]=1", "%ff=%fe", "a[" * 500, "&" * 5000, "=" * 9],
)
def test_a_form_that_makes_no_sense_is_refused(form: str) -> None:
    status, _ = ask(FakeStripe(), "POST", "/v1/payment_intents", form)
    assert status == 400


def test_a_buyers_program_pays_with_the_secret_of_the_intent_alone() -> None:
    fake = FakeStripe()
    form = "amount=2599&currency=eur&payment_method=pm_card_visa"
    _, made = ask(fake, "POST", "/v1/payment_intents", form)
    name, secret = made["id"], made["client_secret"]
    path = f"/v1/payment_intents/{name}"

    def as_buyer(path: str, form: str = "") -> int:
        request = Request("POST", path, form, key="pk_test_shop")
        return answer(fake, request, NOW).status

    assert as_buyer(path + "/confirm", "client_secret=guessed") == 404
    assert as_buyer(path + "/confirm") == 401
    assert as_buyer(path + "/cancel", f"client_secret={secret}") == 401
    assert as_buyer(path + "/confirm", f"client_secret={secret}") == 200


def test_nothing_else_is_there() -> None:
    for method, path in (("GET", "/v1/charges"), ("DELETE", "/v1/refunds/re_1")):
        status, made = ask(FakeStripe(), method, path)
        assert status == 404
        assert made["error"]["type"] == "invalid_request_error"


def test_every_test_number_behaves_as_a_way_of_paying_by_name() -> None:
    for way in methods.SHOWN:
        assert methods.behaviour(methods.method_of(way.number)) == way.how


def test_the_same_calls_make_the_same_world() -> None:
    worlds = []
    for _ in range(2):
        fake = FakeStripe("seed")
        ask(fake, "POST", "/v1/payment_intents", "amount=2599&currency=eur")
        worlds.append((fake.things, fake.events))
    assert worlds[0] == worlds[1]
    assert FakeStripe("other").new_id("pi") != FakeStripe("seed").new_id("pi")
