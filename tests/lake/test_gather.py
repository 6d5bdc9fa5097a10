import re
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import RowsRefused
from lake.gather import columns_of
from lake.tables import schema

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
NAIVE = datetime(2026, 11, 20)  # noqa: DTZ001 # what must be refused
ROBOTS = {"host": "a.test", "fetched_at": AT, "status": 200}
HALF = "\ud800"
RATE = {"date": date(2026, 11, 20), "base": "EUR", "quote": "USD", "rate": 1}


def test_rows_become_columns_of_their_table():
    rows = [ROBOTS, {**ROBOTS, "host": "b.test", "sitemaps": ["u"]}]
    given_rows = columns_of("robots", rows)
    assert given_rows == pa.Table.from_pylist(
        rows, schema=schema("robots", common=False)
    )


def test_no_rows_become_no_rows():
    assert columns_of("robots", []) == schema("robots", common=False).empty_table()


def test_an_instant_keeps_its_meaning_in_any_zone():
    east = AT.astimezone(timezone(timedelta(hours=5, minutes=45)))
    found = columns_of("robots", [{**ROBOTS, "fetched_at": east}])
    assert found.column("fetched_at").to_pylist() == [AT]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("fetched_at", NAIVE, "offset-naive"),
        ("fetched_at", np.datetime64("2026-11-20"), "time"),
        ("fetched_at", 5, "datetime"),
        ("fetched_at", date(2026, 11, 20), "date"),
        ("fetched_at", None, "every row must have it"),
        ("status", 200.0, "expected int32, got double"),
        ("status", "200", "expected int32, got string"),
        ("status", True, "expected int32, got bool"),
        ("status", 2**40, "not in range"),
        ("status", 2**80, "too large"),
        ("status", float("nan"), "expected int32, got double"),
        ("host", b"a.test", "expected string, got binary"),
        ("host", 5, "expected string, got int64"),
        ("host", HALF, "half a surrogate pair"),
        ("sitemaps", "u", "expected list"),
        ("sitemaps", [5], "expected list"),
        ("sitemaps", [HALF], "half a surrogate pair"),
        ("crawl_delay", True, "expected double, got bool"),
        ("colour", "red", "no such column"),
        (5, "red", "no such column"),
        ("writer", "me", "no such column"),
    ],
)
def test_one_bad_value_among_many_is_refused_by_row(key, value, expected):
    rows = [*[ROBOTS] * 999, {**ROBOTS, key: value}]
    with pytest.raises(RowsRefused, match=rf"robots\.{key}: row 999.*{expected}"):
        columns_of("robots", rows)


@pytest.mark.parametrize("value", [NAIVE, float("nan"), 5, b"b", HALF])
def test_a_bad_value_is_refused_also_beside_empty_ones(value):
    with pytest.raises(RowsRefused, match=r"articles\.published_at: row 1 "):
        columns_of(
            "articles", [{"published_at": None}, {"published_at": value, "url": "u"}]
        )


@pytest.mark.parametrize("value", [-5, float("nan"), 5.0])
def test_money_is_a_whole_amount_that_is_not_negative(value):
    item = {"sku": "1", "snapshot": "s"}
    rows = [{**item, "price_minor": 5}, {**item, "price_minor": value}]
    with pytest.raises(RowsRefused, match=r"catalogue\.price_minor: row 1 holds"):
        columns_of("catalogue", rows)


def test_an_instant_is_no_date():
    with pytest.raises(RowsRefused, match=r"fx_rates\.date: row 1 .*expected a date"):
        columns_of("fx_rates", [RATE, {**RATE, "date": AT}])
    assert columns_of("fx_rates", [RATE]).column("rate").to_pylist() == [1.0]


@pytest.mark.parametrize("more", [{}, {"tea_ms": 5.0}, None, {"total_ms": "5"}])
def test_a_struct_may_leave_out_fields_but_not_invent_them(more):
    row = {"url": "u", "host": "h", "fetched_at": AT, "timings": {"total_ms": 5.0}}
    rows = [row, {**row, "timings": more}]
    if more:
        with pytest.raises(RowsRefused, match=r"fetches\.timings: row 1 holds"):
            columns_of("fetches", rows)
    else:
        found = columns_of("fetches", rows).column("timings").to_pylist()
        assert found[1] == (more if more is None else dict.fromkeys(found[0]))


@pytest.mark.parametrize("row", [[1], "row", None, 5])
def test_a_row_that_is_no_dict_is_refused(row):
    with pytest.raises(RowsRefused, match=re.escape(f"robots: row 1 is {row!r}")):
        columns_of("robots", [ROBOTS, row])


def test_a_missing_needed_column_is_refused():
    with pytest.raises(RowsRefused, match=r"robots\.host: 1 of 1 rows are empty"):
        columns_of("robots", [{"fetched_at": AT}])
    with pytest.raises(RowsRefused, match=r"robots\.host: 2 of 2 rows are empty"):
        columns_of("robots", [{}, {}])


@given(
    st.lists(
        st.fixed_dictionaries(
            {"host": st.text(st.characters(exclude_categories=["Cs"]))},
            optional={
                "status": st.none() | st.integers(-(2**31), 2**31 - 1),
                "crawl_delay": st.none() | st.floats(allow_nan=False),
                "sitemaps": st.none() | st.lists(st.text("ab\0é€😀")),
                "digest": st.none() | st.text("ab"),
            },
        ).map(lambda row: {"fetched_at": AT, **row})
    )
)
def test_any_rows_that_fit_come_back_equal(rows):
    names = schema("robots", common=False).names
    wanted = [{name: row.get(name) for name in names} for row in rows]
    assert columns_of("robots", rows).to_pylist() == wanted


@given(st.lists(st.datetimes(timezones=st.timezones()), min_size=1, max_size=5))
def test_any_time_comes_back_to_the_microsecond(times):
    rows = [{"host": "h", "fetched_at": time} for time in times]
    found = columns_of("robots", rows).column("fetched_at").cast(pa.int64())
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    wanted = [(time - epoch) // timedelta(microseconds=1) for time in times]
    assert found.to_pylist() == wanted
