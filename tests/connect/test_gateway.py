from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from connect.errors import (
    GatewayAway,
    GatewayRefused,
    WebhookForged,
    WebhookTooOld,
    WebhookUnreadable,
)
from connect.fakestripe import disputes, intents, refunds, sessions
from connect.fakestripe.chaos import Chances, Chaos
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.messages import message, signature
from connect.fakestripe.objects import Charge, Dispute, Intent, Refund, Session
from connect.fakestripe.transport import WEBHOOK_SECRET, gateway_to
from connect.payments.gateway import (
    Asked,
    AskedLine,
    Ignored,
    PaymentGateway,
    RefundAsked,
)
from connect.payments.signature import verify
from connect.payments.stripe_gateway import StripeGateway
from ledger.orders.disputes import DisputeFacts
from ledger.orders.refunded import RefundFacts
from ledger.orders.settle import PaymentFacts

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
T = int(NOW.timestamp())
VISA, DECLINED, ASKED_AGAIN = (
    "pm_card_visa",
    "pm_card_visa_chargeDeclined",
    "pm_card_authenticationRequired",
)


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def gateway(fake: FakeStripe) -> StripeGateway:
    return gateway_to(fake, lambda: NOW)


@pytest.fixture
def two_days_later(fake: FakeStripe) -> StripeGateway:
    return gateway_to(fake, lambda: NOW + timedelta(days=2))


def asked(
    attempt: int = 1,
    amount: int = 2599,
    currency: str = "EUR",
    way: Literal["checkout", "intent"] = "checkout",
) -> Asked:
    return Asked(
        key=f"order:o1:{attempt}",
        order_id="o1",
        number="1001",
        payment_id=f"p{attempt}",
        amount_minor=amount,
        currency=currency,
        email="ada@example.org",
        language="de-AT",
        return_url="http://shop.test/orders/t/return",
        cancel_url="http://shop.test/orders/t",
        lines=(AskedLine("Pot", 2, amount - 500), AskedLine("Delivery", 1, 500)),
        way=way,
    )


def paid(
    fake: FakeStripe, gateway: StripeGateway, method: str = VISA, attempt: int = 1
) -> str:
    reference = gateway.begin(asked(attempt)).reference
    sessions.pay(fake, fake.get(Session, reference), method, T)
    return reference


def told(fake: FakeStripe, gateway: StripeGateway) -> list[object]:
    """What a shop hears of everything that happened, without what it need not heed."""
    facts = []
    for event in fake.fresh():
        raw = message(event)
        said = gateway.heed(raw, signature(raw, WEBHOOK_SECRET, T), NOW)
        facts.append(said)
    return [one for one in facts if not isinstance(one, Ignored)]


def test_stripe_is_a_payment_gateway(gateway: StripeGateway) -> None:
    as_asked: PaymentGateway = gateway
    assert (as_asked.provider, as_asked.is_test) == ("stripe", True)


def test_a_payment_that_is_asked_for_twice_is_one(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    assert gateway.begin(asked()) == gateway.begin(asked())
    assert len(list(fake.every(Session))) == 1


def test_a_key_with_another_content_is_refused(gateway: StripeGateway) -> None:
    gateway.begin(asked())
    with pytest.raises(GatewayRefused, match="same parameters"):
        gateway.begin(asked(amount=9999))


@pytest.mark.parametrize("way", ["checkout", "intent"])
def test_what_was_begun_is_gone_on_with_whatever_has_changed(
    gateway: StripeGateway, way: Literal["checkout", "intent"]
) -> None:
    begun = gateway.begin(asked(way=way))
    later = msgspec.structs.replace(
        asked(), reference=begun.reference, return_url="http://elsewhere.test/"
    )
    assert gateway.begin(later) == begun


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ((AskedLine("Pot", 2, 2000), AskedLine("Lid", 1, 599)), ["2 × Pot", "Lid"]),
        ((AskedLine("Pot", 2, 2000),), ["Order 1001"]),
        ((AskedLine("Pot", 1, 2600), AskedLine("Less", 1, -1)), ["Order 1001"]),
        ((AskedLine("P\n" + "o" * 999, 1, 2599),), ["P " + "o" * 248]),
        ((), ["Order 1001"]),
    ],
)
def test_lines_are_shown_where_they_come_to_the_sum(
    fake: FakeStripe,
    gateway: StripeGateway,
    lines: tuple[AskedLine, ...],
    shown: list[str],
) -> None:
    started = gateway.begin(msgspec.structs.replace(asked(), lines=lines))
    session = fake.get(Session, started.reference)
    assert [one.title for one in session.kept.lines] == shown
    assert session.amount_total == 2599


