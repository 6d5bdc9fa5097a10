"""What comes after a row of weeks: told by all ways together, or by a forest alone.

Every way tells the last weeks from those before. The less it erred, the more it counts for
the weeks to come, and what all erred together says how far off they may be now. A forest
that was learned of all things, and released because it is better, tells alone.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from enrich.forecast.backtest import Tested, ahead_of, backtests, blended, cuts_of
from enrich.forecast.smoothing import Counts
from enrich.forecast.ways import GLOBAL, Way, ways
from extract.text.forest import Forest

# The shortest row of which the last third can be told from those before.
LEAST_WEEKS = 17


class Told(msgspec.Struct, frozen=True):
    """The weeks to come, by whom, and what was off when the past was told."""

    model: str
    weeks: Counts
    gaps: Counts
    tested: Sequence[Tested]
    shares: Counts


def tell(counts: Counts, forest: Forest | None = None) -> Told | None:
    """Return what comes after `counts`; None where they are too few to tell."""
    cuts = cuts_of(len(counts), ahead_of(len(counts)))
    if not cuts:
        return None
    # Each way is asked of the shortest past too: a year of less than one is no year.
    known = ways(cuts[-1], forest)
    tested = backtests(counts, known)
    shares = _shares(tested)
    weeks = shares @ np.array([_asked(known[one.model], counts) for one in tested])
    return Told(
        model="blend" if forest is None else GLOBAL,
        weeks=np.maximum(weeks, 0),
        gaps=shares @ np.array([one.gaps for one in tested]),
        tested=tested,
        shares=shares,
    )


def _shares(tested: Sequence[Tested]) -> Counts:
    """Return how much each way counts; a forest was released because it is better."""
    is_global = np.array([one.model == GLOBAL for one in tested])
    return is_global.astype(np.float64) if is_global.any() else blended(tested)


def _asked(way: Way, counts: Counts) -> Counts:
    out = np.empty(ahead_of(len(counts)))
    way(counts, out)
    return out
