"""A price is never below its floor, whatever the rule, the rounding, the currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.currencies import digits
from ledger.pricing import (
    DEAREST_MINOR,
    MOST_BP,
    ROUNDINGS,
    Terms,
    floor_of,
    price_of,
    rounded,
    rounded_up,
)

COSTS = st.integers(0, DEAREST_MINOR) | st.integers(0, 3_000)
DIGITS = st.sampled_from([0, 2, 3])
ROUNDS = st.sampled_from(ROUNDINGS)
TERMS = st.builds(
    Terms,
    markup_bp=st.integers(0, MOST_BP) | st.integers(0, 5_000),
    fixed_minor=st.none() | st.integers(0, DEAREST_MINOR) | st.integers(0, 3_000),
    least_margin_bp=st.integers(0, MOST_BP) | st.integers(0, 5_000),
    least_margin_minor=st.integers(0, 10_000),
    rounding=ROUNDS,
)


@given(COSTS, TERMS, DIGITS)
def test_a_price_is_never_below_its_floor(cost: int, terms: Terms, places: int) -> None:
    assert cost <= floor_of(cost, terms) <= price_of(cost, terms, places)


@given(COSTS, COSTS, TERMS, DIGITS)
def test_what_costs_more_is_not_sold_for_less(
    one: int, other: int, terms: Terms, places: int
) -> None:
    low, high = sorted((one, other))
    assert price_of(low, terms, places) <= price_of(high, terms, places)


@given(COSTS, ROUNDS, DIGITS)
def test_rounding_twice_is_rounding_once(
    minor: int, rounding: str, places: int
) -> None:
    once = rounded(minor, rounding, places)
    assert rounded(once, rounding, places) == once
    assert rounded_up(once, rounding, places) == once


@given(COSTS, ROUNDS, DIGITS)
def test_rounding_up_goes_up_to_the_next_that_ends_right(
    minor: int, rounding: str, places: int
) -> None:
    up = rounded_up(minor, rounding, places)
    assert up >= minor
    assert rounded(up, rounding, places) == up
    assert up - minor < 5 * 10**places


@given(COSTS, TERMS, DIGITS)
def test_every_price_fits_into_the_tables(cost: int, terms: Terms, places: int) -> None:
    assert price_of(cost, terms, places) < 2**63


@pytest.mark.parametrize(
    ("cost", "terms", "currency", "price"),
    [
        (1_000, Terms(2_000), "EUR", 1_200),
        (1_003, Terms(2_000), "EUR", 1_204),
        (1_000, Terms(1_255), "EUR", 1_126),
        (1_000, Terms(2_000, rounding=".99"), "EUR", 1_199),
        (1_000, Terms(2_000, rounding=".95"), "EUR", 1_195),
        (1_000, Terms(2_000, rounding=".90"), "EUR", 1_190),
        (1_030, Terms(2_000, rounding="whole"), "EUR", 1_200),
        (1_030, Terms(2_000, rounding="5"), "EUR", 1_000 + 500),
        (1_000, Terms(0, rounding=".99"), "EUR", 1_099),
        (1_000, Terms(0, rounding="5"), "EUR", 1_000),
        (1_001, Terms(0, rounding="5"), "EUR", 1_500),
        (1_000, Terms(2_000, rounding=".99"), "JPY", 1_200),
        (1_004, Terms(2_000, rounding="5"), "JPY", 1_205),
        (1_000, Terms(2_000, rounding=".99"), "KWD", 1_990),
        (9_999, Terms(2_000, rounding=".99"), "KWD", 11_990),
        (0, Terms(2_000), "EUR", 0),
        (1_000, Terms(0, least_margin_bp=500), "EUR", 1_050),
        (1_001, Terms(0, least_margin_bp=500), "EUR", 1_052),
        (1_000, Terms(0, least_margin_bp=500, least_margin_minor=80), "EUR", 1_080),
        (1_000, Terms(2_000, fixed_minor=1_290), "EUR", 1_290),
        (1_300, Terms(2_000, fixed_minor=1_290), "EUR", 1_300),
        (1_300, Terms(2_000, fixed_minor=1_290, rounding=".99"), "EUR", 1_399),
    ],
)
def test_a_price_is_made(cost: int, terms: Terms, currency: str, price: int) -> None:
    assert price_of(cost, terms, digits(currency)) == price
