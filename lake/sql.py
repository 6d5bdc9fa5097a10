"""SQL over the lake: what is pinned, for people; what is committed now, for stages."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lake.bucket import bucket_of
from lake.errors import NothingPinned, PinBroken
from lake.remote import kept, let_read
from lake.settings import LakeSettings
from lake.snapshot import snapshot
from lake.views import create_views

if TYPE_CHECKING:
    from lake.store import Lake


def connect(
    home: Path, settings: LakeSettings | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the pinned lake read-only; it may read data files and nothing else.

    `settings` have the keys to tables in a bucket; without them they are looked for
    where AWS's own programs look.
    """
    path = Path(home).resolve() / "lake.duckdb"
    if not path.exists():
        raise NothingPinned(f"{path} is not there yet; run: harvestman lake pin")
    # Opened by its path, DuckDB would give back the database that this process opened
    # there before, also when another file has taken its place; attached it is new.
    connection = _memory(path.parent)
    try:
        connection.execute(f"ATTACH '{_escaped(path)}' AS lake (READ_ONLY)")
    except duckdb.Error as error:
        raise PinBroken(
            f"{path} cannot be read ({error}); harvestman lake pin makes it anew"
        ) from error
    connection.execute("USE lake")
    kept(connection, bucket_of(settings) if settings else None)
    _confine(connection, path.parent)
    return connection


def current(
    lake: "Lake", only: Iterable[str] | None = None
) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with the views over what is committed now.

    Or with those that are named, which is quicker; see `create_views`.
    """
    connection = _memory(lake.home)
    create_views(connection, snapshot(lake), comments=False, only=only)
    return connection


def scratch(lake: "Lake") -> duckdb.DuckDBPyConnection:
    """Return an empty database for work on tables that are larger than memory."""
    connection = _memory(lake.home)
    connection.execute(f"SET memory_limit = '{lake.settings.memory_bytes}B'")
    if lake.place.bucket is not None:
        let_read(connection, lake.place.bucket)
    return connection


def _memory(home: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # What does not fit into memory goes beside the lake, not into the folder we run in.
    connection.execute(f"SET temp_directory = '{_escaped(home / 'lake' / '.spill')}'")
    connection.execute("SET TimeZone = 'UTC'")
    # DuckDB takes a process that another one began for a person at a prompt.
    connection.execute("SET enable_progress_bar = false")
    # Data files never change, and reading the ends of many takes as long as a question.
    connection.execute("SET parquet_metadata_cache = true")
    return connection


def _confine(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    connection.execute(f"SET allowed_directories = ['{_escaped(home / 'lake')}']")
    connection.execute("SET enable_external_access = false")


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
