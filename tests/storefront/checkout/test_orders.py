import pytest
from sold_home import BOOK
from structlog.testing import capture_logs

from ledger.open import open_ledger
from ledger.orders.closing import sweep
from ledger.orders.moving import move
from ledger.orders.place import RESERVED
from storefront.checkout import orders as pages


@pytest.fixture
def paid(visitor, pay):
    def ordered(*skus, **more):
        for sku in skus or ("HV-POT",):
            visitor.add(sku)
        way = visitor.order(**more)
        page = visitor.waiting()
        pay(way)
        visitor.look(f"{page}/return")
        return page

    return ordered


def state(rows):
    return rows("SELECT state FROM orders ORDER BY number DESC LIMIT 1")[0][0]


def test_an_unpaid_order_is_paid_from_its_page(visitor, pay, rows):
    visitor.add()
    way = visitor.order()
    page = visitor.waiting()
    shown = visitor.look(page)
    assert "Your things are kept for you for 30 minutes more." in shown.text
    assert "form-action 'self' https" in shown.headers["content-security-policy"]
    again = visitor.send(f"{page}/pay", {}, page=page).headers["location"]
    assert again == way
    pay(again)
    assert "waits" not in visitor.look(f"{page}/return").text
    assert state(rows) == "paid"


def test_a_declined_card_leaves_the_order_to_be_paid_with_another(visitor, pay, rows):
    visitor.add()
    way = visitor.order()
    page = visitor.waiting()
    pay(way, "pm_card_visa_chargeDeclined")
    visitor.look(f"{page}/return")
    assert state(rows) == "pending"
    pay(visitor.send(f"{page}/pay", {}, page=page).headers["location"])
    visitor.look(f"{page}/return")
    assert state(rows) == "paid"


def test_a_slow_payment_is_waited_for_and_not_asked_for_twice(visitor, pay, rows):
    visitor.add()
    way = visitor.order()
    page = visitor.waiting()
    pay(way, "pm_sepa_debit")
    visitor.look(f"{page}/return")
    shown = visitor.look(page).text
    assert "Your payment is on its way to us." in shown
    assert f'action="{page}/pay"' not in shown


def test_what_was_cancelled_unpaid_can_no_longer_be_paid(visitor, pay, rows):
    visitor.add()
    way = visitor.order()
    page = visitor.waiting()
    visitor.send(f"{page}/cancel", {}, page=page)
    assert state(rows) == "cancelled"
    with pytest.raises(Exception, match="expired"):
        pay(way)
    late = visitor.send(f"{page}/pay", {}, page="/consent")
    assert late.headers["location"] == page


def test_what_was_cancelled_paid_goes_back_whole(visitor, paid, rows):
    page = paid()
    visitor.send(f"{page}/cancel", {}, page=page)
    assert state(rows) == "cancelled"
    back = rows("SELECT amount_minor FROM refunds ORDER BY refund_id DESC LIMIT 1")
    assert back == [(2489,)]
    assert "€24.89 went or goes back to you." in visitor.look(page).text


def test_what_was_downloaded_is_not_cancelled_by_its_buyer(visitor, paid, rows):
    page = paid(BOOK, waiver="yes")
    assert f'action="{page}/cancel"' not in visitor.look(page).text
    answer = visitor.send(f"{page}/cancel", {}, page="/consent")
    assert answer.headers["location"] == f"{page}?late=1"
    assert state(rows) in {"paid", "delivered"}


def test_one_withdraws_in_two_steps_without_a_login(visitor, paid, rows, home):
    page = paid()
    order_id = rows("SELECT order_id FROM orders ORDER BY number DESC")[0][0]
    with open_ledger(home) as ledger, ledger.write() as connection:
        for step in ("placed", "shipped"):
            move(connection, order_id, step, ("1", {"carrier": "DHL"}), _now())
    visitor.client.cookies.clear()
    assert "Withdraw from this contract" in visitor.look(page).text
    assert "Confirm the withdrawal" in visitor.look(f"{page}/withdraw").text
    visitor.send(f"{page}/withdraw", {"line-1": "1"}, page=page)
    assert "You withdrew" in visitor.look(page).text
    mails = rows(
        "SELECT payload FROM work WHERE kind = 'mail' ORDER BY id DESC LIMIT 1"
    )
    assert "withdrawal_received" in mails[0][0]


@pytest.mark.requirement(12)
@pytest.mark.parametrize("count", ["0", "-1", "2", "1e3", "99999", "x", ""])
def test_nobody_withdraws_from_more_than_was_bought(visitor, paid, rows, count):
    page = paid()
    answer = visitor.send(f"{page}/withdraw", {"line-1": count}, page=page)
    assert answer.status_code == 400
    assert state(rows) == "paid"


@pytest.mark.requirement(13)
def test_an_order_that_was_not_paid_in_time_is_over_and_its_basket_is_there(
    visitor, home
):
    visitor.add()
    page = visitor.ordered()
    with open_ledger(home) as ledger, ledger.write() as connection:
        sweep(connection, _now() + RESERVED)
    assert "Not paid in time: cancelled" in visitor.look(page).text
    assert 'data-pieces="1"' in visitor.look().text


def test_no_log_line_holds_the_token_of_an_order(visitor, monkeypatch):
    visitor.add()
    page = visitor.ordered()
    monkeypatch.setattr(pages, "story_of", _broken)
    with capture_logs() as said:
        assert visitor.look(f"/de{page}").status_code == 500
    (path,) = (one["path"] for one in said if one["event"] == "request")
    assert path.startswith("/de/orders/")
    assert page.rpartition("/")[2] not in path


def _broken(*told):
    raise RuntimeError("broken")


def _now():
    from datetime import UTC, datetime

    return datetime(2026, 11, 20, 12, tzinfo=UTC)
