import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sold_home import BOOK, LAMP, LID, PAN, POT
from sqlalchemy import update

from ledger.open import open_ledger
from ledger.orders.tables import stock
from ledger.pricetables import shelf_states
from ledger.selling import coupons, exchange
from ledger.selling.coupons import Coupon
from ledger.selling.exchange import Exchange

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALERT = re.compile(r'role="alert".*?</div>', re.DOTALL)


def alert(answer):
    found = ALERT.search(answer.text)
    return found[0] if found else ""


def refused(visitor, **more):
    return visitor.send("/checkout", visitor.form(**more), page="/checkout")


def orders(rows):
    return rows("SELECT count(*) FROM orders")[0][0]


def test_a_guest_orders_pays_and_finds_the_order(visitor, pay, rows):
    visitor.add(quantity="2")
    way = visitor.order()
    page = visitor.waiting()
    pay(way)
    back = visitor.client.get(f"{page}/return", follow_redirects=False)
    assert back.headers["location"] == f"{page}?back=1"
    shown = visitor.look(page).text
    assert "Thank you: it is paid" in shown
    assert f"We have written to {visitor.email}" in shown
    assert rows("SELECT state, total_minor FROM orders ORDER BY number DESC")[0] == (
        "paid",
        2 * 1999 + 490,
    )


def test_what_was_paid_is_no_longer_in_the_basket(visitor, pay):
    visitor.add()
    way = visitor.order()
    page = visitor.waiting()
    assert 'data-pieces="1"' in visitor.look().text
    pay(way)
    visitor.look(f"{page}/return")
    assert "Your basket is empty" in visitor.look().text


def test_what_was_put_in_after_the_order_stays_in_the_basket(visitor, pay):
    visitor.add()
    way = visitor.order()
    page = visitor.waiting()
    visitor.add(quantity="2")
    visitor.add(LID)
    pay(way)
    visitor.look(f"{page}/return")
    assert 'data-pieces="3"' in visitor.look().text
    visitor.send("/basket/change", {"sku": LID, "quantity": "0"})
    assert 'data-pieces="2"' in visitor.look().text


def test_the_pay_page_may_be_led_to_from_the_checkout_alone(visitor):
    visitor.add()
    policy = visitor.look("/checkout").headers["content-security-policy"]
    assert "form-action 'self' https://checkout.stripe.com;" in policy
    elsewhere = visitor.look("/basket").headers["content-security-policy"]
    assert "stripe" not in elsewhere


def test_an_order_s_page_is_opened_by_its_token_alone(visitor):
    visitor.add()
    page = visitor.ordered()
    visitor.client.cookies.clear()
    answer = visitor.look(page)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-robots-tag"] == "noindex"
    for wrong in (page[:-1] + "-", page[:-1], f"{page}x", "/orders/1", "/orders/%00"):
        assert visitor.look(wrong).status_code == 404


