"""Facts at rest: batches of rows and bodies come in, tables and views go out.

The only home of duckdb, deltalake and fastwarc. Read tables.py first, then
stages.py, the one runner of every stage.

For notebooks: `lake.connect()` is DuckDB on the pinned lake, `lake.scan("offers")` a
lazy frame of Polars over the same rows, `lake.describe()` says what there is.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

    from lake.settings import LakeSettings

__all__ = ["connect", "describe", "scan"]

# The heavy packages are imported by who calls, not by who imports the room.


def connect(
    home: Path | str = "harvest", settings: "LakeSettings | None" = None
) -> "DuckDBPyConnection":
    """Open the pinned lake of `home` in DuckDB, read-only.

    `settings` have the keys to tables in a bucket, where the environment has none.
    """
    from lake.sql import connect as opened

    return opened(Path(home), settings)


def scan(
    name: str,
    *,
    home: Path | str = "harvest",
    settings: "LakeSettings | None" = None,
) -> "pl.LazyFrame":
    """Return the table or view `name` of the pinned lake of `home` for Polars."""
    from lake.lazy import scan as scanned

    return scanned(Path(home), name, settings)


def describe(name: str | None = None) -> dict[str, str]:
    """Return what one row of each table is, or what each column of `name` is."""
    from lake.names import NAMES, columns_of

    if name is None:
        return {table: about.comment for table, about in NAMES.items()}
    return {column.name: column.comment for column in columns_of(name)}
