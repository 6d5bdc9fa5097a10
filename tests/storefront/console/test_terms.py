"""What is sold on which terms, in the console: codes, zones, suppliers, fraud rules."""

import pytest
from sqlalchemy import delete, update

from ledger.orders.fraud import DEFAULTS, fraud_rules_now
from ledger.orders.risktables import fraud_rules
from ledger.orders.suppliers import all_suppliers, supplies_of
from ledger.orders.supplytables import suppliers, supplies
from ledger.selling.coupons import listed
from ledger.selling.tables import coupons, shipping_zones
from ledger.selling.zones import zones


@pytest.fixture
def staff(as_, console):
    with console.ledger.write() as connection:
        for table in (coupons, supplies, suppliers, fraud_rules):
            connection.execute(delete(table))
        connection.execute(update(shipping_zones).values(ended_at=console.clock.now))
    return as_("staff")


PERCENT = {"kind": "percent", "worth": "12.5", "code": "spring 26"}


def codes(console):
    with console.ledger.read() as connection:
        return listed(connection)


def test_a_code_is_made_and_taken_back(staff):
    staff.post(
        "/coupons/add", **PERCENT, most_uses="10", least="20", valid_until="2026-12-31"
    )
    (made,) = codes(staff)
    assert (made.code, made.percent_bp, made.least_minor) == ("SPRING26", 1_250, 2_000)
    page = staff.get("/coupons").text
    for said in ("12.5 % off the goods, from €20.00 on", "used 0 of 10 times", "holds"):
        assert said in page, said
    staff.post("/coupons/end", code="SPRING26")
    assert codes(staff)[0].ended_at is not None
    staff.post("/coupons/resume", code="SPRING26")
    assert codes(staff)[0].ended_at is None


def test_a_gift_without_a_code_gets_one_that_nobody_guesses(staff):
    for _ in range(2):
        staff.post("/coupons/add", kind="gift", worth="50")
    first, second = codes(staff)
    assert first.code != second.code
    assert len(first.code) == 13
    assert "A gift of €50.00, €50.00 left" in staff.get("/coupons").text


@pytest.mark.requirement(12)
@pytest.mark.parametrize(
    "said",
    [
        {"kind": "none"},
        {"worth": ""},
        {"worth": "101"},
        {"worth": "-1"},
        {"worth": "1e1"},
        {"kind": "amount", "worth": "0"},
        {"kind": "gift", "worth": "5.001"},
        {"code": "<script>"},
        {"code": "AB"},
        {"least": "x"},
        {"most_uses": "0"},
        {"valid_until": "2020-01-01"},
        {"valid_until": "9999-12-31"},
        {"valid_from": "soon"},
        {"note": "x" * 201},
    ],
)
def test_a_code_that_cannot_be_is_said_and_not_made(staff, said):
    staff.post("/coupons/add", **PERCENT | said)
    assert "Not done:" in staff.get("/coupons").text
    assert codes(staff) == []


def test_what_names_no_code_ends_none(staff):
    staff.post("/coupons/end", code="NOTHING")
    assert "there is no such code" in staff.get("/coupons").text
    assert "No code yet." in staff.get("/coupons?page=0").text


RATE = {"name": "Parcel", "amount": "4,90", "to_g": "2000", "free_from": "50"}


def offered(console):
    with console.ledger.read() as connection:
        return [
            (one.name, one.places, [r.amount_minor for r in one.rates])
            for one in zones(connection)
        ]


@pytest.fixture
def europe(staff):
    staff.post("/shipping/zone", name="Europe", places="eu, CH")
    with staff.ledger.read() as connection:
        return str(zones(connection)[0].zone_id)


def test_a_zone_is_made_and_what_sending_costs_there(staff, europe):
    assert "Nothing can be sent there yet" in staff.get("/shipping").text
    staff.post("/shipping/rate", zone=europe, **RATE)
    assert offered(staff) == [("Europe", ("EU", "CH"), [490])]
    page = staff.get("/shipping").text
    assert "Parcel: €4.90" in page
    assert "free from €50.00 on" in page


