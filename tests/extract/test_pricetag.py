"""Prices that pages show, in the smallest unit of a known currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.pricesigns import MEANT
from extract.pricetag import _SHARED, price_of


@pytest.mark.parametrize(
    ("text", "code", "minor", "named"),
    [
        ("$19.99", "CAD", 1999, "CAD"),
        ("US$ 19.99", "CAD", 1999, "USD"),
        ("19,99", "EUR", 1999, "EUR"),
        ("249 kr", "SEK", 24900, "SEK"),
        ("¥1,500", "JPY", 1500, "JPY"),
        ("4.250", "KWD", 4250, "KWD"),
        ("12.500 ₫", None, 12500, "VND"),
        ("£5", "EUR", 500, "GBP"),
    ],
)
def test_a_price_is_read_in_the_currency_of_its_sign_or_page(
    text: str, code: str | None, minor: int, named: str
) -> None:
    found = price_of(text, code=code)
    assert found and (found.amount_minor, found.code) == (minor, named)
    assert (found.high_minor, found.is_least, found.raw) == (None, False, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$5", None),
        ("$5", "EUR"),
        ("19.99", None),
        ("kr 5", "USD"),
        ("sold out", "EUR"),
    ],
)
def test_a_price_of_an_unknown_currency_is_none(text: str, code: str | None) -> None:
    assert price_of(text, code=code) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$10 - $20", 1000, 2000),
        ("$10-$20.50", 1000, 2050),
        ("19,99 – 29,99 $", 1999, 2999),
        ("from 26 to 50 $", 2600, 5000),
        ("$ 1,099 bis 1,299", 109900, 129900),
    ],
)
def test_a_range_gives_both_ends(text: str, low: int, high: int) -> None:
    found = price_of(text, code="USD")
    assert found and (found.amount_minor, found.high_minor) == (low, high)
    assert found.is_least


@pytest.mark.parametrize(
    "text", ["ab 19,99 €", "From €19.99", "od 19,99 €", "19.99€起"]
)
def test_a_price_may_be_the_lowest_of_several(text: str) -> None:
    found = price_of(text)
    assert found and (found.amount_minor, found.is_least) == (1999, True)


@pytest.mark.parametrize("text", ["Was $20 - now $10", "5-pack $10", "$10 (-20 %)"])
def test_what_is_no_range_has_no_other_end(text: str) -> None:
    found = price_of(text, code="USD")
    assert found and found.high_minor is None


def test_a_hint_may_hold_the_sign() -> None:
    found = price_of("5.00", "Price in £")
    assert found and found.code == "GBP"


def test_every_shared_sign_is_known_to_have_several_meanings() -> None:
    assert {MEANT[sign] for sign in _SHARED} == {""}


@given(st.text(), st.sampled_from([None, "EUR", "KWD"]))
def test_any_text_shows_a_price_or_none(text: str, code: str | None) -> None:
    found = price_of(text, text, code)
    assert found is None or 0 <= found.amount_minor < 10**12
