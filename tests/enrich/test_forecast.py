from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.equipment import Equipment
from enrich.forecast import forecast
from enrich.forecast.backtest import backtests, cuts_of
from enrich.forecast.globalmodel import forest_of
from enrich.forecast.learner import fit
from enrich.forecast.telling import LEAST_WEEKS, tell
from enrich.forecast.ways import ways

FORECAST = forecast.stage(Equipment())
SEASON = [10.0 + 8 * np.sin(2 * np.pi * week / 52) for week in range(160)]
COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=130)


def told(way: str, counts: list[float], ahead: int = 4) -> list[float]:
    past, out = np.array(counts, float), np.empty(ahead)
    ways(len(past))[way](past, out)
    return out.round(6).tolist()


@pytest.mark.parametrize("way", ["naive", "mean", "ses", "holt", "croston", "tsb"])
def test_what_never_changes_goes_on(way) -> None:
    factor = 0.95 if way == "croston" else 1.0
    assert told(way, [4.0] * 20) == [4.0 * factor] * 4


def test_croston_tells_sizes_over_gaps() -> None:
    # 6 every third week, less the twentieth that Syntetos and Boylan take away.
    assert told("croston", [0, 0, 6] * 10, 1) == [pytest.approx(0.95 * 6 / 3)]


def test_what_nobody_wants_any_more_goes_to_nothing() -> None:
    assert told("tsb", [5.0] * 10 + [0.0] * 60, 1)[0] < 0.5


def test_a_trend_goes_on_and_fades() -> None:
    coming = told("holt", [float(n) for n in range(40)], 8)
    steps = np.diff([39.0, *coming])
    assert (steps > 0).all() and (np.diff(steps) < 0).all()


def test_a_year_comes_back() -> None:
    coming = told("seasonal", SEASON[:120], 8)
    assert coming == pytest.approx(SEASON[120:128], abs=1.0)


def test_the_way_that_told_the_past_best_is_first() -> None:
    counts = np.array(SEASON)
    assert backtests(counts, ways(len(counts)))[0].model in ("seasonal", "last year")


@pytest.mark.parametrize(("weeks", "is_asked"), [(75, False), (76, True)])
def test_last_year_is_asked_where_each_cut_has_a_year_before(weeks, is_asked) -> None:
    told = tell(np.array(SEASON[:weeks]))
    assert ("last year" in [one.model for one in told.tested]) is is_asked


@given(st.integers(1, 140))
def test_every_way_is_given_as_long_a_past_as_it_asks_for(weeks) -> None:
    # Every week is its number: what is told has to be one of the year before.
    told = tell(np.arange(1.0, weeks + 1))
    for tested in told.tested if told else ():
        if tested.model == "last year":
            assert tested.gaps == (52.0,) * len(tested.gaps)


def test_no_way_sees_what_it_is_to_tell() -> None:
    seen = []
    counts = np.arange(40.0)
    backtests(counts, {"spy": lambda past, out: seen.append((past[-1], len(out)))})
    assert (
        seen == [(cut - 1, 8) for cut in cuts_of(40, 8)] == [(31, 8), (23, 8), (15, 8)]
    )


@given(COUNTS)
def test_no_way_tells_less_than_nothing_or_no_number(counts) -> None:
    for way in ways(len(counts)).values():
        out = np.empty(8)
        way(np.array(counts, float), out)
        assert np.isfinite(out).all() and (out >= 0).all()


def test_the_shortest_row_that_is_told_is_the_shortest_that_can_be() -> None:
    assert tell(np.ones(LEAST_WEEKS)) is not None
    assert tell(np.ones(LEAST_WEEKS - 1)) is None


def outside(weeks: int, rows: int = 300) -> tuple[float, float]:
    """How often it is less than low, and more than high, in the weeks after so many."""
    draw = np.random.default_rng(5)
    less, more = [], []
    for _ in range(rows):
        counts = draw.negative_binomial(3, 3 / (3 + draw.gamma(2, 6)), weeks + 5)
        told = tell(counts[:weeks].astype(float))
        gaps = counts[weeks : weeks + 5] - told.weeks[:5]
        less += (gaps < told.less).tolist()
        more += (gaps > told.more).tolist()
    return np.mean(less), np.mean(more)


@pytest.mark.parametrize("weeks", [22, 52, 96])
def test_about_one_time_in_ten_it_is_less_and_one_in_ten_more(weeks) -> None:
    assert all(0.04 < share < 0.16 for share in outside(weeks))


