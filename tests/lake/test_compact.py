from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lake_makers import DEARER, PRICE, RAISING
from lake_writer import rows

from lake.clock import utc_now
from lake.columns import text
from lake.compact import compact
from lake.compactplan import plans
from lake.datafiles import DataFile, data_files
from lake.load import append
from lake.parts import have_all_columns
from lake.runs import mergeable
from lake.settings import LakeSettings
from lake.snapshot import snapshot
from lake.stages import run_stage, withdraw
from lake.store import Lake
from lake.tables import TABLES

PAGES = "SELECT url_key, count(*) FROM pages GROUP BY 1"
PRICES = "SELECT price_minor FROM offers"


def later(days):
    return lambda: utc_now() + timedelta(days=days)


def files(lake, name):
    return data_files(lake.table(name))


def done(compacted):
    return {
        of.name: (of.files_before, of.files_after, of.dropped)
        for of in compacted.tables
    }


@pytest.fixture
def many(lake):
    for name in "cabd":
        append(lake, "crawl", rows(name))
    return lake


@pytest.fixture
def remade(lake, crawl):
    """Two versions have made two pages; a third page was made by the first alone."""
    crawl([("p", "100"), ("q", "200"), ("r", "POISON")])
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    return lake


def test_small_files_become_one_sorted_file(many, ask):
    assert done(compact(many)) == dict.fromkeys(
        ("batches", "pages", "robots"), (4, 1, 0)
    )
    assert ask(PAGES) == [(name, 2) for name in "abcd"]
    (file,) = files(many, "pages")
    assert (file.rows, file.first, file.last) == (8, "a", "d")


def test_a_second_compaction_finds_nothing_to_do(many):
    compact(many)
    assert plans(many) == []
    assert compact(many).tables == ()


def test_what_is_appended_later_is_merged_when_it_is_worth_it(many):
    compact(many)
    append(many, "crawl", rows("e"))
    assert done(compact(many))["pages"] == (2, 1, 0)


def test_a_plan_says_what_a_compaction_does(many):
    assert [(plan.name, len(plan.files)) for plan in plans(many)] == [
        (of.name, of.files_before) for of in compact(many).tables
    ]


def test_only_the_tables_asked_for_are_compacted(many):
    assert [of.name for of in compact(many, tables=["robots"]).tables] == ["robots"]


def test_days_stay_apart(lake):
    for number in range(4):
        at = utc_now() - timedelta(days=number // 2)
        fetch = {"url": "u", "host": "h", "attempt": 1, "fetched_at": at}
        append(lake, "crawl", {"fetches": pa.Table.from_pylist([fetch])})
    assert done(compact(lake))["fetches"] == (4, 2, 0)
    assert len({file.day for file in files(lake, "fetches")}) == 2


def test_large_tables_are_cut_into_files_of_one_size(many):
    small = Lake(many.home, LakeSettings(compact_rows=5))
    compact(small)
    assert sorted(file.rows for file in files(many, "pages")) == [4, 4]


def test_followers_of_a_table_need_not_read_moved_rows_again(many):
    version = many.table("pages").version()
    compact(many)
    log = many.folder / "pages" / "_delta_log" / f"{version + 1:020d}.json"
    assert '"dataChange":false' in log.read_text()
    assert '"dataChange":true' not in log.read_text()


def test_superseded_rows_stay_while_the_newer_version_may_be_withdrawn(remade, ask):
    assert "offers" not in done(compact(remade, now=later(6)))
    withdraw(remade, "price", 2)
    assert ask(PRICES) == [(100,), (200,)]


def test_superseded_rows_go_with_their_books_when_history_is_over(remade, ask):
    of = done(compact(remade, now=later(8)))
    assert (of["offers"][2], of["made"][2]) == (2, 3)
    assert ask(PRICES) == [(1100,), (1200,)]
    assert snapshot(remade)["offers"].makers == {("price", 2)}


def test_what_a_newer_version_failed_at_stays(lake, crawl, ask):
    crawl([("p", "100"), ("q", "POISON")])
    run_stage(lake, PRICE)
    run_stage(lake, replace(RAISING, version=2))
    compact(lake, now=later(8))
    assert ask("SELECT maker_version FROM made") == [(1,), (2,), (2,)]


def test_a_version_whose_rows_were_dropped_makes_them_again(remade, ask):
    compact(remade, now=later(8))
    withdraw(remade, "price", 2)
    assert ask(PRICES) == []
    assert run_stage(remade, PRICE).rows_in == 3
    assert ask(PRICES) == [(100,), (200,)]
    assert run_stage(remade, PRICE).rows_in == 0


def test_a_new_version_remakes_everything_after_a_compaction(remade, crawl, ask):
    compact(remade, now=later(8))
    crawl([("s", "300")])
    assert run_stage(remade, DEARER).rows_in == 1
    assert run_stage(remade, replace(DEARER, version=3)).rows_in == 4
    assert ask(PRICES) == [(1100,), (1200,), (1300,)]


def test_rows_of_a_withdrawn_version_stay_to_be_released_again(lake, crawl, ask):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    withdraw(lake, "price", 1)
    compact(lake, now=later(99))
    assert sum(file.rows for file in files(lake, "offers")) == 1


BOUND = st.integers(0, 50)
FILES = st.lists(st.tuples(BOUND, BOUND, st.integers(1, 5000)), max_size=40)


def data_file(number, least, most, count):
    first, last = sorted((least, most))
    return DataFile(f"f{number}", count * 10, count, first=first, last=last)


@given(FILES)
def test_merging_ends_and_leaves_few_runs(found):
    held = [data_file(number, *of) for number, of in enumerate(found)]
    merged = mergeable(held, rows=1000, by_maker=False)
    kept = [file for file in held if file.path not in merged]
    rows = sum(file.rows for file in held if file.path in merged)
    after = kept + ([data_file("new", 0, 50, rows)] if rows else [])
    assert len(merged) != 1
    assert len([file for file in after if file.rows < 500]) <= 6
    assert sum(file.rows for file in after) == sum(file.rows for file in held)


@given(st.lists(st.integers(1, 50), min_size=200, max_size=200))
def test_a_row_is_written_a_few_times_however_many_files_come(sizes):
    held, written = [], 0
    for number, count in enumerate(sizes):
        held.append(data_file(number, 0, 50, count))
        merged = mergeable(held, rows=1_000_000, by_maker=False)
        rows = sum(file.rows for file in held if file.path in merged)
        written += rows
        held = [file for file in held if file.path not in merged]
        held += [data_file(f"m{number}", 0, 50, rows)] if rows else []
        assert len(held) <= 8
    assert written <= 25 * sum(sizes)


def test_a_compaction_gives_old_files_the_columns_of_today(many, ask, monkeypatch):
    pages = TABLES["pages"]
    wider = replace(pages, columns=(*pages.columns, text("colour", "A new one.")))
    monkeypatch.setitem(TABLES, "pages", wider)
    assert ask("SELECT DISTINCT colour FROM pages") == [(None,)]
    page = rows("e")["pages"]
    named = page.append_column("colour", pa.array(["red", "red"]))
    append(many, "crawl", {"pages": named})
    compact(many)
    found = "SELECT url_key, any_value(colour) FROM pages GROUP BY 1"
    assert ask(found) == [
        ("a", None),
        ("b", None),
        ("c", None),
        ("d", None),
        ("e", "red"),
    ]
    assert have_all_columns("pages", [file.path for file in files(many, "pages")])
