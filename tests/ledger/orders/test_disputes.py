"""What a bank takes back holds the order, and stands among the refunds when it is lost."""

from itertools import permutations

import pytest
from order_desk import PRICES
from sqlalchemy import select

from ledger.orders.disputes import (
    DisputeFacts,
    disputes_of,
    is_disputed,
    settle_dispute,
)
from ledger.orders.errors import PaymentUnknown
from ledger.orders.paid import keep_back
from ledger.orders.payments import payments_of
from ledger.orders.paytables import refunds
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.refunds import RefundWish, refund

PRICE = PRICES["HV-POT"]


def say(desk, state="open", **more):
    facts = {"provider": "stripe", "dispute": "dp_1", "reference": "pi_k"}
    facts |= {"state": state, "amount_minor": PRICE, "currency": "EUR"}
    said = DisputeFacts(**(facts | {"reason": "fraudulent"} | more))
    return settle_dispute(desk.connection, said, desk.now)


def money(desk, order):
    found = desk.order(order).order
    return found["paid_minor"], found["refunded_minor"], found["state"]


def held(desk, order):
    return desk.order(order).order["held_reason"]


def test_a_disputed_order_is_held_and_goes_on_when_it_is_won(desk):
    order = desk.paid().order_id
    assert say(desk, event_id="e1")
    assert (held(desk, order), is_disputed(desk.connection, order)) == ("dispute", True)
    assert not say(desk, event_id="e1")
    assert say(desk, "won", event_id="e2")
    assert (held(desk, order), is_disputed(desk.connection, order)) == (None, False)
    assert money(desk, order) == (PRICE, 0, "paid")


def test_a_lost_dispute_is_money_that_went_back(desk):
    order = desk.paid().order_id
    before = desk.left()
    say(desk)
    assert say(desk, "lost")
    assert not say(desk, "lost")
    assert money(desk, order) == (PRICE, PRICE, "refunded")
    assert desk.left() == before + 1
    (row,) = desk.connection.execute(select(refunds)).all()
    assert (row.state, row.amount_minor, row.reference) == ("done", PRICE, "dp_1")
    assert "order_refunded" not in str(desk.works())


@pytest.mark.parametrize("order", list(permutations(["open", "won", "lost"])))
def test_messages_of_a_dispute_may_come_in_any_order(desk, order):
    placed = desk.paid().order_id
    for state in order:
        say(desk, state)
    assert money(desk, placed) == (PRICE, PRICE, "refunded")
    (dispute,) = disputes_of(desk.connection, placed)
    assert (dispute["state"], dispute["lost_minor"]) == ("lost", PRICE)


def test_a_loss_takes_no_more_than_is_left_and_the_rest_once_a_refund_fails(desk):
    order = desk.paid().order_id
    wish = RefundWish(key="r", order_id=order, actor="1", extra_minor=500)
    asked = refund(desk.connection, wish, desk.now)
    say(desk, "lost")
    assert money(desk, order) == (PRICE, PRICE, "paid")
    assert disputes_of(desk.connection, order)[0]["lost_minor"] == PRICE - 500
    failed = RefundFacts(asked.refund_id, "failed")
    settle_refund(desk.connection, failed, desk.now)
    assert disputes_of(desk.connection, order)[0]["lost_minor"] == PRICE
    assert money(desk, order) == (PRICE, PRICE, "refunded")
    (payment,) = payments_of(desk.connection, order)
    assert payment.left_minor == 0


def test_a_dispute_that_is_won_lets_nothing_go_that_waits_for_more(desk):
    order = desk.paid().order_id
    keep_back(desk.connection, order, "by_hand", "1", desk.now)
    say(desk)
    say(desk, "won")
    assert held(desk, order) == "by_hand"
    keep_back(desk.connection, order, "dispute", "gateway", desk.now)
    say(desk, dispute="dp_2")
    say(desk, "won", dispute="dp_3")
    assert held(desk, order) == "dispute"


def test_a_dispute_of_a_payment_that_nobody_knows_is_told(desk):
    with pytest.raises(PaymentUnknown, match="pi_other"):
        say(desk, reference="pi_other")


def test_a_loss_that_is_told_before_its_payment_waits_for_it(desk):
    order = desk.place().order_id
    desk.begin(order, "pi_k")
    say(desk, "lost")
    assert money(desk, order) == (0, 0, "pending")
    desk.say("pi_k")
    assert money(desk, order) == (PRICE, PRICE, "refunded")
    assert "order_paid" not in str(desk.works())
