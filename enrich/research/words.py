"""The figures of a category as people read them."""

from collections.abc import Sequence
from typing import Any

from enrich.money import written

Row = dict[str, Any]
_BARS = "▁▂▃▄▅▆▇█"


def facts(row: Row) -> list[tuple[str, str]]:
    """Return what is told of a category, name by name."""
    told = [
        ("Products", _supply(row)),
        ("Prices", _prices(row)),
        ("State", _state(row)),
        ("Opinions", _opinions(row)),
        ("Expected", _expected(row)),
        ("Outside", _outside(row)),
    ]
    return [(name, said) for name, said in told if said]


def price(row: Row, which: str) -> str:
    """Return the low, mid or high price of a category."""
    minor = row[f"price_{which}_minor"]
    return "" if minor is None else written(minor, row["currency"])


def percent(share: float | None) -> str:
    """Return a share for people."""
    return "" if share is None else f"{share:.0%}"


def between(value: float | None, low: float | None, high: float | None) -> str:
    """Return how many times, and between what it lies."""
    if value is None or low is None or high is None:
        return ""
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def spark(counts: Sequence[int] | None) -> str:
    """Return counts as a line of little bars, two to a bar."""
    told = list(counts or [])
    pairs = [sum(told[at : at + 2]) for at in range(0, len(told), 2)]
    most = max(pairs, default=0)
    return "".join(_BARS[round(7 * pair / most)] if most else " " for pair in pairs)


def _supply(row: Row) -> str:
    held = percent(row["concentration"])
    return (
        f"{row['groups']:,} in {row['hosts']:,} shops of {row['sellers'] or 0:,} sellers"
        f" ({row['listings']:,} listings); the three largest shops have {held}"
    )


def _prices(row: Row) -> str:
    out = f"{row['left_out']:,} offers in other currencies are left out"
    if row["price_mid_minor"] is None:
        return out
    return (
        f"half below {price(row, 'mid')}, eight of ten between {price(row, 'low')} and"
        f" {price(row, 'high')}; {out}"
    )


def _state(row: Row) -> str:
    told = []
    if row["sold_out"] is not None:
        told.append(f"{percent(row['sold_out'])} of listings are sold out")
    if row["reduction"] is not None:
        told.append(
            f"{percent(row['reduced'])} are reduced, in the middle by"
            f" {percent(row['reduction'])}"
        )
    return "; ".join(told)


def _opinions(row: Row) -> str:
    told = f"{row['opinions'] or 0} in 13 weeks, {row['opinions_before'] or 0} before"
    grown = between(row["trend"], row["trend_low"], row["trend_high"])
    told += f"; {grown} times" if grown else "; too few for a trend"
    if row["sentiment"] is not None:
        told += f"; mean judgement {row['sentiment']:+.2f} of {row['sentiments']}"
    return told


def _expected(row: Row) -> str:
    if row["expected"] is None:
        return ""
    return (
        f"{row['expected']:.1f} {row['expected_unit']} a week, by the forecasts of"
        f" {row['expected_groups']} products"
    )


def _outside(row: Row) -> str:
    if row["outside"] is None:
        return ""
    named = "; ".join(row["outside_sources"] or [])
    return f"{row['outside']:.2f} times the 13 weeks before ({named})"
