"""The pinned lake for Polars: lazy frames over the files that the views show.

The view in lake.duckdb says which files a table has and which of their rows count, so a
frame shows exactly what SQL shows. What is more than files and filters is asked of
DuckDB, a batch at a time, with the columns that are wanted.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl
from polars.io.plugins import register_io_source

from lake.ask import answer
from lake.bucket import Bucket, bucket_of
from lake.columns import DAY
from lake.errors import NoSuchTable
from lake.names import NAMES
from lake.remote import kept, lies_in, spelled
from lake.settings import LakeSettings
from lake.sql import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_VIEW = """
SELECT sql FROM duckdb_views()
WHERE database_name = 'lake' AND schema_name = 'main' AND view_name = $name
"""
_TEXT = r"'(?:[^']|'')*'"
# Files, and after them nothing but filters that can be repeated here, as DuckDB writes
# them back: FROM ((read_parquet(list_value('a', 'b'), (x = true)) SEMI JOIN t USING (k));
_FILES = re.compile(
    rf" FROM \(*read_parquet\(list_value\((?P<paths>{_TEXT}(?:, {_TEXT})*)\)"
    r"(?:, \([^()]*(?:\([^()]*\)[^()]*)?\))*\)"
    r"(?P<joins>(?:\)? (?:SEMI|ANTI) JOIN \w+ USING \([\w, ]+\))*)\)*;?"
)
_PATH = re.compile(_TEXT)
_JOIN = re.compile(r"(SEMI|ANTI) JOIN (\w+) USING \(([^)]*)\)")


def scan(home: Path, name: str, settings: LakeSettings | None = None) -> pl.LazyFrame:
    """Return the table or view `name` of the pinned lake of `home`."""
    if name not in NAMES:
        raise NoSuchTable(f"no table {name!r}; there are {', '.join(NAMES)}")
    connection = connect(home, settings)
    bucket = lies_in(connection, bucket_of(settings) if settings else None)
    schema = pl.Schema(_asked(connection, f'FROM "{name}"', 0).schema)
    found = connection.execute(_VIEW, {"name": name}).fetchall()
    frame = _files(connection, found[0][0], schema, bucket) if found else None
    return _source(connection, name, schema, bucket) if frame is None else frame


def _files(
    connection: "DuckDBPyConnection", sql: str, schema: pl.Schema, bucket: Bucket | None
) -> pl.LazyFrame | None:
    """Return the frame of a view that is files and filters; None of any other."""
    if bucket is not None:
        sql = spelled(connection, sql)
    at = sql.find(" FROM ")
    found = _FILES.fullmatch(sql.rstrip(), max(at, 0))
    if found is None:
        return None
    paths = [path[1:-1].replace("''", "'") for path in _PATH.findall(found["paths"])]
    frame = _read(paths, schema, bucket)
    for kind, books, keys in _JOIN.findall(found["joins"]):
        rows = _asked(connection, f"SELECT DISTINCT {keys} FROM {books}").lazy()  # noqa: S608 - ours
        how: Literal["semi", "anti"] = "semi" if kind == "SEMI" else "anti"
        frame = frame.join(rows, on=keys.split(", "), how=how)
    return frame.select(schema.names())


def _read(paths: list[str], schema: pl.Schema, bucket: Bucket | None) -> pl.LazyFrame:
    parted = DAY.name in schema
    # A file may be older than a column.
    return pl.scan_parquet(
        paths,
        schema={name: kind for name, kind in schema.items() if name != DAY.name},
        hive_partitioning=parted,
        hive_schema={DAY.name: pl.Date} if parted else None,
        missing_columns="insert",
        extra_columns="ignore",
        storage_options=bucket.options if bucket else None,
    )


def _source(
    connection: "DuckDBPyConnection",
    name: str,
    schema: pl.Schema,
    bucket: Bucket | None,
) -> pl.LazyFrame:
    """Return a frame whose rows DuckDB finds when they are collected."""

    def batches(
        columns: list[str] | None,
        predicate: pl.Expr | None,
        rows: int | None,
        _: int | None,
    ) -> Iterator[pl.DataFrame]:
        chosen = "*" if columns is None else ", ".join(f'"{one}"' for one in columns)
        # Two frames may be collected at once, which one connection does not bear.
        with connection.cursor() as asking:
            asking.execute("USE lake; SET TimeZone = 'UTC'")
            kept(asking, bucket)
            sql = f'SELECT {chosen} FROM "{name}"'  # noqa: S608 - ours
            for batch in answer(asking, sql, limit=rows).batches:
                frame = pl.DataFrame(batch)
                yield frame if predicate is None else frame.filter(predicate)

    return register_io_source(batches, schema=schema, is_pure=True)


def _asked(
    connection: "DuckDBPyConnection", sql: str, limit: int | None = None
) -> pl.DataFrame:
    found = answer(connection, sql, limit=limit)
    empty = pl.DataFrame(found.schema.empty_table())
    return pl.concat([empty, *(pl.DataFrame(batch) for batch in found.batches)])
