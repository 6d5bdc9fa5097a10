"""Money that goes back by the console: the sum is seen first, and goes back once."""

from itertools import count

import console_orders
import pytest
from order_desk import Desk, piece, shelve

from ledger.orders import stock
from ledger.orders.search import order_id_of

_EACH = count()


@pytest.fixture(scope="module")
def shelf(running, clock):
    with running[1].write() as connection:
        shelve(connection, clock.now)
        stock.count(connection, "HV-PAN", 99, "1", clock.now)


@pytest.fixture
def number(running, clock, shelf):
    """An order of three lids and a pan that was paid: 15.00 and 24.50."""
    with running[1].write() as connection:
        desk = Desk(connection, clock.now)
        pieces = piece("HV-LID", 3), piece("HV-PAN")
        key = f"refund-{next(_EACH)}"
        return desk.paid(key, *pieces, buyer=console_orders.buyer(key)).number


@pytest.fixture
def staff(as_):
    return as_("staff")


def whole(console, number):
    with console.ledger.read() as connection:
        key = order_id_of(connection, number)
        return Desk(connection, console.clock.now).order(key)


def asked(browser, number, query, **more):
    """Look at what a refund comes to, and send the form that the page holds."""
    page = browser.get(f"/refund?number={number}&{query}").text
    form = page.partition('action="/console/refund/ask"')[2].partition("</form>")[0]
    fields = {
        part.partition('name="')[2].partition('"')[0]: part.partition('value="')[
            2
        ].partition('"')[0]
        for part in form.split("<input")[1:]
    }
    return page, {name: value for name, value in fields.items() if name} | more


def test_what_goes_back_is_seen_first_and_goes_back_once(staff, number):
    page, form = asked(staff, number, "line1=2&shipping=0&extra=1.50")
    assert "€11.50 goes back" in page
    assert "After it €28.00" in page
    for _ in range(2):
        staff.post("/refund/ask", **form | {"reason": "two were bent"})
        assert "€11.50 of order" in staff.get("/orders").text
    found = whole(staff, number)
    assert found.order["refunded_minor"] == 1150
    assert [one["reason"] for one in found.refunds] == ["two were bent"]


def test_all_that_is_left_is_all_and_nothing_more_goes_back(staff, number):
    staff.post("/refund/ask", **asked(staff, number, "line1=1")[1])
    page, form = asked(staff, number, "all=1")
    assert "€34.50 goes back" in page
    assert "That is all of it" in page
    staff.post("/refund/ask", **form)
    found = whole(staff, number)
    assert found.order["refunded_minor"] == found.order["paid_minor"] == 3950
    assert "Nothing is left" in staff.get(f"/refund?number={number}").text


def test_of_two_who_give_the_same_back_at_once_one_is_told(staff, as_, number):
    other = as_("owner")
    forms = [asked(one, number, "line1=1")[1] for one in (staff, other)]
    staff.post("/refund/ask", **forms[0])
    other.post("/refund/ask", **forms[1])
    assert "Not done:" in other.get("/orders").text
    assert whole(staff, number).order["refunded_minor"] == 500


@pytest.mark.requirement(12)
@pytest.mark.parametrize(
    "change",
    [
        {"sum": "1"},
        {"line1": "2"},
        {"line2": "99"},
        {"line1": "-1"},
        {"line1": "1e3"},
        {"extra": "1000000"},
        {"extra": "-5"},
        {"extra": "0.001"},
        {"shipping": "1"},
        {"key": "another"},
        {"number": "999999"},
        {"reason": "x" * 501},
    ],
)
def test_a_form_that_says_something_else_gives_nothing_back(staff, number, change):
    form = asked(staff, number, "line1=1")[1] | change
    staff.post("/refund/ask", **form)
    assert "Not done:" in staff.get("/orders").text
    assert whole(staff, number).refunds == []


@pytest.mark.parametrize(
    "query", ["line1=4", "line1=x", "extra=1e3", "extra=99999999999999", "shipping=1"]
)
def test_what_cannot_go_back_is_said_and_not_offered(staff, number, query):
    page, form = asked(staff, number, query)
    assert "That cannot go back:" in page
    assert form == {}
