"""Money that comes in makes an order paid once, whatever is said how often and when."""

from datetime import timedelta
from itertools import permutations

import pytest
from order_desk import PRICES, piece
from sqlalchemy import func, select

from ledger.orders import stock
from ledger.orders.closing import cancel, sweep
from ledger.orders.errors import MoveRefused, PaymentUnknown
from ledger.orders.paid import keep_back, release
from ledger.orders.payments import begin_payment, name_payment, payments_of
from ledger.orders.paytables import gateway_events

PRICE = PRICES["HV-POT"]
LATER = timedelta(hours=1)


def kinds(desk):
    return [kind for kind, _ in desk.works()]


def test_a_payment_as_asked_makes_an_order_paid_and_puts_what_follows(desk):
    order = desk.place("k", piece("HV-POT"), piece("HV-BOOK"))
    assert desk.pay(order.order_id, amount_minor=order.total_minor).outcome == "paid"
    found = desk.order(order.order_id).order
    assert (found["state"], found["paid_minor"]) == ("paid", order.total_minor)
    assert found["expires_at"] is None
    of = {"order_id": order.order_id}
    assert desk.works()[1:] == [
        ("mail", {"template": "order_paid", **of, "language": "de"}),
        ("supplier_order", {**of, "line": 1}),
        ("grant", {**of, "line": 2}),
        ("shop_event", {"kind": "order", **of}),
    ]


def test_browser_gateway_and_reconciler_may_all_say_it(desk):
    order = desk.place()
    desk.begin(order.order_id)
    said = [desk.say(), desk.say(event_id="e1"), desk.say(event_id="e1"), desk.say()]
    outcomes = [one.outcome for one in said]
    assert outcomes == ["paid", "unchanged", "repeated", "unchanged"]
    assert kinds(desk).count("mail") == 1
    events = select(func.count()).select_from(gateway_events)
    assert desk.connection.scalar(events) == 1


@pytest.mark.parametrize(
    "order", list(permutations(["processing", "failed", "succeeded", "cancelled"]))
)
def test_whatever_order_messages_come_in_money_that_came_is_there(desk, order):
    placed = desk.place()
    desk.begin(placed.order_id)
    for number, state in enumerate(order):
        desk.say(state=state, event_id=str(number))
    (payment,) = payments_of(desk.connection, placed.order_id)
    assert (desk.state(placed.order_id), payment.state) == ("paid", "succeeded")
    assert kinds(desk) == ["shop_event", "mail", "supplier_order", "shop_event"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [({"amount_minor": 1}, "amount"), ({"currency": "USD"}, "currency")],
)
def test_another_sum_is_held_until_a_person_has_looked(desk, said, reason):
    order = desk.place()
    assert desk.pay(order.order_id, **said).outcome == "held"
    assert desk.order(order.order_id).order["held_reason"] == reason
    assert kinds(desk) == ["shop_event"]
    assert release(desk.connection, order.order_id, "1", desk.now)
    assert not release(desk.connection, order.order_id, "1", desk.now)
    assert kinds(desk) == ["shop_event", "mail", "supplier_order", "shop_event"]


def test_an_order_held_before_it_is_paid_stays_held(desk):
    order = desk.place()
    keep_back(desk.connection, order.order_id, "fraud", "clock", desk.now)
    assert desk.pay(order.order_id).outcome == "held"
    assert (desk.state(order.order_id), kinds(desk)) == ("paid", ["shop_event"])


def test_a_payment_that_nobody_knows_is_an_error(desk):
    with pytest.raises(PaymentUnknown):
        desk.say("pi_unknown", event_id="e1")


def test_a_failed_attempt_is_told_and_another_may_succeed(desk):
    order = desk.place()
    desk.begin(order.order_id, "pi_1")
    assert desk.say("pi_1", state="failed", failure="card_declined").outcome == "noted"
    desk.pay(order.order_id, "pi_2")
    first, second = payments_of(desk.connection, order.order_id)
    assert (first.attempt, second.attempt) == (1, 2)
    assert second.gateway_key == f"order:{order.order_id}:2"
    told = ["begun", "payment_failed", "payment_came", "paid"]
    assert desk.events(order.order_id) == told


