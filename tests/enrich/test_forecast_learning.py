from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from enrich.forecast import learner as learning
from enrich.forecast.backtest import backtests
from enrich.forecast.forecast import make
from enrich.forecast.learner import fit, judge, learner
from enrich.forecast.telling import tell
from enrich.forecast.ways import ways

WEEK = timedelta(weeks=1)


def things(seed: int, count: int = 40) -> pa.Table:
    """Things that sell every other week: what no single way can tell."""
    draw = np.random.default_rng(seed)
    rows = [
        [float(draw.poisson(9)) if (week + shift) % 2 else 0.0 for week in range(50)]
        for shift in draw.integers(0, 2, count)
    ]
    return pa.table({"counts": rows})


def test_a_forest_learns_what_no_single_way_can_tell() -> None:
    held = things(2)
    learned, before = judge(fit(things(1)), held), judge(None, held)
    assert learned.figures["mase"] < 0.6 * before.figures["mase"]


def test_the_same_things_teach_the_same_forest() -> None:
    first, second = fit(things(1)), fit(things(1))
    assert all((first[name] == second[name]).all() for name in first)


def test_what_is_beaten_is_what_the_step_tells_without_a_forest() -> None:
    # By hand for one cut: the weeks of then, told as the step tells them.
    counts = things(4, 1)["counts"][0].as_py()[:25]
    row = {"entity_key": "g", "unit": "orders", "input_key": "i", "counts": counts[:17]}
    batch = pa.RecordBatch.from_pylist([row | {"last_week": date(2026, 11, 2)}])
    told = make(batch)["forecasts"]["expected"].to_numpy()
    off = np.abs(told - counts[17 : 17 + len(told)]).mean()
    step = np.abs(np.diff(counts)).mean()
    judged = judge(None, pa.table({"counts": [counts]}))
    assert judged.figures["mase"] == pytest.approx(off / step, abs=1e-3)


def test_the_blend_is_harder_to_beat_than_the_best_single_way() -> None:
    held = things(2)
    every = [backtests(np.array(c), ways(50)) for c in held["counts"].to_pylist()]
    means = {
        name: np.mean([t.mase for found in every for t in found if t.model == name])
        for name in ways(50)
    }
    assert judge(None, held).figures["mase"] < min(means.values())


def test_both_are_judged_on_the_same_weeks(monkeypatch) -> None:
    seen: dict[bool, list[tuple[int, int]]] = {True: [], False: []}

    def spied(counts, forest=None):
        told = tell(counts, forest)
        seen[forest is None].append((len(counts), len(told.weeks)))
        return told

    forest, held = fit(things(1)), things(2, 3)
    monkeypatch.setattr(learning, "tell", spied)
    judge(forest, held), judge(None, held)
    assert seen[True] == seen[False] != []


def weekly(views, weeks: int, **group: str) -> None:
    """One opinion a week on each listing, of a group by its name."""
    monday = datetime(2026, 1, 5, 12, tzinfo=UTC)
    for key, name in group.items():
        views.add("enriched_matches", {"entity_key": key, "group_key": name})
        rows = [
            {"listing_key": key, "text": f"{n}", "posted_at": monday + n * WEEK}
            for n in range(weeks)
        ]
        views.add("opinions", *rows)
    page = {"url_key": "p", "url": "u", "host": "h", "status": 200}
    views.add("pages", page | {"fetched_at": monday + weeks * WEEK})


def learned_of(views) -> list[tuple[str, str]]:
    found = views.connection.sql(learner().query)
    return found.select("entity_key, together").fetchall()


def test_the_shortest_row_that_is_learned_of_can_be_judged(views) -> None:
    weekly(views, 25, a="a")
    rows = views.connection.sql(learner().query).to_arrow_table()
    assert len(judge(None, rows).each) == 1


def test_what_is_shorter_is_not_learned_of(views) -> None:
    weekly(views, 24, a="a")
    assert learned_of(views) == []


def test_a_thing_stands_by_its_sku_when_its_group_goes_by_another_key(views) -> None:
    weekly(views, 25, b="b", c="c")
    views.add("catalogue", {"sku": "S", "snapshot": "s", "group_key": "b"})
    assert learned_of(views) == [("b", "S"), ("c", "c")]
    views.add("enriched_matches", *({"entity_key": k, "group_key": "a"} for k in "ab"))
    assert learned_of(views) == [("a", "S"), ("c", "c")]
