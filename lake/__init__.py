"""Facts at rest: batches of rows and bodies come in, tables and views go out.

The only home of duckdb and deltalake. Read tables.py first, then load.py (how
a batch comes to count) and stages.py (the one runner of every stage). In their order:

    shape     columns.py tables.py schema/ keys.py  what there is, and how it is named
    in        gather.py rows.py                     dicts, checked, become columns
              spool.py spoolfile.py                 a batch is safe: one synced file
              load.py commits.py notes.py           and counts: rows, then `batches`
              delta.py parts.py datafile.py stats.py bounds.py   one table's files
              place.py bucket*.py remote.py homes.py             here or in a bucket
    bodies    exchange.py bodies.py frames.py warc*.py targets.py gone.py
    stages    stage.py inputs.py chunks.py workers.py making.py outputs.py
    derived   derive.py touched.py prices.py kept.py keptfiles.py   newest, and changes
    out       snapshot.py views.py extraviews.py *view.py pin.py sql.py   what is shown
              ask.py watch.py lazy.py find.py findex.py quality.py rates.py ratefile.py
              export.py formats.py workbook.py datapackage.py warcexport.py
    care      compact*.py runs.py rewrite.py outdated.py vacuum.py verify*.py upgrade.py
    forget    forget.py seeking.py erasing.py erase*.py purge.py unfinished.py

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
