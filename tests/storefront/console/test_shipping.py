"""Zones and ways of sending in the console: made, ended, and taken back."""

import pytest
from sqlalchemy import update

from ledger.selling.tables import shipping_zones
from ledger.selling.zones import zones

RATE = {"name": "Parcel", "amount": "4,90", "to_g": "2000", "free_from": "50"}


@pytest.fixture
def staff(as_, console):
    with console.ledger.write() as connection:
        connection.execute(update(shipping_zones).values(ended_at=console.clock.now))
    return as_("staff")


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
