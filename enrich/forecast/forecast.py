"""How much of each thing will be wanted in the coming weeks, and how well that is known."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment, Learned
from enrich.forecast.backtest import Tested
from enrich.forecast.globalmodel import forest_of
from enrich.forecast.telling import Told, tell
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
        told = tell(np.array(row["counts"], np.float64), forest)
        if told is not None:
            head = {name: row[name] for name in ("entity_key", "unit", "input_key")}
            weeks = _weeks(row["last_week"], told)
            coming += [{**head, "model": told.model, **week} for week in weeks]
            pairs = zip(told.tested, told.shares.tolist(), strict=True)
            tests += [_test(head, *pair) for pair in pairs]
    return {
        "forecasts": table("forecasts", coming),
        "backtests": table("backtests", tests),
    }


def _weeks(last: date, told: Told) -> list[dict[str, Any]]:
    low, high = np.quantile(told.gaps, [_LOW, _HIGH])
    return [
        {
            "week": last + timedelta(weeks=ahead),
            "ahead": ahead,
            "expected": expected,
            "low": max(0.0, expected + min(float(low), 0.0)),
            "high": expected + max(float(high), 0.0),
        }
        for ahead, expected in enumerate(told.weeks.round(3).tolist(), 1)
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
