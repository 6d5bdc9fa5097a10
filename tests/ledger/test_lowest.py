"""The lowest price of the 30 days before a reduction, case by case."""

from datetime import UTC, datetime, timedelta

import pytest

from ledger.lowest import Spell, lowest

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def spells(*prices: tuple[int, int | None]) -> list[Spell]:
    """Each price from its day on, to the day of the next."""
    days = [BEGINNING + timedelta(days=day) for day, _ in prices]
    return [
        Spell(price, "EUR", since, until)
        for (_, price), since, until in zip(
            prices, days, [*days, None][1:], strict=True
        )
    ]


@pytest.mark.parametrize(
    ("prices", "day", "low"),
    [
        ([], 40, None),
        ([(0, 100)], 29, None),
        ([(0, 100)], 30, 100),
        ([(0, 100)], 400, 100),
        # Raised shortly before: what it was before the rise counts.
        ([(0, 100), (38, 150)], 40, 100),
        ([(0, 100), (10, 150)], 40, 150),
        ([(0, 100), (11, 150)], 40, 100),
        # A dip within the 30 days counts, one before them does not.
        ([(0, 100), (20, 60), (21, 100)], 50, 60),
        ([(0, 100), (19, 60), (20, 100)], 50, 100),
        # Step by step: each step has the lowest before it.
        ([(0, 100), (60, 90), (65, 80)], 70, 80),
        # Not sold for a while: only days of sale count.
        ([(0, 100), (60, None), (85, 150)], 90, 100),
        ([(0, None), (5, 100)], 34, None),
        ([(0, None), (5, 100)], 35, 100),
        ([(0, 100), (10, None), (300, 100)], 319, None),
        ([(0, 100), (10, None), (300, 120)], 320, 100),
        ([(0, 100), (10, None)], 320, None),
    ],
)
def test_the_lowest_of_the_last_thirty_days_of_sale(
    prices: list[tuple[int, int | None]], day: int, low: int | None
) -> None:
    assert lowest(spells(*prices), "EUR", BEGINNING + timedelta(days=day)) == low


def test_a_price_of_no_length_counts_too() -> None:
    assert lowest(spells((0, 100), (40, 70), (40, 120)), "EUR", day(50)) == 70


def test_a_clock_that_went_back_adds_no_time() -> None:
    back = [Spell(150, "EUR", day(20), day(20)), Spell(150, "EUR", day(20), day(1))]
    assert lowest(back, "EUR", day(20)) is None


def test_prices_in_another_currency_are_no_history() -> None:
    other = [Spell(100, "USD", day(0), day(60)), Spell(100, "EUR", day(60), day(80))]
    assert lowest(other, "EUR", day(80)) is None


def day(number: int) -> datetime:
    return BEGINNING + timedelta(days=number)
