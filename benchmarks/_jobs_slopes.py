"""Whether what a process holds grows: a slope with its uncertainty, and what it means.

Readings that follow each other are alike, which would make a slope look surer than it
is; so the middles of half minutes are taken. The slope is the middle of the slopes of
all pairs (Theil and Sen), its interval that of Kendall's test. One reading that jumps
moves neither much, and nothing is assumed of how readings are spread.

flat     even the upper end of the 95 % interval is less than LIMIT of the middle an hour
grows    even its lower end is more
unsure   the time was too short, or the readings too restless, to tell
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import theilslopes

# A shop that grows by so much in an hour doubles in most of a day.
LIMIT = 0.05
_BLOCK_S = 30.0
_LEAST_BLOCKS = 8


class Slope(NamedTuple):
    """How much something grows in an hour, as a share of its middle."""

    middle: float
    an_hour: float
    low: float
    high: float
    says: str


def slope(seconds: Sequence[float], readings: Sequence[float]) -> Slope:
    """Return how `readings` grow, and what can be said of it."""
    hours, values = _blocks(np.asarray(seconds), np.asarray(readings, float))
    middle = float(np.median(values))
    if len(values) < _LEAST_BLOCKS or middle == 0:
        return Slope(middle, 0.0, -np.inf, np.inf, "unsure")
    found = theilslopes(values, hours, alpha=0.95)
    an_hour, low, high = (
        float(one) / middle for one in (found.slope, found.low_slope, found.high_slope)
    )
    says = "flat" if high < LIMIT else "grows" if low > LIMIT else "unsure"
    return Slope(middle, an_hour, low, high, says)


def _blocks(
    seconds: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    readings: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> tuple[list[float], list[float]]:
    """Return the middles of half minutes, and when they are, in hours."""
    block = (seconds // _BLOCK_S).astype(int)
    numbers = np.unique(block)
    return (
        [float(np.median(seconds[block == n])) / 3600 for n in numbers],
        [float(np.median(readings[block == n])) for n in numbers],
    )
