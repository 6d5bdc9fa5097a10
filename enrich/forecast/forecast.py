"""How much of each thing will be wanted in the coming weeks, told by all ways together.

Every way tells the last weeks from those before. The less it erred, the more it counts for
the weeks to come, and what all erred together says how far off they may be now. A forest
that was learned of all things, and released because it is better, tells alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment, Learned
from enrich.forecast.backtest import Tested, ahead_of, backtests, blended
from enrich.forecast.globalmodel import forest_of
from enrich.forecast.smoothing import Counts
from enrich.forecast.ways import GLOBAL, Way, ways
from enrich.learning.store import read
from enrich.queries import Asked, changed, source
from enrich.rows import table
from extract.text.forest import Forest
from lake.stages import Stage

VERSION = 1
_SERIES = "forecast/series.sql"
# Between these shares of the errors lie eight of ten.
_LOW, _HIGH = 0.1, 0.9


def make(
    batch: pa.RecordBatch, learned: Learned | None = None
) -> Mapping[str, pa.Table]:
    """Return what is expected of each row of `batch`, and how each way did."""
    forest = _forest(learned) if learned else None
    coming: list[dict[str, Any]] = []
    tests: list[dict[str, Any]] = []
    for row in batch.to_pylist():
        counts = np.array(row["counts"], np.float64)
        known = ways(len(counts), forest)
        tested = backtests(counts, known)
        if tested:
            head = {name: row[name] for name in ("entity_key", "unit", "input_key")}
            shares = _shares(tested)
            told = np.array([_told(known[one.model], counts) for one in tested])
            gaps = shares @ np.array([one.gaps for one in tested])
            model = GLOBAL if forest is not None else "blend"
            weeks = _weeks(row["last_week"], shares @ told, gaps)
            coming += [{**head, "model": model, **week} for week in weeks]
            tests += [_test(head, *pair) for pair in zip(tested, shares, strict=True)]
    return {
        "forecasts": table("forecasts", coming),
        "backtests": table("backtests", tests),
    }


def _shares(tested: Sequence[Tested]) -> Counts:
    """Return how much each way counts; a forest was released because it is better."""
    is_global = np.array([one.model == GLOBAL for one in tested])
    return is_global.astype(np.float64) if is_global.any() else blended(tested)


def _told(way: Way, counts: Counts) -> Counts:
    out = np.empty(ahead_of(len(counts)))
    way(counts, out)
    return out


def _weeks(last: date, told: Counts, gaps: Counts) -> list[dict[str, Any]]:
    low, high = np.quantile(gaps, [_LOW, _HIGH])
    return [
        {
            "week": last + timedelta(weeks=ahead),
            "ahead": ahead,
            "expected": expected,
            "low": max(0.0, expected + min(float(low), 0.0)),
            "high": expected + max(float(high), 0.0),
        }
        for ahead, expected in enumerate(np.maximum(told, 0).round(3).tolist(), 1)
    ]


def _test(head: Mapping[str, Any], tested: Tested, share: float) -> dict[str, Any]:
    own = msgspec.structs.asdict(tested)
    del own["gaps"]
    return {**head, **own, "share": share}


@cache
def _forest(learned: Learned) -> Forest:
    return forest_of(read(learned))


def series() -> str:
    """Return the query for the weeks of all things."""
    return source(_SERIES)


def stage(tools: Equipment) -> Stage:
    """Return the step that looks ahead."""
    version = tools.version("forecast", VERSION)
    learned = tools.model("forecast", VERSION)
    asked = Asked(maker="forecast", version=version, table="backtests")
    return Stage(
        "forecast",
        version,
        reads=("opinions", "enriched_matches", "shop_events", "catalogue", "pages"),
        writes=("forecasts", "backtests"),
        make=partial(make, learned=learned) if learned else make,
        query=changed(_SERIES, asked),
    )
