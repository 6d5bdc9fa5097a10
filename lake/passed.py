"""Rows whose entity has newer ones: only the newest count, the others are dropped.

A step that has something else to say of an entity adds a row. What the row before told,
as a sentence of a page that allows its use no more, would be readable for ever.

    version 1   [old] [newest]          old is passed when newest is there
    version 2            [newer] ...    newest is passed history_days after newer

Until then version 2 can be withdrawn, and the rows of version 1 count again.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from lake.datafiles import DataFile, data_files, rows_in, see
from lake.rewrite import is_derived
from lake.store import Lake
from lake.tables import TABLES, columns
from lake.views import sql_type

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# `late` are those that were passed before the history that is kept.
_PASSED = """
CREATE OR REPLACE TEMP TABLE "_passed_{name}" AS
WITH committed AS (
    SELECT maker, maker_version, entity_key, ingested_at
    FROM _entities SEMI JOIN batches USING (batch_id)
), several AS (
    SELECT maker, entity_key FROM committed
    GROUP BY ALL HAVING min(ingested_at) < max(ingested_at)
), makings AS (
    SELECT DISTINCT * FROM committed SEMI JOIN several USING (maker, entity_key)
), newer AS (
    SELECT one.maker, one.maker_version, one.entity_key, one.ingested_at,
        min(other.ingested_at) AS passed_at
    FROM makings AS one JOIN (
        FROM makings SEMI JOIN released USING (maker, maker_version)
        WHERE ingested_at < $before
    ) AS other ON other.maker = one.maker AND other.entity_key = one.entity_key
        AND other.maker_version > one.maker_version
        AND other.ingested_at > one.ingested_at
    GROUP BY ALL
), told AS (
    SELECT makings.*, least(passed_at, lead(ingested_at) OVER (
        PARTITION BY maker, maker_version, entity_key ORDER BY ingested_at
    )) AS passed_at
    FROM makings LEFT JOIN newer
        USING (maker, maker_version, entity_key, ingested_at)
)
SELECT *, passed_at < $before AS late FROM told WHERE passed_at IS NOT NULL
"""
_IS_PASSED = """EXISTS (
    FROM "_passed_{name}" AS passed WHERE passed.maker = rows.maker
        AND passed.maker_version = rows.maker_version
        AND passed.entity_key = rows.entity_key
        AND passed.ingested_at = rows.ingested_at{more}
)"""
# What an input was made into is gone: were it asked for again, as after forgetting, its
# books would say that there is nothing to make.
_ORPHANS = """
CREATE OR REPLACE TEMP TABLE _orphans AS
SELECT maker, maker_version, input_key FROM made
WHERE rows > 0 AND error IS NULL AND list_contains($makers, maker)
    AND NOT EXISTS (
        FROM ({alive}) AS alive WHERE alive.maker = made.maker
            AND alive.maker_version = made.maker_version
            AND alive.input_key = made.input_key
    )
"""
IS_ORPHAN = """EXISTS (
    FROM _orphans WHERE _orphans.maker = rows.maker
        AND _orphans.maker_version = rows.maker_version
        AND _orphans.input_key = rows.input_key
)"""


def find_passed(
    connection: "DuckDBPyConnection", lake: Lake, name: str, before: datetime
) -> bool:
    """Find what rows of `name` are passed; return whether there are any.

    `connection` knows the books: `batches`, `made` and `released`.
    """
    _see(connection, lake, TABLES[name].newest)
    connection.execute(_PASSED.format(name=name), {"before": before})
    found = connection.execute(f'SELECT count(*) FROM "_passed_{name}"').fetchall()  # noqa: S608 - ours
    return bool(found[0][0])


def is_passed(name: str, *, late: bool = False) -> str:
    """Return whether a row of `rows` is passed, as SQL; or long since."""
    return _IS_PASSED.format(name=name, more=" AND passed.late" if late else "")


def find_orphans(connection: "DuckDBPyConnection", lake: Lake) -> bool:
    """Find the books of inputs of which no row is left; return whether there are any."""
    makers = _makers(connection, lake)
    alive = ["SELECT '' AS maker, 0 AS maker_version, '' AS input_key WHERE false"]
    for name in filter(is_derived, TABLES):
        if uris := _uris(lake, name, makers):
            told = "SELECT DISTINCT maker, maker_version, input_key"
            alive.append(f"{rows_in(name, uris)} {told}")
    asked = _ORPHANS.format(alive=" UNION ALL ".join(alive))
    connection.execute(asked, {"makers": sorted(makers)})
    found = connection.execute("SELECT count(*) FROM _orphans").fetchall()
    return bool(found[0][0])


def _makers(connection: "DuckDBPyConnection", lake: Lake) -> set[str]:
    """Return who writes tables of which only the newest rows are kept."""
    found: set[str] = set()
    for name, table in TABLES.items():
        if table.newest:
            files = data_files(lake.table(name))
            found |= {file.maker for file in files if file.maker is not None}
            if any(file.maker is None for file in files):
                _see(connection, lake, name)
                asked = "SELECT DISTINCT maker FROM _entities"
                found |= {maker for (maker,) in connection.execute(asked).fetchall()}
    return found


def _see(connection: "DuckDBPyConnection", lake: Lake, name: str) -> None:
    if uris := _uris(lake, name):
        see(connection, "_entities", name, uris)
    else:
        shown = ", ".join(
            f'NULL::{sql_type(column.type)} AS "{column.name}"'
            for column in columns(name)
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW _entities AS SELECT {shown} WHERE false"
        )


def _uris(lake: Lake, name: str, makers: Collection[str] | None = None) -> list[str]:
    """Return the addresses of a table's files, of those with rows of `makers`."""
    at = lake.place.table(name)

    def may_be(file: DataFile) -> bool:
        return makers is None or file.maker is None or file.maker in makers

    return [f"{at.uri}/{of.path}" for of in data_files(lake.table(name)) if may_be(of)]
