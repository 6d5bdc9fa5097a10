"""Ways to go on with a row of counts, as loops: each fills `out` with the coming weeks.

    mean      the mean of the last weeks
    ses       simple exponential smoothing: the newer the more it counts
    holt      the same with a trend that fades
    seasonal  Holt and Winters: a level, a fading trend, and what each week of a year adds

What each is told by (`alpha` and so on) is tried out on the row itself, on a grid: the
one that told each week best from those before it is taken.
"""

import numpy as np
from numpy.typing import NDArray

from enrich.kernel import kernel

Counts = NDArray[np.float64]
YEAR = 52
# The trend of a shop does not go on for ever.
_FADING = 0.9
_LAST_WEEKS = 8
_STEPS = 9


@kernel
def naive(past: Counts, out: Counts) -> None:
    """Say each week as the last one."""
    for k in range(len(out)):
        out[k] = past[len(past) - 1]


@kernel
def mean(past: Counts, out: Counts) -> None:
    """Say the mean of the last weeks."""
    first = max(0, len(past) - _LAST_WEEKS)
    total = 0.0
    for k in range(first, len(past)):
        total += past[k]
    for k in range(len(out)):
        out[k] = total / (len(past) - first)


@kernel
def last_year(past: Counts, out: Counts) -> None:
    """Say what the same week of the year before was."""
    for k in range(len(out)):
        out[k] = past[len(past) - YEAR + k % YEAR]


@kernel
def _ses_error(past: Counts, alpha: float) -> tuple[float, float]:
    """Return the squared error and the last level."""
    level, wrong = past[0], 0.0
    for k in range(1, len(past)):
        gap = past[k] - level
        wrong += gap * gap
        level += alpha * gap
    return wrong, level


@kernel
def ses(past: Counts, out: Counts) -> None:
    """Smooth exponentially: the newer a week, the more it counts."""
    best, found = np.inf, past[0]
    for step in range(1, _STEPS + 1):
        wrong, level = _ses_error(past, step / (_STEPS + 1))
        if wrong < best:
            best, found = wrong, level
    for k in range(len(out)):
        out[k] = found


@kernel
def _holt_error(past: Counts, alpha: float, beta: float) -> tuple[float, float, float]:
    level, trend, wrong = past[0], 0.0, 0.0
    for k in range(1, len(past)):
        told = level + _FADING * trend
        gap = past[k] - told
        wrong += gap * gap
        before = level
        level = told + alpha * gap
        trend = beta * (level - before) + (1 - beta) * _FADING * trend
    return wrong, level, trend


@kernel
def holt(past: Counts, out: Counts) -> None:
    """Smooth exponentially, with a trend that fades."""
    best, level, trend = np.inf, past[0], 0.0
    for i in range(1, _STEPS + 1):
        for j in range(1, 4):
            wrong, at, by = _holt_error(past, i / (_STEPS + 1), j / 10)
            if wrong < best:
                best, level, trend = wrong, at, by
    fade = _FADING
    for k in range(len(out)):
        level += fade * trend
        fade *= _FADING
        out[k] = max(level, 0.0)


@kernel
def _seasonal_error(
    past: Counts, year: Counts, alpha: float, gamma: float
) -> tuple[float, float]:
    """Fill `year` with what each week adds; return the squared error and the level."""
    level, wrong = 0.0, 0.0
    for k in range(YEAR):
        level += past[k] / YEAR
    for k in range(YEAR):
        year[k] = past[k] - level
    for k in range(YEAR, len(past)):
        told = level + year[k % YEAR]
        gap = past[k] - told
        wrong += gap * gap
        level += alpha * gap
        year[k % YEAR] += gamma * (1 - alpha) * gap
    return wrong, level


@kernel
def seasonal(past: Counts, out: Counts, year: Counts) -> None:
    """Smooth a level and a year, of which it asks for two, and for room for one."""
    best, chosen_alpha, chosen_gamma = np.inf, 0.1, 0.1
    for i in range(1, 6):
        for j in range(4):
            wrong, _ = _seasonal_error(past, year, i / 10, j / 10)
            if wrong < best:
                best, chosen_alpha, chosen_gamma = wrong, i / 10, j / 10
    _, level = _seasonal_error(past, year, chosen_alpha, chosen_gamma)
    for k in range(len(out)):
        out[k] = max(level + year[(len(past) + k) % YEAR], 0.0)
