"""Fraud rules in the console: set, switched off, and taken back."""

import pytest
from sqlalchemy import delete

from ledger.orders.fraud import DEFAULTS, fraud_rules_now
from ledger.orders.risktables import fraud_rules

DEAR = {
    "name": "dear",
    "field": "total_minor",
    "operator": "at_least",
    "value": "500",
    "score": "60",
}


@pytest.fixture
def staff(as_, console):
    with console.ledger.write() as connection:
        connection.execute(delete(fraud_rules))
    return as_("staff")


def rules(console):
    with console.ledger.read() as connection:
        return {one.name: one for one in fraud_rules_now(connection)}


def test_a_rule_is_set_and_taken_back(staff):
    staff.post("/fraud/set", **DEAR)
    assert (rules(staff)["dear"].value, rules(staff)["dear"].currency) == (
        50_000,
        "EUR",
    )
    assert "the sum at least €500.00" in staff.get("/fraud").text
    staff.post("/fraud/undo")
    assert "dear" not in rules(staff)
    staff.post("/fraud/undo")
    assert "nothing to take back" in staff.get("/fraud").text


def test_a_rule_that_each_shop_has_is_switched_off_and_on_again(staff):
    name = DEFAULTS[0].name
    staff.post("/fraud/switch", name=name, active="0")
    assert not rules(staff)[name].active
    staff.post("/fraud/undo")
    assert rules(staff)[name] == DEFAULTS[0]


def test_a_rule_of_several_words_is_kept_as_such(staff):
    staff.post(
        "/fraud/set",
        **DEAR | {"field": "country", "operator": "in", "value": "XX, YY"},
    )
    assert rules(staff)["dear"].value == ["XX", "YY"]


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"field": "token_hash"},
        {"operator": "like"},
        {"value": "much"},
        {"score": "0"},
        {"score": "x"},
        {"field": "country"},
    ],
)
def test_a_rule_that_cannot_be_is_said_and_not_kept(staff, said):
    staff.post("/fraud/set", **DEAR | said)
    assert "Not done:" in staff.get("/fraud").text
    assert set(rules(staff)) == {one.name for one in DEFAULTS}
