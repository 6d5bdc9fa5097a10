from datetime import UTC, datetime

import pyarrow as pa
import pytest

from lake.errors import RowsRefused
from lake.rows import fit

AT = pa.array([datetime(2026, 11, 20, tzinfo=UTC)])
NAIVE = pa.array([datetime(2026, 11, 20)])  # noqa: DTZ001 # what must be refused
DISTANT = pa.array([2**62], pa.timestamp("us", tz="UTC"))
ROBOTS = {"host": ["a.test"], "fetched_at": AT}
ITEM = {"sku": ["1"], "snapshot": ["s"]}


def test_missing_columns_become_empty():
    fitted = fit("robots", pa.table(ROBOTS))
    assert fitted.column("sitemaps").to_pylist() == [None]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("status", pa.array([200], pa.uint8())),
        ("host", pa.array(["a.test"], pa.large_string())),
        ("host", pa.array(["a.test"], pa.string_view())),
        ("host", pa.array(["a.test"]).dictionary_encode()),
        ("fetched_at", AT.cast(pa.timestamp("ns", tz="Europe/Berlin"))),
        ("sitemaps", pa.array([["u"]], pa.large_list(pa.large_string()))),
        ("crawl_delay", pa.array([3])),
        ("digest", pa.nulls(1)),
    ],
)
def test_values_that_mean_the_same_are_taken(column, values):
    assert fit("robots", pa.table({**ROBOTS, column: values})).num_rows == 1


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("fetched_at", NAIVE, "a time with a time zone"),
        ("status", pa.array(["200"]), "expected int32"),
        ("status", pa.array([200.0]), "expected int32"),
        ("status", pa.array([2**40]), "expected int32"),
        ("fetched_at", DISTANT, "expected years 1 to 9999"),
        ("sitemaps", pa.array(["u"]), "expected list"),
        ("host", pa.array([None], pa.string()), "every row must have it"),
        ("colour", pa.array(["red"]), "no such column"),
    ],
)
def test_other_values_are_refused_by_table_and_column(column, values, expected):
    with pytest.raises(RowsRefused, match=rf"robots\.{column}.*{expected}"):
        fit("robots", pa.table({**ROBOTS, column: values}))


def test_a_needed_column_that_is_missing_is_refused():
    with pytest.raises(RowsRefused, match=r"robots\.fetched_at"):
        fit("robots", pa.table({"host": ["a.test"]}))


def test_a_negative_price_is_refused():
    with pytest.raises(RowsRefused, match=r"catalogue\.price_minor.*got -5"):
        fit("catalogue", pa.table({**ITEM, "price_minor": [-5]}))


def test_a_margin_may_be_negative():
    row = {
        "entity_key": ["g"],
        "score": [1.0],
        "margin_minor": [-5],
        "input_key": ["i"],
        "maker": ["score"],
        "maker_version": [1],
    }
    assert fit("scores", pa.table(row)).column("margin_minor").to_pylist() == [-5]


def test_a_struct_may_leave_out_fields_but_not_invent_them():
    timings = {"url": ["u"], "host": ["h"], "fetched_at": AT}
    part = fit("fetches", pa.table({**timings, "timings": [{"total_ms": 5}]}))
    assert part.column("timings")[0].as_py()["dns_ms"] is None
    with pytest.raises(RowsRefused, match=r"fetches\.timings"):
        fit("fetches", pa.table({**timings, "timings": [{"tea_ms": 5.0}]}))


def test_nobody_writes_to_a_view():
    with pytest.raises(RowsRefused, match="offers_latest"):
        fit("offers_latest", pa.table({"listing_key": ["a"]}))