def test_what_was_ended_is_offered_again_by_undo(staff, europe):
    staff.post("/shipping/rate", zone=europe, **RATE)
    before = offered(staff)
    with staff.ledger.read() as connection:
        rate = zones(connection)[0].rates[0].rate_id
    staff.post("/shipping/rate/end", rate=rate)
    assert offered(staff) == [("Europe", ("EU", "CH"), [])]
    staff.post("/shipping/rate/resume", rate=rate)
    assert offered(staff) == before
    staff.post("/shipping/zone/end", zone=europe)
    assert "No zone yet." in staff.get("/shipping").text
    staff.post("/shipping/zone/undo")
    assert offered(staff) == before
    staff.post("/shipping/zone/undo")
    assert "nothing to take back" in staff.get("/shipping").text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("zone", {"name": "More", "places": "EU"}),
        ("zone", {"name": "", "places": "DE"}),
        ("zone", {"name": "x", "places": "nowhere"}),
        ("zone/end", {"zone": "0"}),
        ("rate", RATE | {"zone": "0"}),
        ("rate", RATE | {"amount": "-1"}),
        ("rate", RATE | {"from_g": "3000"}),
        ("rate", RATE | {"days_least": "4"}),
        ("rate/end", {"rate": "x"}),
        ("rate/end", {"rate": "0"}),
    ],
)
def test_what_cannot_be_sent_is_said_and_changes_nothing(staff, europe, path, said):
    before = offered(staff)
    staff.post(f"/shipping/{path}", **{"zone": europe} | said)
    assert "Not done:" in staff.get("/shipping").text
    assert offered(staff) == before


@pytest.fixture
def acme(staff):
    staff.post("/suppliers/add", name="Acme", contact="a@b.c", days_to="5")
    with staff.ledger.read() as connection:
        return all_suppliers(connection)[0].supplier_id


def asked(console, sku="HV-POT"):
    with console.ledger.read() as connection:
        return [
            (one.supplier_id, one.cost_minor) for one in supplies_of(connection, sku)
        ]


def test_a_supplier_has_a_sku_until_that_is_taken_back(staff, acme):
    staff.post("/suppliers/supply", supplier=acme, sku="HV-POT", cost="8.50")
    assert asked(staff) == [(acme, 850)]
    assert "1. Acme" in staff.get("/suppliers?sku=HV-POT").text
    staff.post("/suppliers/supply/end", supplier=acme, sku="HV-POT")
    assert asked(staff) == []
    assert "Nobody is asked for HV-POT" in staff.get("/suppliers?sku=HV-POT").text


def test_who_rests_is_asked_for_nothing_and_undo_asks_again(staff, acme):
    staff.post("/suppliers/supply", supplier=acme, sku="HV-POT", cost="8.50")
    staff.post("/suppliers/change", supplier=acme, active="0")
    assert asked(staff) == []
    page = staff.get("/suppliers").text
    assert 'name="active" value="1"' in page.partition('class="did')[2]
    staff.post("/suppliers/change", supplier=acme, active="1")
    assert asked(staff) == [(acme, 850)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("add", {"name": ""}),
        ("add", {"name": "Acme"}),
        ("add", {"name": "x", "days_to": "-1"}),
        ("change", {"supplier": "0"}),
        ("supply", {"sku": "HV-POT", "cost": "-1"}),
        ("supply", {"sku": "HV-POT", "cost": "x"}),
        ("supply/end", {"sku": "HV-POT"}),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(staff, acme, path, said):
    staff.post(f"/suppliers/{path}", **{"supplier": acme} | said)
    assert "Not done:" in staff.get("/suppliers").text
    assert asked(staff) == []


DEAR = {
    "name": "dear",
    "field": "total_minor",
    "operator": "at_least",
    "value": "500",
    "score": "60",
}


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
