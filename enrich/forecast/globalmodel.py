"""One forest for all things: what follows such weeks, whatever the thing is.

A row is a past, cut somewhere, and how many weeks ahead is asked. All counts are divided
by their mean, so that what sells by thousands teaches what sells by ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from enrich.forecast.smoothing import YEAR, Counts
from extract.text.forest import Forest, add

_LAGS = 8
_SPANS = (4, 13, 26, YEAR)
COLUMNS = _LAGS + len(_SPANS) + 5
# Shorter pasts say nothing of seasons or gaps.
LEAST_WEEKS = 12


def scale(past: Counts) -> float:
    """Return what the counts of a past are divided by."""
    return float(past[-YEAR:].mean()) or 1.0


def rows(past: Counts, ahead: int) -> NDArray[np.float32]:
    """Return a row of features for each of the `ahead` weeks after `past`."""
    given = past / scale(past)
    weeks = len(given)
    some = np.nonzero(given)[0]
    lags = np.zeros(_LAGS)
    lags[: min(_LAGS, weeks)] = given[::-1][:_LAGS]
    spans = [given[-span:].mean() for span in _SPANS]
    since = weeks - some[-1] if len(some) else weeks
    fixed = [*lags, *spans, since, len(some) / weeks, given.std(), min(weeks, 104)]
    out = np.empty((ahead, COLUMNS), np.float32)
    out[:, :-1] = fixed
    out[:, -1] = np.arange(1, ahead + 1)
    return out


def told(forest: Forest, past: Counts, out: Counts) -> None:
    """Fill `out` with what the forest tells of the weeks after `past`."""
    raw = np.empty(len(out), np.float32)
    add(forest, rows(past, len(out)), raw)
    out[:] = np.maximum(raw, 0) * scale(past)


def forest_of(arrays: Mapping[str, NDArray[Any]]) -> Forest:
    """Return the forest that a model's arrays hold."""
    return Forest(**{name: arrays[name] for name in Forest._fields})


def examples(
    pasts: Sequence[Counts], ahead: int, every: int = 4
) -> tuple[NDArray[np.float32], Counts]:
    """Return rows and what came, for cuts all along each of `pasts`."""
    given, came = [], []
    for past in pasts:
        for cut in range(LEAST_WEEKS, len(past) - ahead + 1, every):
            given.append(rows(past[:cut], ahead))
            came.append(past[cut : cut + ahead] / scale(past[:cut]))
    return np.concatenate(given), np.concatenate(came)
