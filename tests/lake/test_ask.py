import duckdb
import pyarrow as pa
import pytest

from lake.ask import answer, ask
from lake.errors import BadQuery
from lake.pin import pin
from lake.sql import scratch
from lake.watch import watched

ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 1; SELECT 2", "one statement at a time; here are 2"),
        ("", "there is no question"),
        ("-- nothing", "there is no question"),
        ("SELEC 1", "that is not SQL"),
        ("SELECT nothing_such FROM pages", "nothing_such"),
        ("CREATE TABLE x (a INTEGER)", "read-only"),
        ("SELECT CAST('x' || url AS INTEGER) FROM pages", "Could not convert"),
    ],
)
def test_a_bad_question_is_told(lake, crawl, query, said):
    crawl([("p", "100")])
    pin(lake)
    with pytest.raises(BadQuery, match=said):
        ask(lake.home, query)


def test_a_semicolon_at_the_end_is_one_statement(connection):
    assert _rows(connection, "SELECT 1 AS one;  -- done") == [{"one": 1}]


def test_no_two_columns_have_one_name(connection):
    assert _rows(connection, "SELECT 1 AS a, 2 AS a") == [{"a": 1, "a_2": 2}]


def test_a_sum_of_whole_numbers_is_one(connection):
    found = answer(connection, "SELECT sum(range) AS s, 'x' FROM range(4)")
    assert found.schema.field("s").type == pa.int64()


def test_a_limit_ends_the_answer(connection):
    found = answer(connection, "FROM range(100000)", limit=3)
    assert sum(batch.num_rows for batch in found.batches) == 3


def test_rows_come_while_the_question_is_answered(connection):
    found = answer(connection, "FROM range(1000000000)")
    assert next(found.batches).num_rows > 0


def test_what_goes_wrong_in_a_late_row_is_told(connection):
    late = "SELECT IF(range > 900000, 'x', '1')::INTEGER FROM range(1000000)"
    with pytest.raises(BadQuery, match="broke off"):
        _rows(connection, late)


def test_a_watched_query_can_be_stopped_and_another_asked(connection):
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watched(connection, lambda: _rows(connection, ENDLESS), stop)
    assert watched(connection, lambda: _rows(connection, "SELECT 1 AS a")) == [{"a": 1}]


def test_what_a_watched_query_raises_is_raised_here(connection):
    with pytest.raises(BadQuery):
        watched(connection, lambda: _rows(connection, "SELEC"))


def _rows(connection, query):
    found = answer(connection, query)
    return [row for batch in found.batches for row in batch.to_pylist()]


def test_a_query_draws_no_bars_where_nobody_watches(lake, monkeypatch):
    plain = duckdb.connect

    def begun_by_another_process():
        connection = plain()
        connection.execute("SET enable_progress_bar = true")
        return connection

    monkeypatch.setattr(duckdb, "connect", begun_by_another_process)
    asked = scratch(lake).execute("SELECT current_setting('enable_progress_bar')")
    assert asked.fetchone() == (False,)