def test_an_answer_that_was_lost_is_had_again(fake: FakeStripe) -> None:
    lost = gateway_to(fake, lambda: NOW, Chaos(1, Chances(answer_lost=1.0)))
    with pytest.raises(GatewayAway):
        lost.begin(asked())
    again = gateway_to(fake, lambda: NOW).begin(asked())
    assert [one.id for one in fake.every(Session)] == [again.reference]


def test_a_buyer_who_pays_is_told_of_and_seen(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    reference = paid(fake, gateway)
    (said,) = told(fake, gateway)
    assert isinstance(said, PaymentFacts)
    assert (said.reference, said.state, said.amount_minor) == (
        reference,
        "succeeded",
        2599,
    )
    looked = gateway.look(reference)
    unlike = {"event_id", "kind", "created_at"}
    assert all(
        getattr(looked, name) == getattr(said, name)
        for name in PaymentFacts.__struct_fields__
        if name not in unlike
    )


def test_a_declined_card_leaves_the_page_open(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    reference = paid(fake, gateway, DECLINED)
    assert gateway.look(reference).state == "asked"
    sessions.pay(fake, fake.get(Session, reference), VISA, T)
    assert gateway.look(reference).state == "succeeded"


@pytest.mark.parametrize(("is_buyer", "state"), [(True, "succeeded"), (False, "asked")])
def test_a_bank_that_asks_again_decides(
    fake: FakeStripe, gateway: StripeGateway, is_buyer: bool, state: str
) -> None:
    reference = paid(fake, gateway, ASKED_AGAIN)
    assert gateway.look(reference).state == "asked"
    sessions.authenticate(fake, fake.get(Session, reference), is_buyer, T)
    assert gateway.look(reference).state == state


@pytest.mark.parametrize(
    ("method", "end"),
    [("pm_sepa_debit", "succeeded"), ("pm_sepa_debit_fails", "failed")],
)
def test_a_slow_payment_is_told_of_twice(
    fake: FakeStripe, gateway: StripeGateway, method: str, end: str
) -> None:
    reference = paid(fake, gateway, method)
    sessions.finish(fake, fake.get(Session, reference), T)
    states = [one.state for one in told(fake, gateway)]  # type: ignore[attr-defined]
    assert states == ["processing", end]
    assert gateway.look(reference).state == end


def test_what_is_closed_cannot_be_paid(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    reference = gateway.begin(asked()).reference
    assert gateway.close(reference).state == "cancelled"
    with pytest.raises(Exception, match="expired"):
        sessions.pay(fake, fake.get(Session, reference), VISA, T)


def test_closing_what_is_paid_says_so(fake: FakeStripe, gateway: StripeGateway) -> None:
    assert gateway.close(paid(fake, gateway)).state == "succeeded"


def test_an_intent_is_paid_by_a_client(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    started = gateway.begin(asked(way="intent"))
    assert started.client_secret
    intent = fake.get(Intent, started.reference)
    intents.pay(fake, intent, DECLINED, T)
    assert gateway.look(started.reference).failure == "generic_decline"
    intents.pay(fake, intent, VISA, T)
    states = [one.state for one in told(fake, gateway)]  # type: ignore[attr-defined]
    assert states == ["failed", "succeeded"]
    assert gateway.close(started.reference).state == "succeeded"


def test_money_goes_back_once_even_when_keys_are_forgotten(
    fake: FakeStripe, gateway: StripeGateway, two_days_later: StripeGateway
) -> None:
    back = RefundAsked(
        refund_id="r1",
        reference=paid(fake, gateway),
        amount_minor=1000,
        currency="EUR",
    )
    first = gateway.refund(back)
    assert gateway.refund(back) == first
    assert two_days_later.refund(back) == first
    # Of two who ask at once neither finds what the other asked for.
    assert "refund:r1" in fake.replays
    assert [one.amount for one in fake.every(Refund)] == [1000]
    assert gateway.look_refund("r1", first.reference or "") == first


def test_more_than_was_paid_does_not_go_back(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    reference = paid(fake, gateway)
    too_much = RefundAsked(
        refund_id="r1", reference=reference, amount_minor=2600, currency="EUR"
    )
    with pytest.raises(GatewayRefused, match="greater than unrefunded"):
        gateway.refund(too_much)


def test_a_refund_that_fails_is_told_of(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    back = RefundAsked(
        refund_id="r1", reference=paid(fake, gateway), amount_minor=9, currency="EUR"
    )
    name = gateway.refund(back).reference or ""
    refunds.end(fake, fake.get(Refund, name), False, T)
    assert told(fake, gateway)[-2:] == [
        RefundFacts("r1", "done", name),
        RefundFacts("r1", "failed", name),
    ]


def test_a_dispute_names_the_payment_as_we_know_it(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    reference = paid(fake, gateway)
    (charge,) = fake.every(Charge)
    made = disputes.dispute(fake, charge, "product_not_received", T)
    disputes.close(fake, fake.get(Dispute, made.id), False, T)
    _, opened, lost = told(fake, gateway)
    assert isinstance(opened, DisputeFacts)
    assert isinstance(lost, DisputeFacts)
    assert (opened.reference, opened.state, lost.state) == (reference, "open", "lost")
    assert opened.answer_by == NOW + timedelta(days=7)


def test_what_happened_can_be_asked_for_afterwards(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    for attempt in range(1, 120):
        paid(fake, gateway, attempt=attempt)
    heard = [one.event_id for one in told(fake, gateway)]  # type: ignore[attr-defined]
    since = list(gateway.events_since(NOW - timedelta(hours=1)))
    asked_for = [one.event_id for one in since]  # type: ignore[union-attr]
    assert asked_for == heard[::-1]
    assert len(heard) == 119
    assert not list(gateway.events_since(NOW + timedelta(hours=1)))


def an_event(fake: FakeStripe, gateway: StripeGateway) -> bytes:
    paid(fake, gateway)
    return message(fake.fresh()[-1])


def test_a_forged_message_is_refused(fake: FakeStripe, gateway: StripeGateway) -> None:
    raw = an_event(fake, gateway)
    good = signature(raw, WEBHOOK_SECRET, T)
    for forged in (
        signature(raw, "whsec_other", T),
        signature(raw + b" ", WEBHOOK_SECRET, T),
        good.replace("t=", "t=1"),
        "",
        "t=1,v1=",
        "t=²,v1=é",
        f"{good},t={T}",
    ):
        with pytest.raises(WebhookForged):
            gateway.heed(raw, forged, NOW)


@given(
    header=some.text(max_size=60) | some.binary().map(lambda raw: f"t={T},v1={raw!r}")
)
def test_nothing_but_our_secret_makes_a_signature(header: str) -> None:
    with pytest.raises(WebhookForged):
        verify(b"{}", header, WEBHOOK_SECRET, NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"data": {"object": {}}},
        {"data": {"object": {"id": "cs_1", "amount_total": -1}}},
        {"data": None},
        {"created": 10**30},
        {"id": None},
    ],
)
def test_what_is_signed_and_cannot_be_read_is_an_error(
    fake: FakeStripe, gateway: StripeGateway, changed: dict[str, object]
) -> None:
    event = msgspec.json.decode(an_event(fake, gateway))
    for raw in (msgspec.json.encode(event | changed), b"", b"\xff", b"[]"):
        with pytest.raises(WebhookUnreadable):
            gateway.heed(raw, signature(raw, WEBHOOK_SECRET, T), NOW)


def test_one_of_two_signatures_is_enough(
    fake: FakeStripe, gateway: StripeGateway
) -> None:
    raw = an_event(fake, gateway)
    new = signature(raw, "whsec_new", T)
    both = f"{new},{signature(raw, WEBHOOK_SECRET, T).partition(',')[2]}"
    assert isinstance(gateway.heed(raw, both, NOW), PaymentFacts)


@pytest.mark.parametrize("late_s", [-301, 301])
def test_a_message_of_another_time_is_refused(
    fake: FakeStripe, gateway: StripeGateway, late_s: int
) -> None:
    raw = an_event(fake, gateway)
    now = NOW + timedelta(seconds=late_s)
    with pytest.raises(WebhookTooOld):
        gateway.heed(raw, signature(raw, WEBHOOK_SECRET, T), now)


@pytest.mark.parametrize(
    "changed",
    [
        {"account": "acct_of_another"},
        {"livemode": True},
        {"type": "customer.created"},
    ],
)
def test_what_is_not_for_us_is_left_alone(
    fake: FakeStripe, gateway: StripeGateway, changed: dict[str, object]
) -> None:
    event = msgspec.json.decode(an_event(fake, gateway))
    raw = msgspec.json.encode(event | changed)
    said = gateway.heed(raw, signature(raw, WEBHOOK_SECRET, T), NOW)
    assert isinstance(said, Ignored)
