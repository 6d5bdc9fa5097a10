"""Prices as people write them, in many countries."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.money.pricesigns import MEANT, code_in
from extract.money.pricetext import read

WRITTEN = [
    ("19,99 €", "19.99", "€", "EUR"),
    ("1.299,00 €", "1299.00", "€", "EUR"),
    ("$1,299.50", "1299.50", "$", None),
    ("US$ 12", "12", "US$", "USD"),
    ("$ 12.00 CAD", "12.00", "CAD", "CAD"),
    ("12 500 ₽", "12500", "₽", "RUB"),
    ("990 рублей", "990", "руб", "RUB"),
    ("CHF 1'049.95", "1049.95", "CHF", "CHF"),
    ("Rs. 1,25,000", "125000", "Rs.", None),
    ("¥12,800", "12800", "¥", None),
    ("KD 4.250", "4.250", "KD", "KWD"),
    ("4.250 zł", "4250", "zł", "PLN"),
    ("1.899,-", "1899", None, None),
    ("٣٬٤٣٩٫٠٠ ر.س", "3439.00", "ر.س", "SAR"),
    ("12€50", "12.50", "€", "EUR"),
    ("from 26 to 50 €", "26", "€", "EUR"),
    ("-10 % only 45 kr", "45", "kr", None),
    ("£.75", "0.75", "£", "GBP"),
    ("Gratis", "0", None, None),
    ("AED 8000 (USD 2179)", "8000", "AED", "AED"),
    ("2,5 L, 7,90 €", "7.90", "€", "EUR"),
    ("Rs.50", "50", "Rs.", None),
    ("1.800.000₫", "1800000", "₫", "VND"),
    ("Běžná cena 75 990,00 Kč *", "75990.00", "Kč", "CZK"),
    ("NZD $100.70", "100.70", "NZD", "NZD"),
    ("$80.00 (AUD)", "80.00", "AUD", "AUD"),
    ("AU $59.95", "59.95", "AU $", "AUD"),
    ("£0,123", "0.123", "£", "GBP"),
    ("12345.678 zł", "12345.678", "zł", "PLN"),
]
SILENT = ["", "-", "call us", "15.08.2017", "July, 2004", "25-09", "sold out", "100 %"]


@pytest.mark.parametrize(("text", "amount", "sign", "code"), WRITTEN)
def test_a_price_is_read(
    text: str, amount: str, sign: str | None, code: str | None
) -> None:
    found = read(text)
    assert (found.amount, found.sign, found.code) == (Decimal(amount), sign, code)


@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_price_gives_none(text: str) -> None:
    assert read(text).amount is None


@pytest.mark.parametrize(
    ("text", "hint", "code"),
    [
        ("19.99", "Price in EUR", "EUR"),
        ("19.99", "3 L", None),
        ("£19.99", "EUR", "GBP"),
    ],
)
def test_a_currency_may_stand_elsewhere(text: str, hint: str, code: str | None) -> None:
    assert read(text, hint).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12 Kč", "CZK"),
        ("€ or £", None),
        ("$", None),
        ("45 руб.", "RUB"),
        ("1 L", None),
    ],
)
def test_only_a_currency_beyond_doubt_is_named(text: str, code: str | None) -> None:
    assert code_in(text) == code


@given(
    st.decimals(0, 9_999_999, places=2),
    st.sampled_from([",.", ".,", " ,", "\u00a0,", "'.", "\u202f."]),
    st.sampled_from(sorted(sign for sign in MEANT if len(sign) > 1)),
)
def test_every_way_of_writing_is_read_back(
    amount: Decimal, marks: str, sign: str
) -> None:
    english = f"{amount:,.2f}"
    written = english.translate(str.maketrans({",": marks[0], ".": marks[1]}))
    assert read(f"{sign} {written}").amount == amount
    assert read(f"{written} {sign}").amount == amount


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found = read(text, text)
    assert found.amount is None or found.amount >= 0