def test_what_does_not_count_does_not_widen_what_may_be() -> None:
    forest = forest_of(fit(pa.table({"counts": [[4.0] * 40] * 30})))
    told = tell(np.array([4.0] * 39 + [90.0]), forest)
    (alone,) = (one for one in told.tested if one.model == "global")
    assert min(alone.gaps) <= told.less <= told.more <= max(alone.gaps)


def weekly(views, counts: list[int], monday: date = date(2026, 1, 5)) -> None:
    """So many opinions a week on one listing; the last page is of the week after."""
    views.add("enriched_matches", {"entity_key": "a", "group_key": "a"})
    rows = [
        {
            "listing_key": "a",
            "text": f"{week} {n}",
            "posted_at": at(monday + timedelta(weeks=week)),
        }
        for week, count in enumerate(counts)
        for n in range(count)
    ]
    views.add("opinions", *rows)
    end = at(monday + timedelta(weeks=len(counts), days=2))
    page = {"url_key": "p", "url": "u", "host": "h", "fetched_at": end, "status": 200}
    views.add("pages", page)


def at(day: date):
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_the_weeks_to_come_follow_the_last_one_that_is_over(views) -> None:
    weekly(views, [3] * 20)
    weeks = [(r["week"], r["expected"]) for r in views.run(FORECAST)]
    first = date(2026, 1, 5) + timedelta(weeks=20)
    assert weeks == [(first + timedelta(weeks=n), 3.0) for n in range(6)]


def test_too_few_weeks_tell_nothing(views) -> None:
    weekly(views, [3] * 8)
    assert views.run(FORECAST) == []


def test_an_opinion_that_was_read_twice_counts_once(views) -> None:
    weekly(views, [2] * 20)
    weekly(views, [2] * 20)
    assert {row["expected"] for row in views.run(FORECAST)} == {2.0}


def test_an_opinion_that_was_read_with_two_dates_counts_on_the_later_one(views) -> None:
    weekly(views, [1] * 20)
    first = {"listing_key": "a", "text": "0 0", "posted_at": at(date(2025, 6, 2))}
    views.add("opinions", first)
    (row,) = views.connection.sql(forecast.series()).select("counts").fetchall()
    assert row == ([1.0] * 20,)


def test_stars_without_words_count_each(views) -> None:
    weekly(views, [1] * 20)
    views.connection.execute("UPDATE opinions SET text = NULL")
    (row,) = views.connection.sql(forecast.series()).select("counts").fetchall()
    assert row == ([1.0] * 20,)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1970, 1, 1), date(9999, 12, 31)])
def test_a_date_that_no_review_can_have_counts_for_nothing(views, day) -> None:
    weekly(views, [1] * 20)
    views.add("opinions", {"listing_key": "a", "text": "x", "posted_at": at(day)})
    (row,) = views.connection.sql(forecast.series()).select("counts").fetchall()
    assert row == ([1.0] * 20,)


def ordered(views, sku: str, weeks: int = 20) -> None:
    monday = date(2026, 1, 5)
    views.add(
        "shop_events",
        *(
            {"event_id": f"{sku}{week}", "kind": "order", "sku": sku}
            | {"ts": at(monday + timedelta(weeks=week))}
            for week in range(weeks)
        ),
    )


def test_orders_count_for_the_group_that_a_sku_belongs_to_today(views) -> None:
    weekly(views, [1] * 20)
    views.add("catalogue", {"sku": "S", "snapshot": "s", "group_key": "b"})
    ordered(views, "S")
    # Since then a listing with a smaller key joined, which the group goes by.
    views.add("enriched_matches", *({"entity_key": k, "group_key": "a"} for k in "ab"))
    found = views.connection.sql(forecast.series())
    assert found.select("entity_key, unit, sku").fetchall() == [("a", "orders", "S")]


def test_orders_of_what_has_no_group_are_of_no_thing(views) -> None:
    weekly(views, [1] * 20)
    views.add("catalogue", {"sku": "GUIDE", "snapshot": "s", "title": "A guide"})
    ordered(views, "GUIDE")
    found = views.connection.sql(forecast.series()).select("entity_key").fetchall()
    assert found == [("a",)]


def test_the_interval_holds_what_is_expected(views) -> None:
    weekly(views, [n % 5 for n in range(30)])
    for row in views.run(FORECAST):
        assert row["low"] <= row["expected"] <= row["high"]
