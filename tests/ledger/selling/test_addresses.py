"""Addresses are checked by the rules of their country, field by field."""

import pytest
from msgspec.structs import replace

from ledger.selling.addresses import Address, checked, countries, fields
from ledger.selling.errors import AddressWrong

BERLIN = Address(
    name="Ann Buyer", street="Elm 1", postcode="10115", city="Berlin", country="DE"
)
MONTREAL = replace(
    BERLIN, city="Montréal", region="Québec", postcode="h2x1y4", country="CA"
)


def wrong(address):
    with pytest.raises(AddressWrong) as told:
        checked(address)
    return told.value.facts["fields"]


def test_an_address_of_its_country_stays_as_it_was_written():
    assert checked(BERLIN) == BERLIN


def test_region_and_postcode_are_brought_into_one_form():
    found = checked(MONTREAL)
    assert (found.region, found.postcode, found.city) == ("QC", "H2X1Y4", "Montréal")
    assert checked(replace(BERLIN, postcode="１０１１５")).postcode == "10115"


def test_every_field_that_is_wrong_is_named():
    assert wrong(replace(BERLIN, name=" ", city="", postcode="1011")) == {
        "name": "required",
        "city": "required",
        "postcode": "invalid",
    }
    assert wrong(replace(MONTREAL, region="Bavaria")) == {"region": "invalid"}


def test_a_postcode_of_another_province_is_wrong():
    assert wrong(replace(MONTREAL, postcode="V8X 3X4")) == {"postcode": "invalid"}


@pytest.mark.parametrize("country", ["", "XX", "ZZ", "de/../ca", "DEU", "D\x00", "ÄÖ"])
def test_a_country_that_is_none_is_named(country):
    assert wrong(replace(BERLIN, country=country)) == {"country": "unknown"}
    with pytest.raises(AddressWrong):
        fields(country)


def test_what_is_too_long_is_named_and_not_cut():
    assert wrong(replace(BERLIN, name="x" * 101)) == {"name": "too_long"}
    assert wrong(replace(BERLIN, street="x\n" * 150)) == {"street": "too_long"}


def test_signs_that_nobody_sees_are_left_out_and_joiners_are_kept():
    said = replace(
        BERLIN, name="Ann\x00\u202e  Buyer\u200c", street="Elm 1\r\n\r\nAt 2"
    )
    found = checked(said)
    assert (found.name, found.street) == ("Ann Buyer\u200c", "Elm 1\nAt 2")


def test_what_a_country_does_not_write_is_dropped():
    leftover = replace(BERLIN, region="Berlin", area="Mitte", sorting="CEDEX")
    assert checked(leftover) == BERLIN


def test_a_form_has_the_fields_of_its_country_in_its_order():
    names = [field.name for field in fields("DE")]
    assert names == ["name", "company", "street", "postcode", "city"]
    region = next(one for one in fields("CA") if one.name == "region")
    assert (region.called, region.is_required) == ("province", True)
    assert [one.code for one in region.choices][:2] == ["AB", "BC"]
    assert len(region.choices) == 13


def test_the_form_of_every_country_can_be_made():
    assert len(countries()) > 240
    for country in countries():
        assert {"name", "street"} <= {field.name for field in fields(country)}
