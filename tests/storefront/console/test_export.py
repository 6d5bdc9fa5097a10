"""Orders taken out of the console: whole, harmless in a spreadsheet, and noted."""

import csv
import io
import json

import console_orders
import pytest
from order_desk import Desk, piece
from sqlalchemy import select

from ledger.orders import exported
from ledger.tables import audit

FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture(scope="module")
def made(running, clock):
    with running[1].write() as connection:
        keys = console_orders.fill(connection, clock.now)
        who = console_orders.buyer("formula")
        one = piece("HV-LID", 2, title=FORMULA)
        Desk(connection, clock.now).place("formula", one, buyer=who)
    return keys


@pytest.fixture
def staff(as_, made):
    return as_("staff")


def rows(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def test_all_orders_of_a_list_are_given_out_with_their_money(staff, made, monkeypatch):
    monkeypatch.setattr(exported, "_AT_ONCE", 3)
    answer = staff.post("/orders/export", **{"as": "orders"})
    assert "attachment" in answer.headers["content-disposition"]
    found = rows(answer)
    numbers = [int(one["number"]) for one in found]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == len(made) + 1
    (paid,) = (one for one in found if one["email"] == "ann@buyer.test")
    assert (paid["total"], paid["paid"], paid["currency"]) == ("39.50", "39.50", "EUR")


@pytest.mark.requirement(8)
def test_what_a_spreadsheet_would_calculate_is_text(staff):
    found = rows(staff.post("/orders/export", **{"as": "lines"}))
    titles = {one["title"] for one in found}
    assert f"'{FORMULA}" in titles
    assert FORMULA not in titles


def test_json_holds_whole_orders_and_nothing_that_opens_their_pages(staff, made):
    answer = staff.post("/orders/export", **{"as": "json", "state": "shipped"})
    (one,) = (json.loads(line) for line in answer.text.splitlines())
    assert one["order_id"] == made["shipped"]
    assert [len(one[part]) for part in ("lines", "payments", "refunds")] == [1, 1, 1]
    assert not {"token_hash", "key", "asked_digest"} & {*one, *one["refunds"][0]}


def test_an_export_is_noted_without_what_was_looked_for(staff, people):
    staff.post("/orders/export", **{"as": "orders", "q": "ann@buyer.test"})
    with staff.ledger.read() as connection:
        row = connection.execute(select(audit).order_by(audit.c.seq.desc())).first()
    assert (row.actor, row.action) == (people["staff"].name, "order.export")
    assert "ann" not in json.dumps(row.facts)


def test_what_is_no_form_of_export_gives_nothing_out(staff, as_):
    assert staff.post("/orders/export", **{"as": "exe"}).status_code == 303
    viewer = as_("viewer")
    assert viewer.post("/orders/export", **{"as": "json"}).status_code == 403
    assert "/orders/export" not in viewer.get("/orders").text
