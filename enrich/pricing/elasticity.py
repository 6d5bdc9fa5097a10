"""By how much sales fall where a price rises, if a shop's own weeks can tell it.

    orders of a week ~ exp(level + elasticity * log(price) + trend * week)

A Poisson regression, whose errors are widened by how much the weeks scatter more than
Poisson's would. It is told only where prices were changed enough and enough was sold:
else a chance week would set prices. What was sold at one price says nothing of another.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_LEAST_WEEKS = 12
_LEAST_ORDERS = 30
_LEAST_PRICES = 3
_LEAST_RANGE = 0.1
# Eight of ten cases lie within so many standard errors.
_TENTH = 1.2816
_ROUNDS = 50
# A price and a trend that go together so closely are one fact and not two.
_EVENLY = 0.98


class Elasticity(NamedTuple):
    """By what share sales change where the price rises by 1 %, and between what it lies."""

    value: float
    low: float
    high: float


def elasticity(prices: Numbers, orders: Numbers) -> Elasticity | str:
    """Return the elasticity that the weeks tell, or why they tell none."""
    why = _too_little(prices, orders)
    if why:
        return why
    weeks = np.arange(len(prices)) / len(prices)
    facts = np.stack([np.ones_like(prices), np.log(prices), weeks], axis=1)
    facts[:, 1:] -= facts[:, 1:].mean(axis=0)
    if abs(np.corrcoef(facts[:, 1], facts[:, 2])[0, 1]) > _EVENLY:
        return "the price went evenly with time: which of the two it was is not known"
    found = _fitted(facts, orders)
    if found is None:
        return "the weeks contradict each other"
    value, error = found
    if value + _TENTH * error >= 0:
        return (
            f"sales did not clearly fall where the price rose ({value:.1f}, give or"
            f" take {_TENTH * error:.1f})"
        )
    return Elasticity(value, value - _TENTH * error, value + _TENTH * error)


def _too_little(prices: Numbers, orders: Numbers) -> str:
    if len(prices) < _LEAST_WEEKS:
        return f"{len(prices)} weeks of sales; {_LEAST_WEEKS} are needed"
    if orders.sum() < _LEAST_ORDERS:
        return f"{orders.sum():.0f} orders; {_LEAST_ORDERS} are needed"
    distinct = len(np.unique(prices))
    if distinct < _LEAST_PRICES or prices.max() < (1 + _LEAST_RANGE) * prices.min():
        spread = prices.max() / prices.min() - 1
        return (
            f"not enough price variation: {distinct} prices, {spread:.0%} apart;"
            f" {_LEAST_PRICES} prices {_LEAST_RANGE:.0%} apart are needed"
        )
    return ""


def _fitted(facts: Numbers, orders: Numbers) -> tuple[float, float] | None:
    """Return the weight of the price and its standard error."""
    weights = np.zeros(facts.shape[1])
    weights[0] = math.log(orders.mean())
    for _ in range(_ROUNDS):
        told = np.exp(np.clip(facts @ weights, -30, 30))
        curve = (facts.T * told) @ facts
        try:
            step = np.linalg.solve(curve, facts.T @ (orders - told))
        except np.linalg.LinAlgError:
            return None
        weights += np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            break
    else:
        return None
    left = len(orders) - len(weights)
    scatter = max(1.0, float(((orders - told) ** 2 / told).sum()) / left)
    return float(weights[1]), math.sqrt(scatter * float(np.linalg.inv(curve)[1, 1]))
