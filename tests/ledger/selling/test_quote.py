"""A quote says what a basket comes to, and all that stands against ordering it."""

import pytest
from msgspec.structs import replace
from quote_desk import FRANCE, thing
from sqlalchemy import update

from ledger.orders.invoices import invoices_of
from ledger.orders.show import whole
from ledger.orders.wish import Buyer
from ledger.pricetables import shelf_states
from ledger.selling.asked import Destination
from ledger.selling.errors import QuoteNotReady
from ledger.selling.quote import wish


def test_a_basket_comes_to_its_prices_and_its_shipping(desk):
    found = desk.quote(thing("HV-POT", 2), thing("HV-LID"))
    assert found.is_ready
    assert (found.totals.goods_minor, found.terms.shipping_minor) == (4498, 490)
    assert found.totals.total_minor == 4988
    assert [line.total_minor for line in found.lines] == [3998, 500]
    assert [line.left for line in found.lines] == [5, None]


def test_its_taxes_are_summed_by_name_and_rate_over_lines_and_shipping(desk):
    found = desk.quote(
        thing("HV-POT"), thing("HV-BOOK", category="niche_ebook"), destination=FRANCE
    )
    told = {tax.rate_ppm: (tax.name, tax.amount_minor) for tax in found.taxes}
    assert told == {200_000: ("VAT", 333 + 248), 55_000: ("VAT", 47)}
    assert found.totals.tax_minor == 333 + 248 + 47


def test_what_was_quoted_is_what_is_placed(desk):
    found = desk.quote(thing("HV-POT", 2), thing("HV-BOOK"))
    placed = desk.place(found)
    assert placed.total_minor == found.totals.total_minor
    assert desk.place(found).order_id == placed.order_id


def test_taxes_of_a_wish_are_those_of_the_place_that_was_quoted(desk):
    made = wish(desk.quote(), Buyer(email="a@a.test", country="BS"), "k", "t")
    assert made.buyer.country == "DE"


def test_an_order_keeps_why_its_taxes_are_what_they_are(desk):
    desk.selling = replace(desk.selling, reverse_charge=True)
    found = desk.quote(destination=FRANCE, business_vat="fr 40 303 265 045")
    placed = desk.place(found)
    order = whole(desk.connection, placed.order_id).order
    assert order["evidence"] == {"tax": "reverse_charge", "vat": "FR40303265045"}
    assert order["tax_minor"] == 0
    desk.pay(placed)
    (invoice,) = invoices_of(desk.connection, placed.order_id)
    assert invoice.said.buyer_owes_tax
    assert invoice.buyer.numbers == ("FR40303265045",)


def test_a_vat_number_of_another_country_is_wrong_and_is_not_kept(desk):
    found = desk.quote(destination=FRANCE, business_vat="DE136695976")
    assert [one.kind for one in found.problems] == ["vat_number_wrong"]
    assert found.business_vat is None


def test_a_price_that_changes_after_the_quote_is_found_by_place(desk):
    found = desk.quote()
    desk.connection.execute(update(shelf_states).values(price_minor=1))
    with pytest.raises(Exception, match="other prices are in force"):
        desk.place(found)


def test_what_cannot_be_sold_is_named_and_in_no_sum(desk):
    found = desk.quote(thing("HV-POT"), thing("HV-NONE"))
    assert [(one.kind, one.sku) for one in found.problems] == [
        ("not_for_sale", "HV-NONE")
    ]
    assert found.totals.goods_minor == 1999
    assert [line.unit_minor for line in found.lines] == [1999, None]


def test_more_pieces_than_are_left_are_named_with_how_many_there_are(desk):
    found = desk.quote(thing("HV-PAN", 4))
    assert [(one.kind, one.facts["left"]) for one in found.problems] == [
        ("sold_out", 3)
    ]


@pytest.mark.parametrize("quantity", [0, -1, 10_001, 10**30])
def test_a_quantity_that_nobody_sells_is_refused_and_in_no_sum(desk, quantity):
    found = desk.quote(thing("HV-POT", quantity), thing("HV-LID"))
    assert [one.kind for one in found.problems] == ["line_refused"]
    assert found.totals.goods_minor == 500


def test_an_empty_basket_and_a_sku_twice_cannot_be_ordered(desk):
    assert desk.problems(thing("HV-POT"), thing("HV-POT")) == ["line_refused"] * 2
    assert [one.kind for one in desk.quote(thing("HV-NO", 0)).problems] == [
        "line_refused"
    ]


def test_a_quote_with_problems_makes_no_wish(desk):
    buyer = Buyer(email="a@a.test", country="DE")
    with pytest.raises(QuoteNotReady, match="not_for_sale"):
        wish(desk.quote(thing("HV-NONE")), buyer, "k", "t")
    with pytest.raises(QuoteNotReady, match="country_unknown"):
        wish(desk.quote(destination=None), buyer, "k", "t")


def test_without_a_destination_there_are_prices_but_no_taxes_and_no_shipping(desk):
    found = desk.quote(destination=None)
    assert found.totals.total_minor == 1999
    assert (found.tax_note, found.taxes, found.options) == ("not_known", (), ())
    assert found.needs_shipping


def test_what_is_downloaded_is_not_sent(desk):
    found = desk.quote(thing("HV-BOOK"))
    assert (found.needs_shipping, found.options, found.shipping) == (False, (), None)


def test_a_country_that_is_none_and_a_way_that_is_none_are_named(desk):
    nowhere = Destination(country="XX")
    assert desk.problems(destination=nowhere) == ["country_unknown"]
    assert desk.problems(shipping="by pigeon") == ["shipping_unknown"]


def test_sending_abroad_costs_more_and_its_days_are_those_the_source_says(desk):
    (home,) = desk.quote(thing("HV-LID", delivery_days=5)).options
    (abroad,) = desk.quote(thing("HV-LID"), destination=FRANCE).options
    assert (home.minor, home.days) == (490, (0, 5))
    assert (abroad.minor, abroad.days) == (1490, None)


def test_signs_of_where_the_buyer_is_are_counted(desk):
    one = desk.quote(evidence={"bill_to": "DE", "network": "FR"}).located
    two = desk.quote(evidence={"bill_to": "DE", "network": "de"}).located
    assert (one.agree, one.differ, one.is_enough) == (("bill_to",), ("network",), False)
    assert two.is_enough
