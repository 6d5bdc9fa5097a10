from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from price_batches import ACTS, expected, put, shown

from lake.delta import Change, commit
from lake.derive import Refreshed, refresh
from lake.errors import LakeBusy
from lake.notes import POSITION
from lake.pin import pin
from lake.snapshot import snapshot
from lake.sql import connect, current
from lake.store import Lake
from lake.tables import VIEWS

NAMES = sorted(VIEWS)
IN_ORDER = ("listing_pages", "price_history", "offers_latest")
STEPS = [
    *(f"wrote {name}" for name in IN_ORDER),
    *(f"committed {name}" for name in IN_ORDER),
    "noted",
]
DAY = [("page", 0, 0, 1, 1), ("page", 1, 1, 1, 1), ("offer", 0, 0, 1, 5, 0, 0)]


class Killed(Exception):
    pass


def killer(number):
    steps = iter(range(100))

    def step(name):
        if next(steps) == number:
            raise Killed(name)

    return step


@pytest.fixture
def lake(tmp_path):
    found = Lake.open(tmp_path)
    put(found, [("decide", version, True) for version in (1, 2)])
    return found


def checked(lake):
    with current(lake) as connection:
        assert shown(connection) == expected(connection)


def do(lake, act):
    if isinstance(act, list):
        put(lake, act)
    elif act == "die":
        with pytest.raises(Killed):
            refresh(lake, whole=True, step=killer(4))
    elif act == "pin":
        pin(lake)
        with closing(connect(lake.home)) as connection:
            assert shown(connection) == expected(connection)
    else:
        refresh(lake, whole=act == "whole")


def followed(folder, acts):
    """Do `acts` in a new lake, and look at it after each."""
    lake = Lake.open(folder)
    put(lake, [("decide", version, True) for version in (1, 2)])
    for act in acts:
        do(lake, act)
        checked(lake)
    refresh(lake)
    assert refresh(lake).listings == 0
    checked(lake)


@settings(max_examples=4, deadline=None)
@given(acts=ACTS)
def test_the_views_hold_what_follows_from_all_rows(tmp_path_factory, acts):
    followed(tmp_path_factory.mktemp("home"), acts)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
def test_the_views_hold_it_after_many_histories(tmp_path_factory, acts):
    followed(tmp_path_factory.mktemp("home"), acts)


def test_the_steps_of_a_refresh(lake):
    put(lake, DAY)
    steps = []
    assert refresh(lake, step=steps.append) == Refreshed(listings=1, position=2)
    assert steps == STEPS


def test_a_second_refresh_finds_nothing_to_do(lake):
    put(lake, DAY)
    refresh(lake)
    steps = []
    assert refresh(lake, step=steps.append) == Refreshed(listings=0, position=2)
    assert steps == []


def test_an_empty_lake_needs_no_refresh(tmp_path):
    assert refresh(Lake.open(tmp_path)) == Refreshed(listings=0, position=0)


@pytest.mark.parametrize("number", range(len(STEPS)))
@pytest.mark.parametrize("whole", [False, True])
def test_a_refresh_killed_at_any_step_leaves_the_views_exact(lake, number, whole):
    put(lake, DAY)
    refresh(lake)
    put(lake, [("page", 0, 0, 2, 2), ("offer", 0, 0, 2, 7, 1, 0)])
    with pytest.raises(Killed):
        refresh(lake, whole=whole, step=killer(number))
    checked(lake)
    refresh(lake)
    checked(lake)
    assert {snapshot(lake)[name].position for name in NAMES} == {3}


def test_only_the_listings_concerned_are_computed_again(lake):
    put(lake, [*DAY, ("offer", 1, 1, 1, 5, 0, 0), ("offer", 2, 1, 1, 5, 0, 0)])
    refresh(lake)
    put(lake, [("page", 0, 0, 2, 1), ("page", 2, 2, 2, 1)])
    assert refresh(lake).listings == 1


@pytest.mark.parametrize(("version", "listings"), [(1, 2), (2, 1)])
def test_what_a_withdrawal_concerns_is_computed_again(lake, version, listings):
    put(lake, [*DAY, ("offer", 0, 0, 1, 9, 0, 1), ("offer", 1, 1, 1, 5, 1, 0)])
    refresh(lake)
    put(lake, [("decide", version, False)])
    assert refresh(lake).listings == listings
    checked(lake)


def test_a_withdrawal_brings_back_rows_of_other_listings(lake):
    put(lake, [("offer", 0, 0, 1, 9, 0, 0), ("offer", 2, 2, 1, 9, 2, 0)])
    put(lake, [("offer", 1, 1, 1, 9, 0, 1)])
    refresh(lake)
    put(lake, [("decide", 2, False)])
    assert refresh(lake).listings == 2
    checked(lake)


def test_a_page_at_another_url_of_the_same_key_touches_the_listing(lake):
    put(lake, DAY)
    refresh(lake)
    put(lake, [("page", 2, 0, 4, 1)])
    assert refresh(lake).listings == 1
    checked(lake)


def test_two_refreshes_wait_for_each_other(lake):
    put(lake, DAY)
    with ThreadPoolExecutor(2) as threads:
        done = [threads.submit(refresh, lake) for _ in range(2)]
    assert sorted(future.result().listings for future in done) == [0, 1]
    checked(lake)


def test_who_refreshes_on_another_machine_is_not_overwritten(lake):
    put(lake, DAY)
    refresh(lake)
    put(lake, [("page", 0, 0, 4, 1)])
    there = Change(numbers={POSITION: 2})
    elsewhere = iter([lambda: commit(lake.place.table("offers_latest"), there)])
    with pytest.raises(LakeBusy, match="run the command again"):
        refresh(lake, step=lambda name: next(elsewhere, lambda: None)())
    checked(lake)
    refresh(lake)
    checked(lake)


def test_the_views_of_a_refreshed_lake_are_the_bare_files(lake):
    put(lake, DAY)
    refresh(lake)
    pin(lake)
    with closing(connect(lake.home)) as connection:
        plan = connection.execute("EXPLAIN FROM price_history").fetchall()[0][1]
    assert "JOIN" not in plan
    assert "UNION" not in plan


def test_prices_in_force_lie_apart_from_those_that_have_ended(lake):
    put(lake, [*DAY, ("page", 0, 0, 2, 2), ("offer", 0, 0, 2, 7, 1, 0)])
    refresh(lake)
    files = lake.table("price_history").file_uris()
    ends = [pq.read_table(file).column("valid_to").to_pylist() for file in files]
    assert sorted(map(len, ends)) == [1, 1]
    assert [None] in ends


def test_many_refreshes_leave_few_files(lake):
    for minute in range(12):
        body = minute % 3
        put(
            lake, [("page", 0, 0, minute, 1), ("offer", body, 0, minute, body, body, 0)]
        )
        refresh(lake)
    assert all(len(lake.table(name).file_uris()) <= 2 for name in NAMES)


def test_what_no_note_names_is_computed_from_all_rows(lake):
    put(lake, DAY)
    with pytest.raises(Killed):
        refresh(lake, step=killer(6 - 1))
    checked(lake)
    assert refresh(lake).listings == 1
    checked(lake)
