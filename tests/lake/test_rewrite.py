import pyarrow as pa
import pytest
from disks import full_disk
from lake_writer import rows

from lake.bounds import joined
from lake.compact import compact
from lake.datafiles import data_files
from lake.durable import locked
from lake.errors import LakeFull
from lake.load import append
from lake.rewrite import replace, rewritten
from lake.sql import scratch
from lake.stats import stats
from lake.store import Lake

PAGES = "SELECT url_key, count(*) FROM pages GROUP BY 1"


@pytest.fixture
def two(lake):
    append(lake, "crawl", rows("a"))
    append(lake, "crawl", rows("b"))
    return lake


def parquet(lake, name="pages"):
    return sorted((lake.folder / name).rglob("*.parquet"))


def rewritten_pages(lake, query="FROM rows"):
    with scratch(lake) as connection:
        files = data_files(lake.table("pages"))
        return rewritten(connection, lake, "pages", files, query)


def replaced(lake, change):
    with locked(lake.folder / ".loader"):
        return replace(lake, [change])


def test_readers_see_new_files_when_they_are_put_in_place(two, ask):
    change = rewritten_pages(two, "FROM rows WHERE url_key <> 'a'")
    assert (change.rows, change.dropped) == (2, 2)
    assert ask(PAGES) == [("a", 2), ("b", 2)]
    assert replaced(two, change)
    assert ask(PAGES) == [("b", 2)]


def test_what_is_appended_meanwhile_stays(two, ask):
    change = rewritten_pages(two)
    append(two, "crawl", rows("c"))
    assert replaced(two, change)
    assert ask(PAGES) == [("a", 2), ("b", 2), ("c", 2)]


def test_files_that_somebody_else_replaced_are_left_alone(two, ask):
    change = rewritten_pages(two)
    compact(two)
    before = parquet(two)
    assert not replaced(two, change)
    assert len(parquet(two)) == len(before) - 1
    assert ask(PAGES) == [("a", 2), ("b", 2)]


def test_of_two_homes_that_rewrite_a_table_at_once_one_is_refused(
    two, ask, monkeypatch
):
    mine, other = rewritten_pages(two), rewritten_pages(two)
    opened = Lake.table
    late = iter([lambda: replace(two, [other])])

    def open_late(self, name, version=None):
        table = opened(self, name, version)
        next(late, lambda: None)()
        return table

    monkeypatch.setattr(Lake, "table", open_late)
    assert not replace(two, [mine])
    assert ask(PAGES) == [("a", 2), ("b", 2)]
    assert len(parquet(two)) == 3


def test_no_rows_make_no_file(two, ask):
    change = rewritten_pages(two, "FROM rows WHERE false")
    assert change.adds == ()
    assert replaced(two, change)
    assert ask(PAGES) == []


def test_a_failure_leaves_no_file_behind(two):
    before = parquet(two)
    with pytest.raises(LakeFull, match="free some space"), full_disk():
        compact(two)
    assert parquet(two) == before


def test_a_query_that_fails_leaves_no_file_behind(two):
    before = parquet(two)
    broken = "FROM rows WHERE if(url_key = 'b', error('bad'), true)"
    with pytest.raises(Exception, match="bad"):
        rewritten_pages(two, broken)
    assert parquet(two) == before


def test_statistics_of_parts_join_to_those_of_the_whole():
    table = pa.table({"k": ["b", None, "a", "é"], "n": [3, 1, None, 2]})
    parts = [stats(table.slice(at, 1), ["k", "n"]) for at in range(4)]
    assert joined(parts) == stats(table, ["k", "n"])


def test_a_bound_that_is_too_long_in_one_part_is_left_out():
    table = pa.table({"k": ["a", "b" * 999]})
    parts = [stats(table.slice(at, 1), ["k"]) for at in range(2)]
    assert joined(parts) == stats(table, ["k"])
