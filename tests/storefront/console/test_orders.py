"""Orders in the console: found, seen whole, and moved on by deeds that are noted."""

from datetime import timedelta
from itertools import count

import console_orders
import pytest
from order_desk import Desk, piece
from sqlalchemy import select

from ledger.orders import stock
from ledger.orders.search import counts, order_id_of
from ledger.orders.supplierorders import begin_supply
from ledger.orders.tables import orders
from ledger.tables import audit
from storefront.console.story import told

HOSTILE = "<img src=x"
_EACH = count()


@pytest.fixture(scope="module")
def made(running, clock):
    """Orders of every kind, by what they are; their numbers."""
    _, ledger = running
    with ledger.write() as connection:
        keys = console_orders.fill(connection, clock.now)
        found = connection.execute(select(orders.c.order_id, orders.c.number))
        numbers = dict(found.all())
    return {name: numbers[key] for name, key in keys.items()}


@pytest.fixture
def staff(as_):
    return as_("staff")


@pytest.fixture
def desk(running, clock):
    """Return a function that orders something and tells the number."""
    _, ledger = running

    def order(*pieces, paid=True):
        with ledger.write() as connection:
            one = Desk(connection, clock.now)
            key = f"order-{next(_EACH)}"
            place = one.paid if paid else one.place
            wanted = pieces or (piece("HV-LID", 2),)
            return place(key, *wanted, buyer=console_orders.buyer(key)).number

    return order


def whole(console, number):
    with console.ledger.read() as connection:
        return Desk(connection, console.clock.now).order(
            order_id_of(connection, number)
        )


def last_deed(console):
    with console.ledger.read() as connection:
        row = connection.execute(select(audit).order_by(audit.c.seq.desc())).first()
        return row.actor, row.action, row.subject


@pytest.mark.requirement(8)
def test_what_buyers_and_sources_say_is_text_on_every_page(staff, made):
    for path in ("/orders", f"/order?number={made['unpaid']}"):
        page = staff.get(path).text
        assert HOSTILE not in page
        assert "&lt;img src=x" in page
    assert HOSTILE not in staff.get(f"/order?number={made['shipped']}").text


def test_the_list_counts_what_is_to_be_done_and_shows_it(staff, made, running):
    page = staff.get("/orders?state=held").text
    assert f"number={made['held']}" in page
    assert f"number={made['paid']}" not in page
    page = staff.get("/orders?state=placed").text
    assert f"number={made['placed']}" in page
    with running[1].read() as connection:
        assert counts(connection)["held"] == 1


@pytest.mark.parametrize(
    "q", ["#{number}", "{number}", "ANN@buyer", "HV-PAN", "pi_paid"]
)
def test_an_order_is_found_by_all_that_people_know_of_it(staff, made, q):
    asked = q.format(number=made["paid"])
    page = staff.ask("GET", "/orders?q=" + asked.replace("#", "%23")).text
    assert f'id="order-{made["paid"]}"' in page


@pytest.mark.parametrize("q", ["nobody@x.y", "99999999999999999999", "%25", "\\", "'"])
def test_what_nobody_ordered_is_not_found(staff, made, q):
    answer = staff.get(f"/orders?q={q}")
    assert answer.status_code == 200
    assert "No such order." in answer.text


def test_an_order_tells_its_money_its_story_and_what_is_next(staff, made):
    page = staff.get(f"/order?number={made['shipped']}").text
    for said in ("Sent with DHL JD0002", "€10.00", "€5.00 was asked back", "Ann Buyer"):
        assert said in page, said
    assert "Another sum came in" in staff.get(f"/order?number={made['held']}").text
    assert "No such order" in staff.get("/order?number=999999").text
    assert "No such order" in staff.get("/order").text


def test_an_order_goes_from_paid_to_delivered_and_each_step_is_noted(
    staff, desk, people
):
    number = desk()
    for deed, state in (
        ("place", "placed"),
        ("ship", "shipped"),
        ("deliver", "delivered"),
    ):
        fields = {"carrier": "UPS", "tracking": "1Z 9"} if deed == "ship" else {}
        answer = staff.post(f"/order/{deed}", number=number, **fields)
        assert answer.headers["location"] == f"/console/order?number={number}"
        assert whole(staff, number).order["state"] == state
        assert last_deed(staff) == (
            people["staff"].name,
            f"order.{state}",
            f"order {number}",
        )
    sent = whole(staff, number).events[-2]
    assert sent["facts"] == {"carrier": "UPS", "tracking": "1Z 9"}


def test_a_step_that_there_is_not_is_refused_by_the_number_people_know(staff, desk):
    number = desk()
    key = whole(staff, number).order["order_id"]
    staff.post("/order/ship", number=number)
    page = staff.get(f"/order?number={number}").text
    assert f"Not done: order {number} is paid and cannot become shipped" in page
    assert key not in page


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "9" * 18, "9" * 40, "٣"])
def test_what_names_no_order_changes_nothing(staff, number):
    answer = staff.post("/order/place", number=number)
    assert answer.status_code == 303
    assert "Not done: there is no such order." in staff.get("/orders").text


def test_what_a_person_keeps_back_is_let_go_by_undo(staff, desk):
    number = desk()
    staff.post("/order/keep", number=number)
    page = staff.get(f"/order?number={number}").text
    assert "Somebody keeps it back." in page
    assert 'action="/console/order/release"' in page
    staff.post("/order/place", number=number)
    assert whole(staff, number).order["state"] == "paid"
    staff.post("/order/release", number=number)
    assert whole(staff, number).order["held_reason"] is None
    assert "Undo" in staff.get("/orders").text