def test_the_open_attempt_is_taken_up_again(desk):
    order = desk.place()
    begun = [
        begin_payment(desk.connection, order.order_id, "stripe", desk.now)
        for _ in range(2)
    ]
    assert begun[0] == begun[1]
    name_payment(desk.connection, begun[0].payment_id, "pi_1", desk.now)
    name_payment(desk.connection, begun[0].payment_id, "pi_1", desk.now)
    with pytest.raises(PaymentUnknown):
        name_payment(desk.connection, begun[0].payment_id, "pi_2", desk.now)


def test_what_is_over_paid_or_cancelled_takes_no_new_attempt(desk):
    paid, over = desk.paid("a"), desk.place("b")
    desk.now += LATER
    for order in (paid, over):
        with pytest.raises(MoveRefused):
            begin_payment(desk.connection, order.order_id, "stripe", desk.now)


def test_of_two_payments_of_one_order_the_second_goes_back_at_once(desk):
    order = desk.place()
    desk.begin(order.order_id, "pi_1")
    desk.say("pi_1", state="failed")
    desk.begin(order.order_id, "pi_2")
    assert desk.say("pi_2").outcome == "paid"
    assert desk.say("pi_1").outcome == "returned"
    found = desk.order(order.order_id)
    assert found.order["paid_minor"] - found.order["refunded_minor"] == PRICE
    first, _ = found.payments
    (back,) = found.refunds
    assert (back["payment_id"], back["amount_minor"]) == (first["payment_id"], PRICE)
    assert kinds(desk).count("refund") == 1
    assert desk.state(order.order_id) == "paid"


def test_a_late_payment_brings_an_expired_order_back_where_there_are_pieces(desk):
    order = desk.place()
    desk.begin(order.order_id)
    desk.now += LATER
    assert sweep(desk.connection, desk.now) == 1
    assert (desk.state(order.order_id), desk.left()) == ("cancelled", 5)
    assert desk.say().outcome == "paid"
    assert (desk.state(order.order_id), desk.left()) == ("paid", 4)
    assert stock.miscounted(desk.connection) == []


def test_a_late_payment_goes_back_where_the_pieces_are_gone(desk):
    late = desk.place("a", piece("HV-PAN"), piece("HV-POT", 5))
    desk.begin(late.order_id)
    desk.now += LATER
    sweep(desk.connection, desk.now)
    desk.place("b", piece("HV-POT"))
    said = desk.say(amount_minor=late.total_minor)
    assert (said.outcome, desk.state(late.order_id)) == ("returned", "cancelled")
    assert (desk.left("HV-PAN"), desk.left("HV-POT")) == (3, 4)
    (back,) = desk.order(late.order_id).refunds
    assert back["amount_minor"] == late.total_minor
    mail = ("mail", "payment_returned")
    assert mail in [(kind, said.get("template")) for kind, said in desk.works()]


def test_a_payment_of_what_somebody_cancelled_goes_back(desk):
    order = desk.place()
    desk.begin(order.order_id)
    cancel(desk.connection, order.order_id, "changed my mind", "buyer", desk.now)
    assert desk.say().outcome == "returned"
    assert (desk.state(order.order_id), desk.left()) == ("cancelled", 5)


@pytest.mark.parametrize("said", [{"amount_minor": 0}, {"currency": "USD"}])
def test_a_late_payment_that_cannot_go_back_by_itself_is_held(desk, said):
    order = desk.place()
    desk.begin(order.order_id)
    cancel(desk.connection, order.order_id, "changed my mind", "buyer", desk.now)
    assert desk.say(**said).outcome == "held"
    assert desk.order(order.order_id).order["held_reason"] is not None


def test_a_payment_after_the_time_but_before_the_sweep_counts(desk):
    order = desk.place()
    desk.begin(order.order_id)
    desk.now += LATER
    assert desk.say().outcome == "paid"
    assert sweep(desk.connection, desk.now) == 0
