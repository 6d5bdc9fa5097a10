"""How one forest is learned of all things together, and judged on things it never saw."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enrich.forecast.backtest import MOST_AHEAD, backtests
from enrich.forecast.forecast import VERSION, series
from enrich.forecast.globalmodel import LEAST_WEEKS, examples, forest_of
from enrich.forecast.smoothing import Counts
from enrich.forecast.ways import GLOBAL, ways
from enrich.learning.learner import Arrays, Judged, Learner
from extract.text.forest import planted

# A row is cut where it can be told from, and has to hold what came then.
_LEAST = LEAST_WEEKS + MOST_AHEAD
_QUERY = "SELECT *, entity_key AS together FROM ({}) WHERE len(counts) >= {}"
_LEARNING = {
    "objective": "regression_l1",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
    "seed": 0,
}
_TREES = 200


def learner() -> Learner:
    """Return the way to learn a forest for forecasts."""
    query = _QUERY.format(series(), _LEAST)
    return Learner(step="forecast", code=VERSION, query=query, fit=fit, judge=judge)


def fit(rows: pa.Table) -> Arrays:
    """Return the forest that the weeks of these things teach."""
    import lightgbm

    given, came = examples(_long(rows), MOST_AHEAD)
    trees = lightgbm.train(_LEARNING, lightgbm.Dataset(given, came), _TREES)
    return planted(trees.dump_model()["tree_info"])._asdict()


def judge(arrays: Arrays | None, rows: pa.Table) -> Judged:
    """Return how well a forest tells these things, or without one the best single way."""
    pasts = _long(rows)
    if arrays is not None:
        mase = _errors(pasts, partial(ways, forest=forest_of(arrays)))[GLOBAL]
    else:
        # The best of all ways in hindsight: harder to beat than any that was chosen.
        mase = min(_errors(pasts, ways).values(), key=lambda each: float(each.mean()))
    return Judged(1 / (1 + mase), {"mase": float(mase.mean())})


def _long(rows: pa.Table) -> list[Counts]:
    found = (np.array(counts, np.float64) for counts in rows["counts"].to_pylist())
    return [counts for counts in found if len(counts) >= _LEAST]


def _errors(pasts: list[Counts], known: Any) -> Mapping[str, NDArray[np.float64]]:
    """Return the errors of the ways that can be asked of every past."""
    each = [{t.model: t.mase for t in backtests(p, known(len(p)))} for p in pasts]
    names = set.intersection(*(set(found) for found in each)) if each else set()
    return {name: np.array([found[name] for found in each]) for name in sorted(names)}
