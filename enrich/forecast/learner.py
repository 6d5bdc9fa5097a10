"""How one forest is learned of all things together, and judged on things it never saw.

It is judged beside what it would replace: at each cut both tell what the step would have
told on that day, all ways together without it, and alone with it.
"""

import numpy as np
import pyarrow as pa

from enrich.forecast.backtest import MOST_AHEAD, ahead_of, cuts_of, step_of
from enrich.forecast.forecast import VERSION, series
from enrich.forecast.globalmodel import examples, forest_of
from enrich.forecast.smoothing import Counts
from enrich.forecast.telling import LEAST_WEEKS, tell
from enrich.learning.learner import Arrays, Judged, Learner
from extract.text.forest import Forest, planted

# What was told of the shortest row has to hold what came then.
_LEAST = LEAST_WEEKS + MOST_AHEAD
# A group goes by another key whenever a listing with a smaller one joins it; its sku stays.
_QUERY = """
SELECT *, coalesce(sku, entity_key) AS together FROM ({series})
WHERE len(counts) >= {least} ORDER BY entity_key
"""
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
    query = _QUERY.format(series=series(), least=_LEAST)
    advice = f"Only things with {_LEAST} weeks of orders or opinions count."
    return Learner(
        step="forecast",
        code=VERSION,
        query=query,
        fit=fit,
        judge=judge,
        advice=advice,
    )


def fit(rows: pa.Table) -> Arrays:
    """Return the forest that the weeks of these things teach."""
    import lightgbm

    given, came = examples(_counts(rows), MOST_AHEAD)
    trees = lightgbm.train(_LEARNING, lightgbm.Dataset(given, came), _TREES)
    return planted(trees.dump_model()["tree_info"])._asdict()


def judge(arrays: Arrays | None, rows: pa.Table) -> Judged:
    """Return how well the step tells these things, with a forest or without one."""
    forest = forest_of(arrays) if arrays is not None else None
    mase = np.array([_error(counts, forest) for counts in _counts(rows)])
    return Judged(1 / (1 + mase), {"mase": float(mase.mean())})


def _counts(rows: pa.Table) -> list[Counts]:
    return [np.array(counts, np.float64) for counts in rows["counts"].to_pylist()]


def _error(counts: Counts, forest: Forest | None) -> float:
    """Return by how many steps of the row the step was off, over all cuts."""
    gaps: list[float] = []
    for cut in cuts_of(len(counts), ahead_of(len(counts))):
        told = tell(counts[:cut], forest)
        if told is not None:
            came = counts[cut : cut + len(told.weeks)]
            gaps += np.abs(came - told.weeks).tolist()
    return float(np.mean(gaps)) / step_of(counts)
