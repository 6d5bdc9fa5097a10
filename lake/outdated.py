"""Rows that no longer count, and files that are too old to keep.

A derived row is outdated when a newer released version made its input without error
more than `history_days` ago. Until then that version can be withdrawn, and the rows of
the one before count again at once. After it, the `made` rows have gone with their
rows, so the version before makes those inputs again when it is next run.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lake.datafiles import DataFile, rows_in
from lake.rewrite import is_derived
from lake.snapshot import snapshot
from lake.store import Lake
from lake.views import create_views

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BOOKS = ("batches", "made", "releases")
# Makers with a single version have nothing outdated, so they are not looked at.
_NEWEST = """
CREATE TEMP TABLE newest AS
SELECT maker, input_key, max(maker_version) AS version
FROM made JOIN released USING (maker, maker_version)
WHERE error IS NULL AND made_at < $before AND maker IN (
    SELECT maker FROM made GROUP BY maker HAVING count(DISTINCT maker_version) > 1
)
GROUP BY maker, input_key
"""
_VERSIONS = "SELECT maker, max(version) FROM newest GROUP BY maker"
_COUNTED = """
SELECT filename, count(*)
FROM rows_of_files JOIN newest USING (maker, input_key)
WHERE maker_version < version GROUP BY filename
"""
STILL_COUNTING = """
FROM rows WHERE NOT EXISTS (
    FROM newest
    WHERE newest.maker = rows.maker AND newest.input_key = rows.input_key
        AND newest.version > rows.maker_version
)"""


def find_newest(connection: "DuckDBPyConnection", lake: Lake, now: datetime) -> None:
    """Fill the table `newest`: which version has long made each input."""
    files = snapshot(lake)
    books = {name: files[name] for name in _BOOKS}
    create_views(connection, books, comments=False)
    before = now - timedelta(days=lake.settings.history_days)
    connection.execute(_NEWEST, {"before": before})


def outdated_rows(
    connection: "DuckDBPyConnection", lake: Lake, name: str, files: Sequence[DataFile]
) -> dict[str, int]:
    """Return how many rows of each file are outdated, where any are."""
    if name != "made" and not is_derived(name):
        return {}
    newest = dict(connection.execute(_VERSIONS).fetchall())
    at = lake.place.table(name)
    asked = {
        f"{at.uri}/{file.path}": file.path for file in files if _may_be(file, newest)
    }
    if not asked:
        return {}
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW rows_of_files AS {rows_in(name, [*asked])}"
    )
    found = connection.execute(_COUNTED).fetchall()
    return {asked[uri]: count for uri, count in found}


def expired(
    lake: Lake, name: str, files: Sequence[DataFile], now: datetime
) -> set[str]:
    """Return the files whose whole day is longer ago than is to be kept."""
    keep = {
        "fetches": lake.settings.keep_fetches_days,
        "links": lake.settings.keep_links_days,
        "shop_events": lake.settings.keep_events_days,
    }.get(name, 0)
    if not keep:
        return set()
    first = now.date() - timedelta(days=keep)
    return {file.path for file in files if file.day is not None and file.day < first}


def _may_be(file: DataFile, newest: dict[str, int]) -> bool:
    if file.maker is None or file.version is None:
        return bool(newest)
    return file.version < newest.get(file.maker, file.version)
