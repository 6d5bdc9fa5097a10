import numpy as np
import pyarrow as pa

from enrich.forecast.learner import fit, judge, learner


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


def test_the_query_leaves_out_what_is_too_short(views) -> None:
    assert "len(counts) >= 20" in learner().query
    assert views.connection.sql(learner().query).fetchall() == []


def test_what_is_too_short_teaches_nothing_and_costs_nothing() -> None:
    short = pa.table({"counts": [[1.0] * 5]})
    both = pa.concat_tables([things(3), short])
    assert len(judge(None, both).each) == 40
