"""Taxes are those of where the buyer is, where the merchant is registered."""

from datetime import UTC, datetime

import pytest
from quote_desk import thing

from ledger.selling.asked import Destination
from ledger.selling.settings import SellingSettings
from ledger.selling.tax import (
    is_vat_number,
    prices_include_tax,
    region_is_missing,
    seller_of,
    taxed,
)
from ledger.selling.taxtables import canada, eu

NOW = datetime(2026, 11, 1, tzinfo=UTC)
POT = thing("HV-POT")
FILE = thing("HV-BOOK")
BOOK = thing("HV-BOOK", category="niche_ebook")


def told(home, registrations, things=(POT,), vat=None, now=NOW, **to):
    settings = SellingSettings(
        country=home, registrations=registrations, reverse_charge=True
    )
    place = Destination(**({"country": "DE"} | to))
    found = taxed(seller_of(settings, ""), things, place, vat, now)
    shown = [{rate.name: rate.rate_ppm for rate in rates} for rates in found.lines]
    return found.note, *shown


ALL = ("CA", "CA-QC", "CA-BC", "CA-SK", "CA-MB")


@pytest.mark.parametrize(
    ("region", "rates"),
    [
        ("ON", {"HST": 130_000}),
        ("NS", {"HST": 140_000}),
        ("NB", {"HST": 150_000}),
        ("AB", {"GST": 50_000}),
        ("QC", {"GST": 50_000, "QST": 99_750}),
        ("BC", {"GST": 50_000, "PST": 70_000}),
        ("SK", {"GST": 50_000, "PST": 60_000}),
        ("MB", {"GST": 50_000, "RST": 70_000}),
    ],
)
def test_a_province_has_its_taxes(region, rates):
    assert told("CA", ALL, country="CA", region=region) == ("charged", rates)


def test_a_rate_holds_from_its_day_on():
    before = datetime(2025, 3, 31, tzinfo=UTC)
    assert told("CA", ALL, country="CA", region="NS", now=before)[1] == {"HST": 150_000}
    assert told("DE", ("OSS",), country="RO", now=before)[1] == {"VAT": 190_000}


def test_a_tax_asks_for_its_registration():
    quebec = {"country": "CA", "region": "QC"}
    assert told("CA", ("CA",), **quebec) == ("charged", {"GST": 50_000})
    assert told("CA", (), **quebec) == ("none", {})


def test_all_provinces_are_there_and_another_one_is_missing():
    assert len(canada().regions) == 13
    seller = seller_of(SellingSettings(registrations=("CA",)), "CA")
    assert region_is_missing(seller, Destination(country="CA", region="Quebec"))
    assert not region_is_missing(seller, Destination(country="CA", region="QC"))


def test_the_one_stop_shop_charges_the_rate_of_the_buyers_country():
    assert told("DE", ("DE", "OSS"), country="FR") == ("charged", {"VAT": 200_000})
    assert told("DE", ("DE", "OSS")) == ("charged", {"VAT": 190_000})
    assert told("DE", ("DE", "FR"), country="FR") == ("charged", {"VAT": 200_000})


def test_below_the_threshold_sales_to_other_states_are_taxed_at_home():
    assert told("DE", ("DE",), country="HU") == ("home", {"VAT": 190_000})


def test_a_book_that_is_downloaded_has_its_rate_and_another_file_the_standard_one():
    both = (BOOK, FILE)
    shown = told("DE", ("DE", "OSS"), both, country="IE")
    assert shown == ("charged", {"VAT": 0}, {"VAT": 230_000})
    assert told("DE", ("OSS",), both, country="HU")[1:] == ({"VAT": 270_000},) * 2


def test_without_a_registration_nothing_is_charged():
    assert told("DE", ()) == ("none", {})


def test_from_outside_the_eu_files_are_taxed_and_goods_at_the_border():
    assert told("CA", ("OSS",), (POT, FILE)) == ("import", {}, {"VAT": 190_000})
    assert told("CA", ("OSS",), (FILE,)) == ("charged", {"VAT": 190_000})
    assert told("CA", ("CA",), (POT,)) == ("import", {})


def test_what_leaves_the_eu_is_not_taxed():
    assert told("DE", ("DE",), country="US") == ("export", {})


@pytest.mark.parametrize(
    ("country", "postcode", "rate"),
    [
        ("ES", "38001", None),
        ("DE", "27498", None),
        ("FI", "22100", None),
        ("FR", "97110", None),
        ("FR", "98000", 200_000),
        ("MC", "98000", 200_000),
        ("PT", "9500-001", 160_000),
        ("AT", "6991", 190_000),
        ("ES", "28001", 210_000),
    ],
)
def test_parts_of_countries_have_their_own_rate_or_none(country, postcode, rate):
    note, rates = told("DE", ("DE", "OSS"), country=country, postcode=postcode)
    assert rates == ({} if rate is None else {"VAT": rate})
    assert note == ("export" if rate is None else "charged")


def test_a_part_with_its_own_rate_has_none_for_books_and_a_download_has_no_part():
    sold = ("PT", ("PT",))
    both = told(*sold, (BOOK, POT), country="PT", postcode="9000-018")
    assert both == ("charged", {"VAT": 220_000}, {"VAT": 220_000})
    alone = told(*sold, (BOOK,), country="PT", postcode="9000-018")
    assert alone == ("charged", {"VAT": 60_000})


def test_a_business_of_another_country_owes_its_tax_itself():
    sold = ("DE", ("DE", "OSS"), (POT,))
    assert told(*sold, "FR 40 303 265 045", country="FR")[0] == "reverse_charge"
    assert told(*sold, "FR 40 303 265 045", country="IT")[0] == "charged"
    assert told(*sold, "DE136695976")[0] == "charged"


def test_reverse_charge_is_off_unless_it_is_set():
    seller = seller_of(SellingSettings(country="DE", registrations=("DE", "OSS")), "")
    to = Destination(country="FR")
    assert taxed(seller, (POT,), to, "FR40303265045", NOW).note == "charged"


@pytest.mark.parametrize(
    ("number", "country", "is_one"),
    [
        ("ATU12345678", "AT", True),
        ("el123456789", "GR", True),
        ("GR123456789", "GR", False),
        ("NL123456789B01", "NL", True),
        ("DE12345678", "DE", False),
        ("DE١٣٦٦٩٥٩٧٦", "DE", False),
        ("DE136695976\n", "DE", False),
        ("", "DE", False),
        ("DE136695976", "US", False),
    ],
)
def test_a_vat_number_has_the_form_of_its_country(number, country, is_one):
    assert is_vat_number(number, country) is is_one


def test_prices_have_tax_within_them_but_in_canada_and_the_states():
    for country, includes in (("DE", True), ("CA", False), ("US", False), ("", True)):
        assert prices_include_tax(SellingSettings(), country) is includes
    assert not prices_include_tax(SellingSettings(prices_include_tax=False), "DE")


def test_every_member_state_has_a_rate_and_a_form_of_number():
    tables = eu()
    assert len(tables.standard) == 27
    assert set(tables.number) == set(tables.standard)
    assert set(tables.publication) < set(tables.standard)
