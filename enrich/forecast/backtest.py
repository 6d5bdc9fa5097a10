"""How well each way would have told the past: cut there, told, and compared with what came.

An error counts in steps of the row itself (MASE): 1 is as bad as to say that each week is
as the one before. So rows of ones and rows of thousands can be compared, and zeros hurt
nobody, as they would in percent.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from enrich.forecast.smoothing import Counts
from enrich.forecast.ways import Way

CUTS = 3
MOST_AHEAD = 8
# The shortest past that a way is asked to go on with.
_LEAST_PAST = 12
# A way that errs by a fifth more counts half.
_SHARPNESS = 4


class Tested(msgspec.Struct, frozen=True):
    """How one way did; `gaps` are its errors, week by week, over all cuts."""

    model: str
    cuts: int
    ahead: int
    mase: float
    wape: float
    gaps: tuple[float, ...]


def ahead_of(weeks: int) -> int:
    """Return how many weeks can be told from so many: a third of them at most."""
    return min(MOST_AHEAD, max(1, weeks // 3))


def backtests(counts: Counts, known: Mapping[str, Way]) -> list[Tested]:
    """Return how each way did, the best first; none where the row is too short."""
    ahead = ahead_of(len(counts))
    cuts = cuts_of(len(counts), ahead)
    if not cuts:
        return []
    step = step_of(counts)
    found = [_tested(name, way, counts, cuts, step) for name, way in known.items()]
    # Of two that did equally well, the simpler one stands first in `known`.
    return sorted(found, key=lambda tested: tested.mase)


def blended(tested: Sequence[Tested]) -> Counts:
    """Return how much each way is to count, all together 1.

    The way that did best on three cuts is not the best of the next one: on drawn rows it
    erred by .89 where all ways together, each by its errors, erred by .79.
    """
    wrong = np.array([one.mase for one in tested])
    if wrong.min() == 0:
        return (wrong == 0) / (wrong == 0).sum()
    weights = (wrong.min() / wrong) ** _SHARPNESS
    return weights / weights.sum()


def cuts_of(weeks: int, ahead: int) -> list[int]:
    """Return where a row is cut: at its end, and some weeks before."""
    first = max(_LEAST_PAST, weeks - ahead * CUTS)
    return list(range(weeks - ahead, first - 1, -ahead))[:CUTS]


def _tested(
    name: str, way: Way, counts: Counts, cuts: list[int], step: float
) -> Tested:
    ahead = ahead_of(len(counts))
    gaps, came = [], 0.0
    for cut in cuts:
        out = np.empty(ahead)
        way(counts[:cut], out)
        gaps.extend((counts[cut : cut + ahead] - out).tolist())
        came += float(counts[cut : cut + ahead].sum())
    wrong = float(np.abs(gaps).sum())
    return Tested(
        model=name,
        cuts=len(cuts),
        ahead=ahead,
        mase=wrong / len(gaps) / step,
        wape=wrong / came if came else float(wrong > 0),
        gaps=tuple(gaps),
    )


def step_of(counts: Counts) -> float:
    """Return the mean difference of a week to the one before; 1 where there is none."""
    return float(np.abs(np.diff(counts)).mean()) or 1.0
