from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.due import OFFER, PAGE, new_dues
from frontier.errors import BadRule
from frontier.recrawl import Recrawl, interval_after, planned

NOW = 1_800_000_000.0
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
USUAL = Recrawl()
# Also what a damaged record may say.
ANY_S = st.floats(width=32) | st.sampled_from([nan, inf, -inf, 0.0])
KINDS = st.sampled_from([PAGE, OFFER])


def after(interval_s: float, *, changed: bool, kind: int = PAGE) -> float:
    return float(interval_after(USUAL, interval_s, changed, kind))


def test_a_page_that_changed_is_seen_sooner_and_an_unchanged_one_later() -> None:
    assert after(DAY_S, changed=True) == DAY_S / 2
    assert after(DAY_S, changed=False) == DAY_S * 1.5


def test_a_first_visit_begins_with_the_interval_of_its_kind() -> None:
    assert after(0.0, changed=True) == after(nan, changed=False) == DAY_S
    assert after(0.0, changed=True, kind=OFFER) == 6 * HOUR_S


def test_many_pages_are_planned_as_each_alone() -> None:
    before = np.array([0.0, DAY_S, DAY_S])
    changed, kinds = np.array([True, True, False]), np.array([OFFER, PAGE, OFFER])
    intervals = interval_after(USUAL, before, changed, kinds)
    assert (intervals / HOUR_S).tolist() == [6.0, 12.0, 36.0]


@given(interval_s=ANY_S, changed=st.booleans(), kind=KINDS)
def test_every_interval_lies_between_the_shortest_and_the_longest(
    interval_s: float, changed: bool, kind: int
) -> None:
    interval = after(interval_s, changed=changed, kind=kind)
    assert HOUR_S <= interval <= 14 * DAY_S


@given(interval_s=st.floats(HOUR_S, 14 * DAY_S))
def test_no_change_makes_a_page_come_later_and_no_rest_sooner(
    interval_s: float,
) -> None:
    assert after(interval_s, changed=True) <= interval_s
    assert after(interval_s, changed=False) >= interval_s


def test_visits_settle_where_four_in_ten_find_a_change() -> None:
    random = np.random.default_rng(1)
    intervals = np.full(2000, DAY_S)
    for _ in range(60):
        # Pages that change every 30 hours on average, at random times.
        changed = random.random(2000) < -np.expm1(-intervals / (30 * HOUR_S))
        intervals = interval_after(USUAL, intervals, changed, PAGE)
    assert 0.33 < changed.mean() < 0.41


def test_a_visit_plans_the_next_one_and_counts() -> None:
    first = new_dues(["http://a.test/"], OFFER).records
    second = planned(USUAL, first, NOW, changed=True)
    third = planned(USUAL, second, NOW + 6 * HOUR_S, changed=[True])
    assert second["due_at"].tolist() == [NOW + 6 * HOUR_S]
    assert third["due_at"].tolist() == [NOW + 9 * HOUR_S]
    assert (third["visits"].tolist(), third["changes"].tolist()) == ([2], [1])
    assert third["fetched_at"].tolist() == [NOW + 6 * HOUR_S]
    assert first["visits"].tolist() == [0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shortest_s", 0.0),
        ("shortest_s", 15 * DAY_S),
        ("first_s", 60.0),
        ("offer_first_s", 15 * DAY_S),
        ("longest_s", inf),
        ("grow", 0.9),
        ("shrink", 0.0),
        ("shrink", nan),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(BadRule, match=f"{name} = "):
        Recrawl(**{name: value})
