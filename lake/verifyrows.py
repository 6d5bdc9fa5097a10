"""Whether the rows of the tables fit the batches that brought them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lake.datafiles import see
from lake.findings import DAMAGE, NOTICE, RESTORE, Finding
from lake.store import Lake
from lake.tables import TABLES, schema
from lake.verifyfiles import Tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_POSITIONS = """
SELECT count(*), count(DISTINCT position), count(DISTINCT batch_id),
       coalesce(min(position), 1), coalesce(max(position), 0)
FROM batches
"""
_COUNTED = (
    "SELECT batch_id, '{name}' AS name, count(*) AS rows FROM {name} GROUP BY ALL"
)
_TOO_MANY = """
SELECT batches.batch_id, batches.rows, sum(counted.rows)
FROM batches JOIN counted USING (batch_id)
GROUP BY ALL HAVING sum(counted.rows) > batches.rows ORDER BY 1
"""
_UNNAMED = """
SELECT batch_id, name FROM counted JOIN batches USING (batch_id)
WHERE NOT list_contains(tables, name) ORDER BY ALL
"""
_MISSING = """
SELECT brought.name, count(*), min(brought.batch_id)
FROM (SELECT batch_id, unnest(tables) AS name FROM batches) AS brought
ANTI JOIN counted USING (batch_id, name)
GROUP BY ALL ORDER BY ALL
"""


def see_all(connection: "DuckDBPyConnection", lake: Lake, tables: Tables) -> None:
    """Let each table be seen in `connection`, with every row that its files hold."""
    for name in TABLES:
        at = lake.place.table(name)
        uris = [f"{at.uri}/{file.path}" for file in tables.files.get(name, ())]
        if uris:
            see(connection, name, name, uris)
        else:
            connection.register(name, schema(name).empty_table())


def bad_batches(connection: "DuckDBPyConnection", tables: Tables) -> Iterator[Finding]:
    """Compare positions and rows with what `batches` says."""
    yield from _bad_positions(connection)
    names = [name for name in tables.files if name in TABLES and name != "batches"]
    counts = " UNION ALL ".join(_COUNTED.format(name=name) for name in names)
    empty = "SELECT '' AS batch_id, '' AS name, 0 AS rows WHERE false"
    connection.execute(f"CREATE TEMP TABLE counted AS {counts or empty}")
    for batch_id, rows, found in connection.execute(_TOO_MANY).fetchall():
        what = f"brought {rows} rows, but the tables hold {found} of it"
        yield Finding(DAMAGE, f"batch {batch_id}", what, RESTORE)
    for batch_id, name in connection.execute(_UNNAMED).fetchall():
        what = f"has rows in {name}, to which it brought none"
        yield Finding(DAMAGE, f"batch {batch_id}", what, RESTORE)
    for name, count, first in connection.execute(_MISSING).fetchall():
        yield Finding(
            NOTICE,
            name,
            f"holds no row any more of {count} batches that brought some, as {first}",
            "nothing, where they were forgotten, outdated or past their keeping",
        )


def _bad_positions(connection: "DuckDBPyConnection") -> Iterator[Finding]:
    (found,) = connection.execute(_POSITIONS).fetchall()
    rows, positions, names, first, last = found
    if (first, last) != (1, rows) or positions != rows or names != rows:
        yield Finding(
            DAMAGE,
            "batches",
            f"{rows} batches have {names} names and {positions} positions, from "
            f"{first} to {last}",
            RESTORE,
        )