def test_the_ledger_holds_no_token_that_opens_a_page(visitor, home):
    visitor.add()
    token = visitor.ordered().rpartition("/")[2].encode()
    written = b"".join(path.read_bytes() for path in home.glob("ledger.db*"))
    assert visitor.email.encode() in written
    assert token not in written


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "ann@", "Please write an e-mail address"),
        ("email", "a@b.test\r\nbcc: x@y.test", "Please write an e-mail address"),
        ("name", "", "Please fill this in."),
        ("postcode", "101156", "This is not right for the country."),
        ("street", "x" * 900, "This is too long."),
        ("country", "XX", "Choose one of the list."),
        ("country", "", "Choose one of the list."),
        ("coupon", "FREE4ALL", "We do not know this code."),
        ("shipping", "by-owl", "Choose how it is to be sent."),
        ("vat", "DE12", "This is no VAT number of that country."),
        ("currency", "CAD", "We cannot take this currency."),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_ordered(
    visitor, rows, field, value, said
):
    visitor.add()
    before = orders(rows)
    answer = refused(visitor, **{field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}' in answer.text
    assert f'href="#{field}"' in alert(answer)
    assert orders(rows) == before


def test_the_page_asks_for_what_the_country_writes(visitor):
    visitor.add()
    looked = visitor.form(country="CA", do="look")
    page = visitor.send("/checkout", looked, page="/checkout").text
    assert '<option value="QC">' in page
    assert "Province" in page


def test_an_order_can_be_paid_in_another_currency_at_the_rate_of_the_day(
    visitor, rows, home
):
    rate = Exchange(
        base="EUR", quote="CAD", rate_pico=2 * 10**12, day=NOW.date(), source="ECB"
    )
    visitor.add(LID)
    with open_ledger(home) as ledger:
        with ledger.write() as connection:
            exchange.keep(connection, [rate], NOW)
        looked = visitor.form(currency="CAD", do="look")
        page = visitor.send("/checkout", looked, page="/checkout").text
        total = re.search(r'name="total" value="(\d+) CAD"', page)
        visitor.order(currency="CAD", total=f"{total[1]} CAD")
        with ledger.write() as connection:
            exchange.keep(connection, [], NOW)
    newest = "SELECT currency, total_minor FROM orders ORDER BY number DESC LIMIT 1"
    assert rows(newest) == [("CAD", int(total[1]))]
    assert "Turned from EUR" in page


@pytest.mark.requirement(12)
@pytest.mark.parametrize(
    "lie",
    [
        {"price": "1"},
        {"total_minor": "1", "shipping_minor": "0", "discount_minor": "9999"},
        {"tax": "0", "rate_ppm": "0", "prices_include_tax": "false"},
        {"quantity": "0", "kind": "digital"},
    ],
)
def test_no_field_of_the_form_changes_what_is_paid(visitor, rows, lie):
    visitor.add(LID)
    visitor.order(**lie)
    asked = "SELECT total_minor, currency, tax_minor FROM orders ORDER BY number DESC"
    assert rows(asked)[0] == (990, "EUR", 158)


@pytest.mark.requirement(12)
@pytest.mark.parametrize(
    "total", ["1 EUR", "990 JPY", "", "-990 EUR", "990", "9.9e2 EUR"]
)
def test_nobody_orders_at_another_sum_than_the_one_that_was_shown(visitor, rows, total):
    visitor.add(LID)
    before = orders(rows)
    answer = refused(visitor, total=total)
    assert answer.status_code == 409
    assert "The sum has changed" in alert(answer)
    assert orders(rows) == before


@pytest.mark.requirement(12)
def test_a_price_that_changed_on_the_way_is_shown_before_anything_is_ordered(
    visitor, home, rows
):
    visitor.add(POT)
    form, before = visitor.form(), orders(rows)
    _price(home, 2100)
    answer = visitor.send("/checkout", form, page="/checkout")
    assert answer.status_code == 409
    assert "€25.90" in answer.text
    assert orders(rows) == before
    assert visitor.order()
    _price(home, 1999)


def _price(home, minor):
    with open_ledger(home) as ledger, ledger.write() as connection:
        of = update(shelf_states).where(shelf_states.c.sku == POT)
        connection.execute(of.values(price_minor=minor))


@pytest.mark.requirement(13)
def test_a_form_that_is_sent_twice_is_one_order_and_one_payment(visitor, rows, fake):
    visitor.add()
    form, before = visitor.form(), orders(rows)
    ways = {
        visitor.send("/checkout", form, page="/checkout").headers["location"]
        for _ in range(3)
    }
    assert len(ways) == 1
    assert orders(rows) == before + 1


@pytest.mark.requirement(13)
def test_eight_clicks_at_once_are_one_order(visitor, rows):
    visitor.add()
    form, before = visitor.form(), orders(rows)
    with ThreadPoolExecutor(8) as pool:
        sent = [
            pool.submit(visitor.send, "/checkout", form, "/checkout") for _ in range(8)
        ]
        ways = {one.result().headers["location"] for one in sent}
    assert len(ways) == 1
    assert orders(rows) == before + 1


@pytest.mark.requirement(13)
def test_another_address_is_another_order_in_place_of_the_unpaid_one(visitor, rows):
    visitor.add()
    form = visitor.form()
    first = visitor.send("/checkout", form, page="/checkout").headers["location"]
    other = form | {"street": "Oak 2"}
    second = visitor.send("/checkout", other, page="/checkout").headers["location"]
    assert first != second
    states = rows(
        "SELECT state, cancel_reason FROM orders ORDER BY number DESC LIMIT 2"
    )
    assert states == [("pending", None), ("cancelled", "replaced")]


@pytest.mark.requirement(13)
def test_the_last_piece_is_sold_once_and_the_other_buyer_is_told(visitor, home, rows):
    with open_ledger(home) as ledger, ledger.write() as connection:
        connection.execute(update(stock).where(stock.c.sku == PAN).values(on_hand=1))
    visitor.add(PAN)
    form = visitor.form()
    cookies = dict(visitor.client.cookies)
    visitor.client.cookies.clear()
    visitor.add(PAN)
    visitor.order()
    visitor.client.cookies.clear()
    visitor.client.cookies.update(cookies)
    late = visitor.send("/checkout", form)
    assert late.headers["location"] == "/basket"
    assert "Sold out" in visitor.look().text
    assert rows("SELECT on_hand FROM stock WHERE sku = 'HV-PAN'") == [(0,)]


def test_what_cannot_be_had_leads_back_to_the_basket(visitor):
    visitor.add(LAMP)
    answer = visitor.client.get("/checkout", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/basket")


def test_a_gateway_that_is_away_costs_no_order_and_says_so(visitor, app, monkeypatch):
    visitor.add()
    gateway = app.state["parts"].gateway
    monkeypatch.setattr(gateway, "begin", _away)
    way = visitor.order()
    assert way.endswith("?away=1")
    page = way.removeprefix("http://127.0.0.1:8000")
    assert "Nothing was charged" in visitor.look(page).text
    monkeypatch.undo()
    again = visitor.send(f"{page.partition('?')[0]}/pay", {}, page=page)
    assert "/c/pay/cs_" in again.headers["location"]


def _away(asked):
    from connect.errors import GatewayAway

    raise GatewayAway("it does not answer")


def test_a_shop_without_a_gateway_says_that_it_takes_no_money(home, visitor):
    from litestar.testing import TestClient

    from storefront.app import create_app
    from storefront.settings import ShopSettings

    app = create_app(home, ShopSettings(limits=False))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        poor = type(visitor)(client)
        poor.add()
        assert "cannot take payments just now" in poor.look("/checkout").text
        assert refused(poor).status_code in {409, 503}


def test_a_download_is_ordered_with_a_name_and_a_country_alone(visitor, pay, rows):
    visitor.add(BOOK)
    page = visitor.look("/checkout").text
    assert 'name="street"' not in page
    answer = refused(visitor)
    assert "Downloads begin at once only if you agree to this." in answer.text
    pay(visitor.order(waiver="yes", street="", postcode="", city=""))
    kept = rows("SELECT ship_to, bill_to, evidence FROM orders ORDER BY number DESC")[0]
    assert kept[0] == "{}"
    assert '"country":"DE"' in kept[1]
    assert "waiver" in kept[2]


@pytest.mark.requirement(12)
def test_a_code_takes_off_what_it_is_worth_and_no_more_often_than_it_may(
    visitor, home, rows
):
    once = Coupon(
        code="POT5",
        kind="amount",
        amount_minor=500,
        currency="EUR",
        most_uses=1,
        valid_from=NOW,
    )
    with open_ledger(home) as ledger, ledger.write() as connection:
        coupons.add(connection, once, "1", NOW)
    visitor.add(quantity="2")
    shown = visitor.form(do="look", coupon=" pot5 ")
    page = visitor.send("/checkout", shown, page="/checkout").text
    assert "−€5.00" in page
    total = re.search(r'name="total" value="([^"]*)"', page)[1]
    sent = visitor.form(coupon="pot5", total=total)
    assert visitor.send("/checkout", sent, page="/checkout").status_code == 303
    asked = "SELECT discount_minor, total_minor FROM orders ORDER BY number DESC"
    assert rows(asked)[0] == (500, 2 * 1999 - 500 + 490)
    visitor.client.cookies.clear()
    visitor.add()
    again = refused(visitor, coupon="POT5")
    assert again.status_code == 422
    assert "This code has been used up." in again.text