def test_an_order_that_is_let_go_sends_its_mails_and_takes_no_way_back(
    staff, running, clock
):
    with running[1].write() as connection:
        one = Desk(connection, clock.now)
        who = console_orders.buyer("small")
        order = one.place("sum too small", piece("HV-LID"), buyer=who)
        one.pay(order.order_id, "pi_small", amount_minor=2)
        before = len(one.works())
    staff.post("/order/release", number=order.number)
    with running[1].read() as connection:
        kinds = [kind for kind, _ in Desk(connection, clock.now).works()[before:]]
    assert "mail" in kinds
    assert "Undo" not in staff.get("/orders").text


def test_a_cancelled_order_gives_back_what_was_shown_and_nothing_else(staff, desk):
    number = desk(piece("HV-PAN"))
    page = staff.get(f"/order?number={number}").text
    assert "give €24.50 back" in page
    staff.post("/order/cancel", number=number, goes_back="2449", reason="no")
    assert "another sum" in staff.get("/orders").text
    assert whole(staff, number).order["state"] == "paid"
    staff.post("/order/cancel", number=number, goes_back="2450", reason="sold out")
    found = whole(staff, number)
    assert (found.order["state"], found.order["refunded_minor"]) == ("cancelled", 2450)
    assert "Why: sold out" in staff.get(f"/order?number={number}").text


def test_pieces_that_came_back_are_on_the_shelf_again(staff, desk, running, made):
    number = desk(piece("HV-PAN"))
    for deed in ("place", "ship"):
        staff.post(f"/order/{deed}", number=number)
    with running[1].read() as connection:
        before = stock.on_hand(connection, ["HV-PAN"])["HV-PAN"]
    staff.post("/order/back", number=number, line1="0")
    assert "say how many pieces" in staff.get("/orders").text
    staff.post("/order/back", number=number, line1="1")
    assert whole(staff, number).order["state"] == "returned"
    with running[1].read() as connection:
        assert stock.on_hand(connection, ["HV-PAN"])["HV-PAN"] == before + 1


def test_a_viewer_sees_an_order_and_no_deed(as_, made):
    page = as_("viewer").get(f"/order?number={made['paid']}").text
    assert "What happened" in page
    assert 'action="/console/order/' not in page
    assert "/console/refund" not in page


def test_money_goes_back_only_to_a_login_of_today(as_, desk, console):
    number, browser = desk(), as_("owner")
    for hours in (0, 11, 22):
        console.clock.now += timedelta(hours=11) if hours else timedelta()
        browser.get("/orders")
    browser.post("/order/cancel", number=number, goes_back="1000")
    assert "within 12 hours of a login" in browser.get("/orders").text
    assert whole(browser, number).order["state"] == "paid"


def test_a_supplier_is_followed_line_by_line_and_its_order_with_it(
    staff, desk, running, clock
):
    number = desk(piece("HV-LID", 2))
    with running[1].write() as connection:
        one = begin_supply(connection, order_id_of(connection, number), 1, clock.now)
    page = staff.get(f"/order?number={number}").text
    assert "no supplier is known for it" in page
    fields = {"number": number, "supply": one.supplier_order_id}
    staff.post("/order/supply", **fields, to="ordered", reference="PO 7")
    assert whole(staff, number).order["state"] == "placed"
    staff.post("/order/supply", **fields, to="shipped", carrier="DPD", tracking="09")
    page = staff.get(f"/order?number={number}").text
    assert "was sent by its supplier" in page
    assert whole(staff, number).order["state"] == "shipped"
    staff.post("/order/supply", **fields, to="wanted")
    assert "cannot become wanted" in staff.get("/orders").text
    staff.post("/order/supply", number=number, supply="0", to="failed")
    assert "no such supplier order" in staff.get("/orders").text


@pytest.mark.parametrize("deed", ["renew", "revoke"])
def test_a_download_that_there_is_not_is_not_decided_on(staff, made, deed):
    staff.post(f"/order/{deed}", number=made["digital"], line="1")
    assert "no such download" in staff.get("/orders").text


@pytest.mark.requirement(9)
def test_a_viewer_moves_nothing_whatever_is_sent(as_, desk, console):
    number, viewer = desk(), as_("viewer")
    before = whole(console, number)
    for deed in ("place", "ship", "deliver", "cancel", "back", "keep", "release"):
        said = {"number": number, "goes_back": "1000", "line1": "1"}
        assert viewer.post(f"/order/{deed}", **said).status_code == 403, deed
    assert viewer.post("/refund/ask", number=number, sum="500").status_code == 403
    assert viewer.get(f"/refund?number={number}").status_code == 403
    assert whole(console, number) == before


def test_what_befell_an_order_is_told_in_words_whatever_it_is() -> None:
    judged = {"score": 140, "rules": ["many pieces", "dear"]}
    for kind, facts, said in (
        ("judged", judged, "Signs of fraud, 140 points: many pieces, dear"),
        (
            "dispute_open",
            {"amount_minor": 500, "why": "lost"},
            "The bank asks for €5.00",
        ),
        ("sang_a_song", {"of": 2}, "Sang a song (of: 2)"),
        ("payment_came", {}, "money came in by ?"),
    ):
        assert told(kind, facts, "EUR").startswith(said)
