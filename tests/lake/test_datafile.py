import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake import datafile
from lake.datafile import open_datafile, sorted_rows, write_datafile
from lake.tables import TABLES, schema

START = datetime(2026, 11, 20, tzinfo=UTC)
PAGES = replace(TABLES["pages"], blooms=("url",))
KEYS = pa.schema([("url_key", pa.string()), ("fetched_at", pa.int64())])


def pages(count):
    rows = [
        {
            "url_key": f"test,shop{number % 7})/{number}",
            "url": f"http://shop{number % 7}.test/{number}",
            "host": f"shop{number % 7}.test",
            "fetched_at": START + timedelta(seconds=number),
            "status": 200,
            "rights": {"noindex": number % 2 == 0, "licence": "CC"},
            "writer": "crawl",
            "batch_id": "crawl-1",
            "ingested_at": START,
        }
        for number in range(count)
    ]
    return sorted_rows(PAGES, pa.Table.from_pylist(rows, schema=schema("pages")))


def written(table, rows):
    out = io.BytesIO()
    write_datafile(out, table, rows)
    return pq.ParquetFile(out)


def column(file, path):
    group = file.metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    return next(column for column in columns if column.path_in_schema == path)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_written_and_read_back(name):
    rows = schema(name).empty_table()
    assert written(TABLES[name], rows).read() == rows


def test_rows_come_back_as_they_were():
    rows = pages(5000)
    assert written(PAGES, rows).read() == rows


def test_the_file_says_how_it_is_sorted():
    file = written(PAGES, pages(10))
    order = file.metadata.row_group(0).sorting_columns
    names = [file.schema.column(key.column_index).name for key in order]
    assert names == ["url_key", "fetched_at"]


def test_a_key_behind_a_nested_column_is_counted_as_parquet_counts():
    nested = pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))])
    rows = pa.table({"n": pa.nulls(1, nested), "k": ["x"]})
    file = written(replace(PAGES, sort=("k",), blooms=()), rows)
    assert file.metadata.row_group(0).sorting_columns == (pq.SortingColumn(2),)


def test_only_columns_with_few_values_have_dictionaries():
    file = written(PAGES, pages(5000))
    few = ["host", "status", "batch_id", "rights.licence"]
    assert all(column(file, path).has_dictionary_page for path in few)
    many = ["url_key", "url", "fetched_at"]
    assert not any(column(file, path).has_dictionary_page for path in many)


def test_bounds_are_kept_of_keys_filters_batches_and_what_is_no_text():
    file = written(PAGES, pages(10))
    bounded = ["url_key", "url", "fetched_at", "status", "ingested_at", "batch_id"]
    assert all(column(file, path).is_stats_set for path in bounded)
    assert not any(column(file, path).is_stats_set for path in ["host", "writer"])


def test_a_filter_is_kept_of_the_columns_that_ask_for_one():
    file = written(PAGES, pages(10))
    assert column(file, "url").bloom_filter_length
    assert not column(file, "host").bloom_filter_length


def test_the_first_key_of_several_row_groups_has_bounds_alone(monkeypatch):
    monkeypatch.setattr(datafile, "ROW_GROUP", 5)
    file = written(replace(PAGES, blooms=("url_key", "url")), pages(10))
    assert column(file, "url").bloom_filter_length
    assert not column(file, "url_key").bloom_filter_length


def test_duckdb_leaves_out_what_a_filter_says_is_not_there(tmp_path):
    path = tmp_path / "rows.parquet"
    with path.open("wb") as out:
        write_datafile(out, PAGES, pages(10))
    probe = "SELECT bloom_filter_excludes FROM parquet_bloom_probe(?, 'url', ?)"
    asked = ["http://shop3.test/3", "http://shop3.test/4"]
    found = [duckdb.execute(probe, [str(path), url]).fetchall() for url in asked]
    assert found == [[(False,)], [(True,)]]


def test_a_file_can_be_written_in_parts():
    rows, out = pages(100), io.BytesIO()
    with open_datafile(out, PAGES, rows.schema, len(rows), rows.slice(0, 50)) as file:
        file.write_table(rows.slice(0, 50))
        file.write_table(rows.slice(50))
    assert pq.read_table(out) == rows


@given(
    st.lists(st.lists(st.tuples(st.text("ab"), st.integers(0, 3))), min_size=1),
    st.booleans(),
)
def test_rows_are_sorted_by_all_keys_however_they_come(chunks, first):
    parts = [sorted(chunk) if first else chunk for chunk in chunks]
    tables = [
        pa.Table.from_pylist(
            [dict(zip(KEYS.names, row, strict=True)) for row in part], schema=KEYS
        )
        for part in parts
    ]
    found = sorted_rows(PAGES, pa.concat_tables(tables))
    wanted = sorted(row for part in parts for row in part)
    assert [tuple(row.values()) for row in found.to_pylist()] == wanted
