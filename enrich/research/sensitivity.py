"""How opinions go with prices: between products, and before and after a changed price.

Neither is what a price causes. Dear things are other things than cheap ones, opinions are
a part of sales that nobody knows, and who lowers a price has a reason to. So it is called
what it is, and where the data do not carry it a row says what is missing.
"""

from typing import Any

import numpy as np

from enrich.research.intervals import Numbers, slope
from enrich.research.told import Category

_LEAST_POINTS = 12
_LEAST_OPINIONS = 30
# Between the lowest and the highest price of what is compared.
_LEAST_RANGE = 1.1
_WORDS = {
    "products": "products with opinions in the last year",
    "changes": "changed prices with opinions around them",
}
_SAYS = {
    "products": "Products that cost 1 % more have {slope:+.2f} % opinions",
    "changes": "Where a price rose by 1 %, opinions changed by {slope:+.2f} %",
}
_NOT = {
    "products": "dear products are other products, so this is no elasticity",
    "changes": "why prices were changed is not known, so this is no proof of a cause",
}


def sensitivity(category: Category) -> list[dict[str, Any]]:
    """Return the rows of `market_sensitivity`, without their keys: one a basis."""
    return [
        _row("products", *_products(category)),
        _row("changes", *_changes(category)),
    ]


def _products(category: Category) -> tuple[Numbers, Numbers, int]:
    prices = {
        key: float(np.median(list(of.values())))
        for key, of in category.prices().items()
    }
    told = [
        (prices[thing.group_key], thing.year)
        for thing in category.things
        if thing.year and thing.group_key in prices
    ]
    x = np.array([price for price, _ in told], np.float64)
    y = np.array([count for _, count in told], np.float64)
    return np.log(x), np.log(y + 0.5), int(y.sum())


def _changes(category: Category) -> tuple[Numbers, Numbers, int]:
    moves = [move for move in category.moves or [] if move.before + move.after]
    x = np.array([move.step for move in moves], np.float64)
    before = np.array([move.before for move in moves], np.float64)
    after = np.array([move.after for move in moves], np.float64)
    total = int(before.sum() + after.sum())
    return x, np.log((after + 0.5) / (before + 0.5)), total


def _row(basis: str, x: Numbers, y: Numbers, opinions: int) -> dict[str, Any]:
    head = {"basis": basis, "points": len(x), "opinions": opinions}
    missing = _missing(basis, x, opinions)
    found = None if missing else slope(x, y)
    if found is None:
        return {**head, "why": f"Not told: {missing or 'all prices are alike'}."}
    said = _SAYS[basis].format(slope=found.value)
    between = f"in eight of ten cases between {found.low:+.2f} and {found.high:+.2f} %"
    return {
        **head,
        "slope": found.value,
        "slope_low": found.low,
        "slope_high": found.high,
        "why": f"{said}, {between}; {_NOT[basis]}.",
    }


def _missing(basis: str, x: Numbers, opinions: int) -> str:
    if len(x) < _LEAST_POINTS:
        return f"{len(x)} {_WORDS[basis]}; {_LEAST_POINTS} are needed"
    if opinions < _LEAST_OPINIONS:
        return f"{opinions} opinions; {_LEAST_OPINIONS} are needed"
    if np.exp(x.max() - x.min()) < _LEAST_RANGE:
        return f"prices lie {np.expm1(x.max() - x.min()):.0%} apart; 10% are needed"
    return ""
