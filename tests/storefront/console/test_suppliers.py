"""Suppliers in the console: added, asked in an order, and let rest."""

import pytest
from sqlalchemy import delete

from ledger.orders.suppliers import all_suppliers, supplies_of
from ledger.orders.supplytables import suppliers, supplies


@pytest.fixture
def staff(as_, console):
    with console.ledger.write() as connection:
        for table in (supplies, suppliers):
            connection.execute(delete(table))
    return as_("staff")


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
