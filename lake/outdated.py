"""Rows that no longer count, and files that are too old to keep.

A derived row is outdated when a newer released version made its input without error
more than `history_days` ago. Until then that version can be withdrawn, and the rows of
the one before count again at once. After it, the `made` rows have gone with their
rows, so the version before makes those inputs again when it is next run.

Of tables about entities also rows are outdated that newer ones have passed (passed.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lake.datafiles import DataFile, rows_in
from lake.passed import IS_ORPHAN, find_orphans, find_passed, is_passed
from lake.rewrite import is_derived
from lake.snapshot import snapshot
from lake.store import Lake
from lake.tables import TABLES
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
_IS_SUPERSEDED = """EXISTS (
    FROM newest
    WHERE newest.maker = rows.maker AND newest.input_key = rows.input_key
        AND newest.version > rows.maker_version
)"""
_COUNTED = """
SELECT filename, count(*), bool_or(is_late) FROM (
    SELECT filename, {gone} AS is_gone, {late} AS is_late FROM rows_of_files AS rows
) WHERE is_gone GROUP BY filename
"""


@dataclass(frozen=True, slots=True)
class Outdated:
    """How many rows of a file are outdated; `late` when one may not stay in it."""

    rows: int = 0
    late: bool = False


def still_counting(name: str) -> str:
    """Return the rows of `rows` that are not outdated, as SQL; see `outdated_rows`."""
    return f"FROM rows WHERE NOT ({_is_gone(name)})"


def find_newest(connection: "DuckDBPyConnection", lake: Lake, now: datetime) -> None:
    """Fill the table `newest`: which version has long made each input."""
    files = snapshot(lake)
    books = {name: files[name] for name in _BOOKS}
    create_views(connection, books, comments=False, only=_BOOKS)
    connection.execute(_NEWEST, {"before": now - _history(lake)})


def outdated_rows(
    connection: "DuckDBPyConnection",
    lake: Lake,
    name: str,
    files: Sequence[DataFile],
    now: datetime,
) -> dict[str, Outdated]:
    """Return what is outdated in each file, where anything is."""
    if name != "made" and not is_derived(name):
        return {}
    newest = dict(connection.execute(_VERSIONS).fetchall())
    others = _find_others(connection, lake, name, now)
    at = lake.place.table(name)
    asked = {
        f"{at.uri}/{file.path}": file.path
        for file in files
        if others or _may_be(file, newest)
    }
    if not asked:
        return {}
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW rows_of_files AS {rows_in(name, [*asked])}"
    )
    counted = _COUNTED.format(gone=_is_gone(name), late=_is_late(name))
    found = connection.execute(counted).fetchall()
    return {asked[uri]: Outdated(count, late) for uri, count, late in found}


def _find_others(
    connection: "DuckDBPyConnection", lake: Lake, name: str, now: datetime
) -> bool:
    """Find rows that are outdated though no newer version made their input."""
    if name == "made":
        return find_orphans(connection, lake)
    if not TABLES[name].newest:
        return False
    return find_passed(connection, lake, name, now - _history(lake))


def _is_gone(name: str) -> str:
    terms = [_IS_SUPERSEDED]
    if TABLES[name].newest:
        terms.append(is_passed(name))
    if name == "made":
        terms.append(IS_ORPHAN)
    return " OR ".join(terms)


def _is_late(name: str) -> str:
    """Return the rows that go from a large file as well, as SQL."""
    if name == "made":
        # While it says that an input was made of which no row is left, none is made.
        return IS_ORPHAN
    return is_passed(name, late=True) if TABLES[name].newest else "false"


def _history(lake: Lake) -> timedelta:
    return timedelta(days=lake.settings.history_days)


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
