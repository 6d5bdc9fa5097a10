"""Coupons and gift codes in the console: made, shown, ended and taken back."""

import pytest
from sqlalchemy import delete

from ledger.selling.coupons import listed
from ledger.selling.tables import coupons

PERCENT = {"kind": "percent", "worth": "12.5", "code": "spring 26"}


@pytest.fixture
def staff(as_, console):
    with console.ledger.write() as connection:
        connection.execute(delete(coupons))
    return as_("staff")


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
