"""Orders that show enough signs of fraud wait for a person."""

import msgspec
import pytest
from order_desk import PRICES, piece

from ledger.orders.errors import FraudRuleRefused
from ledger.orders.fraud import (
    DEFAULTS,
    FraudRule,
    forget_fraud_rule,
    fraud_rules_now,
    judge,
    set_fraud_rule,
)
from ledger.orders.paid import release

DEAR = FraudRule(
    name="dear",
    field="total_minor",
    operator="at_least",
    value=1999,
    currency="EUR",
    score=100,
)


def said(rule, **more):
    return msgspec.structs.replace(rule, **more)


def test_an_honest_order_goes_on_with_no_word_of_it(desk):
    order = desk.paid().order_id
    assert desk.events(order) == ["begun", "payment_came", "paid"]


def test_an_order_of_enough_points_is_held_and_a_person_lets_it_go(desk):
    set_fraud_rule(desk.connection, DEAR, desk.now)
    order = desk.place()
    assert desk.pay(order.order_id).outcome == "held"
    assert desk.order(order.order_id).order["held_reason"] == "fraud"
    assert desk.events(order.order_id)[-2:] == ["judged", "held"]
    assert [kind for kind, _ in desk.works()] == ["shop_event"]
    release(desk.connection, order.order_id, "1", desk.now)
    assert "supplier_order" in [kind for kind, _ in desk.works()]


def test_points_of_several_signs_add_up(desk):
    for name in ("dear", "dearer"):
        rule = said(DEAR, name=name, score=50)
        set_fraud_rule(desk.connection, rule, desk.now)
    order = desk.place().order_id
    verdict = judge(desk.connection, order, desk.now)
    assert (verdict.score, verdict.rules) == (100, ("dear", "dearer"))


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("country", "is", "DE", True),
        ("country", "is_not", "DE", False),
        ("country", "in", ["FR", "DE"], True),
        ("mail_domain", "is", "buyer.test", True),
        ("pieces", "at_most", 1, True),
        ("pieces", "at_least", 2, False),
        ("countries", "at_least", 2, False),
        ("all_digital", "is", False, True),
        ("coupon", "is", "", True),
        ("orders_of_a_day", "at_least", 2, False),
    ],
)
def test_a_rule_finds_its_sign(desk, field, operator, value, found):
    rule = FraudRule(name="r", field=field, operator=operator, value=value, score=7)
    set_fraud_rule(desk.connection, rule, desk.now)
    order = desk.place().order_id
    assert ("r" in judge(desk.connection, order, desk.now).rules) is found


def test_an_amount_counts_in_its_own_currency_alone(desk):
    set_fraud_rule(desk.connection, said(DEAR, currency="JPY"), desk.now)
    assert desk.pay(desk.place().order_id).outcome == "paid"


def test_many_orders_of_one_buyer_in_a_day_are_held(desk):
    for number in range(5):
        desk.place(f"k{number}", piece("HV-LID"))
    order = desk.place("k", piece("HV-BOOK"))
    said = desk.pay(order.order_id, amount_minor=PRICES["HV-BOOK"])
    assert said.outcome == "held"


def test_a_row_takes_the_place_of_the_rule_of_its_name_until_it_is_forgotten(desk):
    off = said(DEFAULTS[0], active=False)
    set_fraud_rule(desk.connection, off, desk.now)
    assert off in fraud_rules_now(desk.connection)
    assert len(fraud_rules_now(desk.connection)) == len(DEFAULTS)
    assert forget_fraud_rule(desk.connection, off.name)
    assert fraud_rules_now(desk.connection) == list(DEFAULTS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "shoe_size"},
        {"operator": "like"},
        {"value": "1999"},
        {"value": True},
        {"operator": "in", "value": 5},
        {"currency": None},
        {"name": ""},
        {"field": "country", "value": "DE"},
    ],
)
def test_a_rule_that_nothing_could_show_is_refused(desk, wrong):
    with pytest.raises(FraudRuleRefused):
        set_fraud_rule(desk.connection, said(DEAR, **wrong), desk.now)
