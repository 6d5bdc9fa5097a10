"""Rows in a bucket for DuckDB, which cannot reach one by itself: httpfs is a download.

Arrow reads for it. A view over a bucket takes its rows `FROM _files_pages`, and each
connection is given an Arrow dataset of that name: the columns and the filters of a
question go down to it, so of a file no more is fetched than is asked for.

The pinned database holds such views too, beside the names of the files (`_files`) and
where they lie (`_bucket`, without keys): by these a program that has httpfs can make
`_files_pages` itself, over read_parquet.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lake.bucket import SCHEME, Bucket
from lake.errors import LakeError
from lake.tables import partition, schema

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    from duckdb import DuckDBPyConnection

    from lake.snapshot import Files

_PLACE = """
CREATE TABLE _bucket (address VARCHAR, endpoint VARCHAR, region VARCHAR);
COMMENT ON TABLE _bucket IS 'The bucket where the data files lie.';
CREATE TABLE _files (table_name VARCHAR, path VARCHAR);
COMMENT ON TABLE _files IS 'The data files that the views show.';
"""
_IS_REMOTE = """
SELECT count(*) > 0 FROM duckdb_tables()
WHERE database_name = current_database() AND table_name = '_bucket'
"""


def view_of(name: str) -> str:
    """Return the name of the rows in a bucket of the table `name`."""
    return f"_files_{name}"


def give(connection: "DuckDBPyConnection", files: Mapping[str, "Files"]) -> None:
    """Give `connection` the rows of all files that lie in a bucket."""
    for name, of in files.items():
        if of.bucket is not None and of.paths:
            connection.register(view_of(name), dataset(of.bucket, name, of.paths))


def dataset(bucket: Bucket, name: str, paths: Sequence[str]) -> "ds.Dataset":
    """Return the rows of the table `name` in `paths`; nothing is fetched yet."""
    # It imports pandas, which takes as long as all else together.
    import pyarrow.dataset as ds

    columns, day = schema(name), partition(name)
    split = pa.schema([pa.field(day.name, day.type)] if day else [])
    return ds.dataset(
        [path.removeprefix(SCHEME) for path in paths],
        # Of a column that a file does not have yet, all values are missing.
        schema=pa.unify_schemas([columns, split]),
        filesystem=bucket.files,
        format="parquet",
        partitioning=ds.partitioning(split, flavor="hive") if day else None,
    )


def keep(connection: "DuckDBPyConnection", files: Mapping[str, "Files"]) -> None:
    """Note in the database of `connection` which files its views show, and where."""
    bucket = next((of.bucket for of in files.values() if of.bucket is not None), None)
    if bucket is None:
        return
    connection.execute(_PLACE)
    place = [bucket.address, bucket.endpoint, bucket.region]
    connection.execute("INSERT INTO _bucket VALUES (?, ?, ?)", place)
    rows = [[name, path] for name, of in files.items() for path in of.paths]
    listed = pa.table(
        dict(zip(("name", "path"), map(list, zip(*rows, strict=True)), strict=True))
    )
    connection.register("_listed", listed)
    connection.execute("INSERT INTO _files FROM _listed")
    connection.unregister("_listed")


def kept(connection: "DuckDBPyConnection", known: Bucket | None) -> None:
    """Give `connection` the rows that its database shows, where they are in a bucket."""
    if (bucket := lies_in(connection, known)) is not None:
        for name, paths in paths_kept(connection).items():
            connection.register(view_of(name), dataset(bucket, name, paths))


def lies_in(connection: "DuckDBPyConnection", known: Bucket | None) -> Bucket | None:
    """Return the bucket where the files lie that the database shows; None without.

    `known` has the keys; without it they are looked for where AWS's programs do.
    """
    if connection.execute(_IS_REMOTE).fetchall() != [(True,)]:
        return None
    place = connection.execute("FROM _bucket").fetchall()[0]
    return known if known and known.address == place[0] else Bucket(*place)


def spelled(connection: "DuckDBPyConnection", sql: str) -> str:
    """Return the view `sql` over a bucket as it would be over a folder."""
    for name, paths in paths_kept(connection).items():
        quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        files = f"read_parquet(list_value({quoted}))"
        sql = re.sub(rf"\b{view_of(name)}\b", files.replace("\\", r"\\"), sql)
    return sql


def paths_kept(connection: "DuckDBPyConnection") -> dict[str, list[str]]:
    """Return the files of each table that the database of `connection` shows."""
    listed = "SELECT table_name, list(path ORDER BY path) FROM _files GROUP BY ALL"
    return dict(connection.execute(listed).fetchall())


def let_read(connection: "DuckDBPyConnection", bucket: Bucket) -> None:
    """Let `connection` read any file in the bucket by its address; slower than views.

    DuckDB takes other file systems by way of fsspec.
    """
    try:
        from fsspec.implementations.arrow import ArrowFSWrapper
    except ModuleNotFoundError:
        raise LakeError(
            "tables in a bucket are maintained with fsspec, which is not installed; "
            "run: pip install 'harvestman[s3]'"
        ) from None

    # fsspec has no types, so what it brings is Any.
    class Files(ArrowFSWrapper):  # type: ignore[misc]
        protocol = "s3"

        @classmethod
        def _strip_protocol(cls, path: Any) -> Any:
            return path.removeprefix(SCHEME)

    if not connection.filesystem_is_registered("s3"):
        connection.register_filesystem(Files(bucket.files))
