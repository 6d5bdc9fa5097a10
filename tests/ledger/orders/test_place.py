"""An order is placed whole, once a key, at prices in force and from pieces there are."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from order_desk import PRICES, piece, wish
from sqlalchemy import func, select, update

from ledger.orders import stock
from ledger.orders.errors import (
    KeyUsedForAnother,
    NotForSale,
    PriceChanged,
    SoldOut,
    WishRefused,
)
from ledger.orders.place import RESERVED, ready
from ledger.orders.tables import orders
from ledger.orders.totals import Rate, Terms
from ledger.pricetables import shelf_states


def count(connection):
    return connection.scalar(select(func.count()).select_from(orders))


def test_an_order_holds_its_lines_its_money_and_its_first_event(desk):
    vat = (Rate("VAT", 190_000),)
    terms = Terms(discount_minor=500, shipping_minor=490, shipping_rates=vat)
    lines = piece("HV-POT", 2, rates=vat), piece("HV-BOOK", rates=vat, edition="e1")
    placed = desk.place("k", *lines, terms=terms)
    found = desk.order(placed.order_id)
    assert placed.is_new
    assert placed.total_minor == 2 * PRICES["HV-POT"] + PRICES["HV-BOOK"] - 500 + 490
    assert found.order["state"] == "pending"
    assert found.order["expires_at"] == desk.now + RESERVED
    assert [one["edition"] for one in found.lines] == [None, "e1"]
    assert sum(one["total_minor"] for one in found.lines) == placed.total_minor - 490
    assert desk.events(placed.order_id) == ["begun"]
    assert desk.left() == 3
    event = {"kind": "checkout", "order_id": placed.order_id}
    assert desk.works() == [("shop_event", event)]


def test_the_same_submit_twice_is_one_order(desk):
    first, again = desk.place("k"), desk.place("k")
    assert (again.order_id, again.number) == (first.order_id, first.number)
    assert (first.is_new, again.is_new) == (True, False)
    assert count(desk.connection) == 1
    assert desk.left() == 4


def test_a_submit_that_comes_again_after_its_price_changed_is_still_that_order(desk):
    first = desk.place("k")
    desk.connection.execute(update(shelf_states).values(price_minor=1))
    assert desk.place("k").order_id == first.order_id


def test_a_key_with_another_content_is_refused(desk):
    desk.place("k")
    with pytest.raises(KeyUsedForAnother):
        desk.place("k", piece("HV-POT", 2))


def test_a_price_that_changed_since_it_was_shown_is_told(desk):
    with pytest.raises(PriceChanged) as told:
        desk.place("k", piece("HV-POT", shown_minor=1), piece("HV-LID"))
    assert told.value.facts == {"prices": {"HV-POT": (1999, "EUR")}}


def test_a_price_in_another_currency_is_another_price(desk):
    with pytest.raises(PriceChanged):
        desk.place("k", currency="USD")


def test_what_has_no_price_or_is_gone_at_its_source_is_not_sold(desk):
    gone = update(shelf_states).where(shelf_states.c.sku == "HV-LID")
    desk.connection.execute(gone.values(availability="out_of_stock"))
    unpriced = update(shelf_states).where(shelf_states.c.sku == "HV-BOOK")
    desk.connection.execute(unpriced.values(price_minor=None))
    for sku in ("HV-LID", "HV-BOOK"):
        with pytest.raises(NotForSale):
            desk.place("k", piece(sku))
    with pytest.raises(NotForSale):
        desk.place("k", replace(piece("HV-LID"), sku="HV-NONE"))


def test_what_is_counted_is_sold_whatever_its_source_says(desk):
    desk.connection.execute(update(shelf_states).values(availability="out_of_stock"))
    assert desk.place().is_new


def test_what_is_not_counted_is_sold_without_end(desk):
    desk.place("k", piece("HV-LID", 9_000))
    assert desk.left("HV-LID") is None


def test_more_than_there_is_leaves_everything_as_it_was(desk):
    with pytest.raises(SoldOut) as told:
        desk.place("k", piece("HV-PAN", 3), piece("HV-POT", 6))
    assert told.value.facts == {"sku": "HV-POT", "left": 5}
    assert (desk.left("HV-PAN"), desk.left("HV-POT")) == (3, 5)
    assert (count(desk.connection), desk.works()) == (0, [])


def test_an_order_of_nothing_to_pay_is_paid_at_once(desk):
    placed = desk.place("k", terms=Terms(discount_minor=PRICES["HV-POT"]))
    assert (placed.state, placed.total_minor) == ("paid", 0)
    kinds = [kind for kind, _ in desk.works()]
    assert kinds == ["shop_event", "mail", "supplier_order", "shop_event"]
    again = desk.place("k", terms=Terms(discount_minor=PRICES["HV-POT"]))
    assert (again.state, len(desk.works())) == ("paid", 4)


@pytest.mark.parametrize("quantity", [0, -1, 10_001, 10**18])
def test_a_quantity_that_nobody_wants_is_refused(desk, quantity):
    with pytest.raises(WishRefused):
        desk.place("k", piece("HV-POT", quantity))


@pytest.mark.parametrize(
    "terms",
    [
        Terms(discount_minor=2000),
        Terms(discount_minor=-1),
        Terms(shipping_minor=-1),
        Terms(shipping_rates=(Rate("VAT", -1),)),
    ],
)
def test_terms_that_cannot_be_are_refused(desk, terms):
    with pytest.raises(WishRefused):
        desk.place("k", terms=terms)


def test_no_line_two_lines_of_one_sku_and_too_many_lines_are_refused(desk):
    many = [piece("HV-POT", title=str(number)) for number in range(201)]
    for pieces in ([], many[:2], many):
        with pytest.raises(WishRefused):
            ready(wish("k", *pieces), desk.now)


def test_numbers_grow_and_keys_sort_by_time(desk):
    first = desk.place("a")
    desk.now += timedelta(seconds=1)
    second = desk.place("b")
    assert first.number < second.number
    assert first.order_id < second.order_id


def test_counting_moves_stock_so_that_moves_add_up(desk):
    desk.place("k", piece("HV-POT", 2))
    stock.count(desk.connection, "HV-POT", 40, "1", desk.now)
    assert (desk.left(), desk.moved("HV-POT")) == (40, 40)
    stock.count(desk.connection, "HV-POT", None, "1", desk.now)
    assert (desk.left(), desk.moved("HV-POT")) == (None, 0)
    stock.count(desk.connection, "HV-POT", 7, "1", desk.now)
    assert stock.miscounted(desk.connection) == []
    with pytest.raises(ValueError, match="less than 0"):
        stock.count(desk.connection, "HV-POT", -1, "1", desk.now)


def test_a_miscount_is_found(desk):
    wrong = update(stock.stock).where(stock.stock.c.sku == "HV-POT")
    desk.connection.execute(wrong.values(on_hand=99))
    assert stock.miscounted(desk.connection) == [stock.Miscount("HV-POT", 99, 5)]
