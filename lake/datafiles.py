"""The data files of one table as Delta's log lists them, and their rows in DuckDB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lake.parts import have_all_columns
from lake.tables import columns, table_or_view
from lake.views import sql_type

if TYPE_CHECKING:
    from deltalake import DeltaTable
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class DataFile:
    """One data file; its path is relative to its table.

    `maker` and `version` are who made all of its rows, `first` and `last` the bounds
    of the first sort key, where the log says so.
    """

    path: str
    size: int
    rows: int
    day: date | None = None
    maker: str | None = None
    version: int | None = None
    first: Any = None
    last: Any = None


def data_files(table: "DeltaTable | None") -> list[DataFile]:
    """Return the files of `table` at its version."""
    if table is None:
        return []
    name = table.table_uri.rstrip("/").rpartition("/")[2]
    key = table_or_view(name).sort[0]
    added = pa.table(table.get_add_actions(flatten=True))
    return [
        DataFile(
            path=row["path"],
            size=row["size_bytes"],
            rows=row["num_records"] or 0,
            day=row.get("partition.day"),
            maker=_one(row, "maker"),
            version=_one(row, "maker_version"),
            first=row.get(f"min.{key}"),
            last=row.get(f"max.{key}"),
        )
        for row in added.to_pylist()
    ]


def see(
    connection: "DuckDBPyConnection", view: str, name: str, uris: Sequence[str]
) -> None:
    """Let `view` show the rows in these files of the table `name`, all of them."""
    source = rows_in(name, uris)
    known = {column.name for column in columns(name)}
    if not have_all_columns(name, uris):
        described = connection.execute(f"DESCRIBE {source}").fetchall()
        known = {found[0] for found in described}
    shown = ", ".join(
        f'"{column.name}"'
        if column.name in known
        else f'NULL::{sql_type(column.type)} AS "{column.name}"'
        for column in columns(name)
    )
    connection.execute(
        f'CREATE OR REPLACE TEMP VIEW "{view}" AS {source} SELECT {shown}'
    )


def rows_in(name: str, uris: Sequence[str]) -> str:
    """Return what SQL selects the rows of these files from, with their `filename`."""
    listed = ", ".join("'" + uri.replace("'", "''") + "'" for uri in uris)
    differ = str(not have_all_columns(name, uris)).lower()
    return (
        f"FROM read_parquet([{listed}], union_by_name={differ}, "
        "hive_partitioning=false, filename='filename')"
    )


def _one(row: dict[str, Any], name: str) -> Any:
    least, most = row.get(f"min.{name}"), row.get(f"max.{name}")
    return least if least == most else None
