"""What numbers say and how sure: each with the bounds between which 8 of 10 cases lie."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# Eight of ten cases lie within so many standard errors.
_TENTH = 1.2816
_LEAST_COUNTED = 10
_LEAST_RATIOS = 3
# A thousand points have half a million pairs: enough for any slope.
_MOST_POINTS = 1000


class Between(NamedTuple):
    """A value, and its lower and upper bound."""

    value: float
    low: float
    high: float


def growth(late: int, before: int) -> Between | None:
    """Return how many times the one count is the other, if both come by Poisson's law.

    Half an event more on both sides, as Jeffreys has it, keeps it whole at zero.
    """
    if late + before < _LEAST_COUNTED:
        return None
    value = math.log((late + 0.5) / (before + 0.5))
    width = _TENTH * math.sqrt(1 / (late + 0.5) + 1 / (before + 0.5))
    return Between(math.exp(value), math.exp(value - width), math.exp(value + width))


def mean_ratio(ratios: list[float]) -> Between | None:
    """Return the geometric mean of ratios; under three, bounds would say nothing."""
    if len(ratios) < _LEAST_RATIOS:
        return None
    logs = np.log(np.array(ratios, np.float64))
    value = float(logs.mean())
    width = _TENTH * float(logs.std(ddof=1)) / math.sqrt(len(logs))
    return Between(math.exp(value), math.exp(value - width), math.exp(value + width))


def slope(x: Numbers, y: Numbers) -> Between | None:
    """Return the middle of the slopes of all pairs of points (Theil and Sen).

    Wild points do not move it, up to a third of all. The bounds are Sen's, by ranks.
    """
    x, y = x[:_MOST_POINTS], y[:_MOST_POINTS]
    one, other = np.triu_indices(len(x), 1)
    apart = x[other] - x[one]
    is_apart = np.abs(apart) > 1e-9
    if not is_apart.any():
        return None
    slopes = np.sort((y[other] - y[one])[is_apart] / apart[is_apart])
    pairs = len(slopes)
    count = len(x)
    width = _TENTH * math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    # Pairs at one price have no slope: what is left says less, and lies wider.
    width *= pairs / (count * (count - 1) / 2)
    low = max(0, math.floor((pairs - width) / 2))
    high = min(pairs - 1, math.ceil((pairs + width) / 2))
    # Zero has a sign here, which nobody wants to read.
    low_, high_ = slopes[low] + 0.0, slopes[high] + 0.0
    return Between(float(np.median(slopes)) + 0.0, float(low_), float(high_))


def share(part: float, whole: float) -> float | None:
    """Return what share `part` is of `whole`; None where there is nothing."""
    return part / whole if whole > 0 else None
