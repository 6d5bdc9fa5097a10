import subprocess
import sys

import polars as pl
import pytest
from lake_makers import DEARER, PRICE

import lake as lake_room
from lake.errors import NoSuchTable, NothingPinned
from lake.names import NAMES
from lake.pin import pin
from lake.sql import connect
from lake.stages import run_stage


@pytest.fixture
def priced(lake, crawl):
    """Two prices, one of them made again by a newer version, pinned."""
    crawl([("p", "100"), ("q", "90")])
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    pin(lake)
    return lake


def test_a_frame_holds_what_sql_shows(priced):
    with connect(priced.home) as connection:
        for name in NAMES:
            asked = pl.DataFrame(connection.sql(f'FROM "{name}"').to_arrow_table())
            found = lake_room.scan(name, home=priced.home).collect()
            assert found.schema == asked.schema
            # What is told in seconds until now moves between the two.
            assert _rows(found) == _rows(asked)


def test_only_rows_that_count_are_scanned(priced):
    prices = lake_room.scan("offers", home=priced.home).select("price_minor").collect()
    assert sorted(prices.to_series().to_list()) == [1090, 1100]


def test_a_table_is_scanned_as_its_files(priced):
    plan = lake_room.scan("pages", home=priced.home).select("url").explain()
    assert "SCAN" in plan
    assert "PROJECT 1/" in plan or "1/" in plan


def test_a_frame_stays_with_what_was_pinned(priced, crawl):
    before = lake_room.scan("pages", home=priced.home)
    hosts = lake_room.scan("hosts", home=priced.home)
    crawl([("r", "80")])
    pin(priced)
    assert before.collect().height == 2
    assert hosts.select("pages").collect().item() == 2
    assert lake_room.scan("pages", home=priced.home).collect().height == 3


def test_a_view_takes_columns_conditions_and_a_limit(priced):
    frame = lake_room.scan("cc", home=priced.home)
    asked = frame.filter(pl.col("url").str.ends_with("p")).select("url_path", "crawl")
    assert asked.collect().rows() == [("/p", None)]
    assert frame.head(1).collect().height == 1


def test_sql_and_frames_say_what_is_missing(tmp_path, priced):
    with pytest.raises(NothingPinned, match="harvestman lake pin"):
        lake_room.connect(tmp_path)
    with pytest.raises(NoSuchTable, match="offers_latest"):
        lake_room.scan("offer", home=priced.home)


def test_the_lake_says_what_it_holds():
    assert lake_room.describe()["pages"] == "One stored response."
    assert lake_room.describe("hosts")["host"] == "The host name."


def test_importing_the_room_imports_nothing_heavy():
    heavy = "{'duckdb', 'deltalake', 'polars', 'pyarrow'}"
    code = f"import lake, sys; assert not {heavy} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_times_come_out_of_sql_as_times(priced):
    with lake_room.connect(priced.home) as connection:
        found = connection.execute("SELECT max(fetched_at) FROM pages").fetchall()
    assert found[0][0].utcoffset().total_seconds() == 0


def _rows(frame):
    return sorted(map(repr, frame.drop("lag_s", strict=False).rows()))
