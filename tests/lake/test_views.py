import duckdb
import pyarrow as pa
import pytest
from lake_makers import DEARER, PRICE

from lake.errors import NothingPinned
from lake.load import append
from lake.pin import pin
from lake.sql import connect, current
from lake.stages import run_stage
from lake.store import Lake
from lake.tables import TABLES, VIEWS, columns, partition, schema
from lake.views import named_in

ALL = sorted({**TABLES, **VIEWS})
SEEN = "price_minor, strftime(seen_at, '%H:%M'), strftime(checked_at, '%H:%M')"
LATEST = f"SELECT {SEEN} FROM offers_latest"  # noqa: S608 # a constant
HISTORY = """
SELECT strftime(valid_from, '%H:%M'), strftime(valid_to, '%H:%M'), price_minor, currency
FROM price_history
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with current(Lake.open(tmp_path_factory.mktemp("empty"))) as connection:
        yield connection


@pytest.mark.parametrize("name", ALL)
def test_an_empty_lake_has_every_view_with_its_columns(empty, name):
    found = empty.sql(f'FROM "{name}"').to_arrow_table().schema
    day = [partition(name).name] if partition(name) else []
    assert found.names == [*schema(name).names, *day]
    assert found.types[: len(schema(name))] == schema(name).types


def test_prices_are_kept_as_changes(lake, crawl, ask):
    for price in ("100", "100", "90", "100"):
        crawl([("p", price)])
        run_stage(lake, PRICE)
    assert ask(HISTORY) == [
        ("12:00", "12:02", 100, "EUR"),
        ("12:02", "12:03", 90, "EUR"),
        ("12:03", None, 100, "EUR"),
    ]


def test_the_latest_offer_is_the_one_that_was_confirmed_last(lake, crawl, ask):
    for price in ("100", "90", "100"):
        crawl([("p", price)])
        run_stage(lake, PRICE)
    assert ask(LATEST) == [(100, "12:00", "12:02")]


def test_the_latest_offer_comes_from_the_version_that_counts(lake, crawl, ask):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    assert ask(LATEST) == [(1100, "12:00", "12:00")]


@pytest.mark.parametrize("name", ["bodies", "offers", *VIEWS])
def test_a_view_that_is_asked_for_alone_has_all_it_needs(lake, crawl, name):
    crawl([("p", "100")])
    with current(lake, only=[name]) as connection:
        assert connection.sql(f'FROM "{name}"').fetchall() is not None


def test_of_views_that_are_named_no_others_are_made(lake):
    with current(lake, only=["pages"]) as connection:
        made = connection.execute("SELECT view_name FROM duckdb_views()").fetchall()
    assert {name for (name,) in made if name in TABLES} == {"pages", "made"}


def test_a_query_can_ask_what_is_a_word_of_it():
    asked = 'from "pages" join Offers_latest using (url) where (made.error is null)'
    assert named_in(asked) == {"pages", "offers_latest", "made"}


def test_nothing_pinned_says_what_to_do(tmp_path):
    with pytest.raises(NothingPinned, match="harvestman lake pin"):
        connect(tmp_path)


def test_a_pinned_lake_stays_as_it_was(lake, crawl):
    crawl([("p", "100")])
    pin(lake)
    crawl([("q", "100")])
    with connect(lake.home) as connection:
        assert connection.sql("SELECT url FROM pages").fetchall() == [
            ("http://shop.test/p",)
        ]


def test_an_open_reader_keeps_its_lake_while_a_new_one_is_pinned(lake, crawl):
    crawl([("p", "100")])
    pin(lake)
    with connect(lake.home) as before:
        crawl([("q", "100")])
        pin(lake)
        with connect(lake.home) as after:
            count = "SELECT count(*) FROM pages"
            assert before.sql(count).fetchall() == [(1,)]
            assert after.sql(count).fetchall() == [(2,)]


def test_pinning_says_the_versions(lake, crawl):
    crawl([("p", "100")])
    assert pin(lake).versions == {"batches": 1, "pages": 1, "bodies": 1}


def test_every_column_of_the_pinned_lake_is_explained(lake):
    pin(lake)
    query = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = 'lake' AND table_name = ANY($names)"
    with connect(lake.home) as connection:
        found = connection.execute(query, {"names": ALL}).fetchall()
    wanted = [(n, c.name, c.comment) for n in ALL for c in columns(n)]
    assert set(wanted) <= set(found)


@pytest.mark.parametrize(
    "query",
    [
        "CREATE TABLE x (a INTEGER)",
        "DELETE FROM batches",
        "FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.duckdb'",
    ],
)
def test_a_reader_can_neither_write_nor_look_elsewhere(lake, query):
    pin(lake)
    with connect(lake.home) as connection, pytest.raises(duckdb.Error):
        connection.execute(query)


def test_a_quote_in_the_home_folder_is_only_a_letter(tmp_path):
    lake = Lake.open(tmp_path / "it's")
    append(lake, "fx", {"fx_rates": pa.table(RATE)})
    pin(lake)
    with connect(lake.home) as connection:
        assert connection.sql("SELECT rate FROM fx_rates").fetchall() == [(1.1,)]


RATE = {
    "date": pa.array([20000], pa.date32()),
    "base": ["EUR"],
    "quote": ["USD"],
    "rate": [1.1],
}


def test_times_come_to_python_with_their_zone(lake, crawl, ask):
    crawl([("p", "100")])
    [(found,)] = ask("SELECT fetched_at FROM pages")
    assert found.utcoffset().total_seconds() == 0
