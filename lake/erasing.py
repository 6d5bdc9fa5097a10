"""The files of all tables without what is to be erased; what that is says sought.py.

Rows are looked for in the files, not through the views: also what is superseded,
withdrawn or of no committed batch has to go.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from lake.datafiles import data_files, see
from lake.rewrite import Rewritten, rewritten
from lake.sought import Sought, condition, left, mention
from lake.store import Lake
from lake.tables import TABLES, VIEWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Sought", "condition", "counted", "erased", "files_with", "know", "uris_of"]


def know(connection: "DuckDBPyConnection", sought: Sought) -> None:
    """Give `connection` the keys in `sought` as tables."""
    for name, found in sought.lists():
        keys = pa.table({"key": pa.array(found, pa.string())})
        connection.register("_given", keys)
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "_{name}" AS FROM _given')
        connection.unregister("_given")


def erased(
    connection: "DuckDBPyConnection", lake: Lake, sought: Sought
) -> Iterator[Rewritten]:
    """Write the files anew that hold what is sought, without it; nobody sees them yet."""
    for name in (*TABLES, *VIEWS):
        files = data_files(lake.table(name))
        uris = uris_of(lake, name)
        with_it = files_with(connection, name, sought, uris)
        holding = [of for of, uri in zip(files, uris, strict=True) if uri in with_it]
        # The files of what is kept of prices are laid out with a meaning of their own.
        groups = [holding] if name in TABLES else [[of] for of in holding]
        for group in filter(None, groups):
            yield rewritten(connection, lake, name, group, left(name, sought))


def counted(
    connection: "DuckDBPyConnection", lake: Lake, sought: Sought
) -> dict[str, int]:
    """Return how many rows of each table would vanish."""
    found: dict[str, int] = {}
    for name in (*TABLES, *VIEWS):
        gone = condition(name, sought)
        uris = uris_of(lake, name)
        if gone and uris:
            see(connection, "_seen", name, uris)
            asked = f"SELECT count(*) FROM _seen WHERE {gone}"  # noqa: S608 - ours
            (count,) = connection.execute(asked).fetchall()[0]
            found |= {name: count} if count else {}
    return found


def files_with(
    connection: "DuckDBPyConnection", name: str, sought: Sought, uris: Sequence[str]
) -> set[str]:
    """Return which of these files of the table `name` tell of what is sought."""
    told = mention(name, sought)
    if not told or not uris:
        return set()
    found = set()
    for uri in uris:
        # One by one: files of several ages have several sets of columns.
        see(connection, "_seen", name, [uri])
        asked = f"SELECT 1 FROM _seen WHERE {told} LIMIT 1"  # noqa: S608 - ours
        if connection.execute(asked).fetchall():
            found.add(uri)
    return found


def uris_of(lake: Lake, name: str) -> list[str]:
    """Return the addresses of the current files of the table `name`."""
    at = lake.place.table(name)
    return [f"{at.uri}/{file.path}" for file in data_files(lake.table(name))]
