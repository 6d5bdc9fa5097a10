"""One category in numbers; what too little is known of stays empty."""

from collections import Counter
from typing import Any

import numpy as np

from enrich.research.intervals import growth, share
from enrich.research.told import Category, Series

_LARGEST = 3
_LEAST_OPINIONS = 24
# So few points of an outside series say nothing of half a year.
_LEAST_POINTS = 4


def summary(category: Category) -> dict[str, Any]:
    """Return the row of `market_categories`, without its keys."""
    if category.gone:
        return {"groups": 0, "listings": 0, "sellers": 0, "hosts": 0, "left_out": 0}
    shelves = category.shelves
    return {
        "as_of": category.as_of,
        "groups": len(category.things),
        "listings": sum(shelf.listings for shelf in shelves),
        "sellers": category.sellers,
        "hosts": len({shelf.host for shelf in shelves}),
        "concentration": concentration(category),
        **_prices(category),
        **_states(category),
        **_demand(category),
        **_forecast(category),
        **_outside(category.outside or []),
        "season": _season(category.months or []),
    }


def concentration(category: Category) -> float | None:
    """Return what share of all products in all shops the three largest shops have."""
    sizes = Counter(shelf.host for shelf in category.shelves)
    largest = sum(size for _, size in sizes.most_common(_LARGEST))
    return share(largest, sizes.total())


def _prices(category: Category) -> dict[str, Any]:
    middles = [float(np.median(list(of.values()))) for of in category.prices().values()]
    told: dict[str, Any] = {
        "currency": category.currency,
        "left_out": sum(shelf.left_out for shelf in category.shelves),
    }
    if middles:
        low, mid, high = np.quantile(middles, [0.1, 0.5, 0.9])
        told |= {
            "price_low_minor": round(low),
            "price_mid_minor": round(mid),
            "price_high_minor": round(high),
        }
    return told


def _states(category: Category) -> dict[str, Any]:
    shelves = category.shelves
    reductions = [one for shelf in shelves for one in shelf.reductions or []]
    listings = sum(shelf.listings for shelf in shelves)
    return {
        "sold_out": share(
            sum(shelf.gone for shelf in shelves), sum(shelf.told for shelf in shelves)
        ),
        "reduced": share(sum(shelf.reduced for shelf in shelves), listings),
        "reduction": float(np.median(reductions)) if reductions else None,
    }


def _demand(category: Category) -> dict[str, Any]:
    late = sum(thing.late for thing in category.things)
    before = sum(thing.before for thing in category.things)
    trend = growth(late, before)
    return {
        "opinions": late,
        "opinions_before": before,
        "weekly": category.weekly,
        "trend": trend.value if trend else None,
        "trend_low": trend.low if trend else None,
        "trend_high": trend.high if trend else None,
        "sentiment": category.sentiment,
        "sentiments": category.sentiments or 0,
    }


def _forecast(category: Category) -> dict[str, Any]:
    """Return the sum in the unit that most are told in: orders and opinions do not add."""
    told = [thing for thing in category.things if thing.expected is not None]
    if not told:
        return {}
    units = Counter(thing.unit or "" for thing in told)
    unit = max(units, key=lambda name: (units[name], name))
    expected = [thing.expected or 0.0 for thing in told if (thing.unit or "") == unit]
    return {
        "expected": sum(expected),
        "expected_unit": unit,
        "expected_groups": len(expected),
    }


def _season(months: list[int]) -> list[float] | None:
    total = sum(months)
    if total < _LEAST_OPINIONS:
        return None
    return [count / total for count in months]


def _outside(series: list[Series]) -> dict[str, Any]:
    """Return the middle course of the series; their levels have nothing in common."""
    told = [
        (one, one.late / one.before)
        for one in series
        if one.points >= _LEAST_POINTS and one.before and one.late is not None
    ]
    if not told:
        return {}
    return {
        "outside": float(np.median([ratio for _, ratio in told])),
        "outside_sources": [_named(one) for one, _ in told],
    }


def _named(one: Series) -> str:
    return ", ".join(
        part for part in (one.source, one.topic, one.region, one.licence) if part
    )
