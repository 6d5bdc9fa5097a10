"""Take erased rows out of what is not current: old files, indexes, and Delta's log.

The log says of each file the least and the greatest URL in it, and keeps saying so of
files that are gone. So a checkpoint takes its place, which knows the current files only.
What the tables were before cannot be asked for afterwards.
"""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import duckdb

from lake.datafiles import data_files
from lake.erasing import Sought, files_with
from lake.findex import drop
from lake.place import TablePlace
from lake.sought import mention
from lake.store import Lake
from lake.tables import TABLES, VIEWS

if TYPE_CHECKING:
    from deltalake import DeltaTable

_LOG = "_delta_log"


def purge(connection: duckdb.DuckDBPyConnection, lake: Lake, sought: Sought) -> int:
    """Remove old files that hold what is sought, and old logs; return how many files.

    Whoever calls this holds the loader's lock, and has let readers see newer files.
    """
    removed = 0
    for name in (*TABLES, *VIEWS):
        table = lake.table(name)
        if table is not None and mention(name, sought):
            at = lake.place.table(name)
            removed += _purge_files(connection, at, table, sought)
            _purge_log(at, table)
    drop(lake)
    return removed


def _purge_files(
    connection: duckdb.DuckDBPyConnection,
    at: TablePlace,
    table: "DeltaTable",
    sought: Sought,
) -> int:
    current = {file.path for file in data_files(table)}
    old = [
        file
        for file in at.stored()
        if file.endswith(".parquet")
        and not file.startswith(f"{_LOG}/")
        and file not in current
    ]
    gone = [file for file in old if _holds(connection, at, file, sought)]
    for file in gone:
        at.remove(file)
    return len(gone)


def _holds(
    connection: duckdb.DuckDBPyConnection, at: TablePlace, file: str, sought: Sought
) -> bool:
    try:
        return bool(files_with(connection, at.name, sought, [f"{at.uri}/{file}"]))
    except duckdb.Error:
        return True  # a writer that was killed left half of it, and nobody names it


def _purge_log(at: TablePlace, table: "DeltaTable") -> None:
    """Put a checkpoint in the place of every commit before the current one."""
    version = table.version()
    table.create_checkpoint()
    at.sync_log(version - 1, version)
    for file in at.stored():
        path = PurePosixPath(file)
        number = path.name.partition(".")[0]
        if path.parts[0] != _LOG or path.name == "_last_checkpoint":
            continue
        # What has no number is a commit that was being written by who is gone.
        if not number.isdecimal() or int(number) < version:
            at.remove(file)
