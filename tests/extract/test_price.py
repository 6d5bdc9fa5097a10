from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.money.currencies import CODES, exponent
from extract.money.price import currency, minor_units

STYLES = ((",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("'", "."), ("", "."))


def written(minor: int, code: str, style: tuple[str, str]) -> str:
    group, point = style
    whole, _, cents = f"{Decimal(minor).scaleb(-exponent(code)):,f}".partition(".")
    return whole.replace(",", group) + (point + cents if cents else "")


@given(
    st.integers(0, 10**11),
    st.sampled_from(sorted(CODES)),
    st.sampled_from(STYLES),
    st.sampled_from(("{}", "{} €", "from {}", "$ {}", "\xa0{}\n")),
)
def test_a_written_price_is_read_back(
    minor: int, code: str, style: tuple[str, str], frame: str
) -> None:
    assert minor_units(frame.format(written(minor, code, style)), code) == minor


@given(st.integers(0, 10**11), st.sampled_from(sorted(CODES)))
def test_an_exact_number_is_read_back(minor: int, code: str) -> None:
    assert minor_units(Decimal(minor).scaleb(-exponent(code)), code) == minor


@given(st.text())
def test_any_text_is_a_price_or_none(text: str) -> None:
    found = minor_units(text, "EUR")
    assert found is None or 0 <= found < 10**12


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("19,-", "EUR", 1900),
        (".99", "USD", 99),
        ("34.000", "USD", 3400),
        ("1.299", "EUR", 129900),
        ("1,299", "USD", 129900),
        ("1.500", "JPY", 1500),
        ("1.250", "KWD", 1250),
        ("1,23,456.00", "INR", 12345600),
        ("12.3456", "EUR", 1235),
        ("٣٤٫٥٠", "SAR", 3450),
    ],
)
def test_a_doubtful_text_is_read_by_its_currency(
    text: str, code: str, minor: int
) -> None:
    assert minor_units(text, code) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free",
        "-5",
        "10 - 20",
        "1e5",
        "3 for 10",
        "1,23.4.5",
        "1.2.3",
        "12 34",
        "1,2345,678",
        "9" * 40,
    ],
)
def test_what_is_no_single_price_is_none(text: str) -> None:
    assert minor_units(text, "EUR") is None


@pytest.mark.parametrize(
    "number", [Decimal("1e999999"), 10**400, Decimal(-1), Decimal("Infinity"), True]
)
def test_an_absurd_number_is_no_price(number: object) -> None:
    assert minor_units(number, "EUR") is None


def test_a_sign_of_several_currencies_names_none() -> None:
    signs = ("$ 5", "5 kr", "¥ 5", "5", "EUR or USD")
    assert [currency(sign) for sign in signs] == [None] * 5


def test_a_sign_of_one_currency_names_it() -> None:
    signs = ("5 €", "US$ 5", "eur", "129 zł", "5 Kč", "CHF 5")
    found = [currency(sign) for sign in signs]
    assert found == ["EUR", "USD", "EUR", "PLN", "CZK", "CHF"]
