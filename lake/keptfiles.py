"""The files of a derived table after a refresh: as few as possible are written anew.

Only files with rows that changed are, and small ones, so that there are never many.
A price that has ended changes no more, so it never lies in one file with those in
force: a day's refresh of ten million prices writes the half million in force, and
those that have ended since.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
from deltalake.transaction import AddAction, RemoveAction

from lake.delta import Change, removals
from lake.parts import Part, written
from lake.place import TablePlace
from lake.snapshot import Files
from lake.tables import columns, schema, table_or_view
from lake.views import query

if TYPE_CHECKING:
    from deltalake import DeltaTable
    from duckdb import DuckDBPyConnection

FILE_ROWS = 1_000_000
_BATCH_ROWS = 100_000
_APART = {"price_history": ("valid_to IS NULL", "valid_to IS NOT NULL")}


@dataclass(frozen=True, slots=True)
class Stored:
    """A derived table as it lies there; names and rows are of `files`, in their order."""

    name: str
    table: "DeltaTable | None"
    files: Files
    names: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()

    @staticmethod
    def of(name: str, table: "DeltaTable | None", files: Files) -> "Stored":
        """Return the table `name`, of which `files` are the newest."""
        if table is None:
            return Stored(name, None, files)
        added = pa.table(table.get_add_actions(flatten=True)).sort_by("path")
        of = (added.column(name).to_pylist() for name in ("path", "num_records"))
        return Stored(name, table, files, *map(tuple, of))

    def rows_of(self, numbers: Collection[int]) -> str:
        """Return the query for the rows of the files of these numbers."""
        paths = tuple(self.files.paths[number] for number in sorted(numbers))
        return query(self.name, replace(self.files, paths=paths))


def rebuilt(connection: "DuckDBPyConnection", at: TablePlace, stored: Stored) -> Change:
    """Write the table that has the rows of `_fresh` and no others."""
    adds = list(_written(connection, at, "FROM _fresh"))
    return Change(adds, _removed(stored, range(len(stored.rows))))


def changed(connection: "DuckDBPyConnection", at: TablePlace, stored: Stored) -> Change:
    """Write the table in which the listings in `_touched` have the rows of `_fresh`."""
    same = " AND ".join(
        f'_held."{column.name}" IS NOT DISTINCT FROM _fresh."{column.name}"'
        for column in columns(at.name)
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE _held AS {_held(stored)}")
    gone = connection.execute(
        f"SELECT DISTINCT file FROM _held ANTI JOIN _fresh ON {same}"  # noqa: S608 # ours
    ).fetchall()
    came = _count(connection, f"FROM _fresh ANTI JOIN _held ON {same}")
    if not gone and not came:
        return Change()
    old = _with_small(stored, {number for (number,) in gone}, came)
    listed = ", ".join(map(str, old)) or "-1"
    source = f"""
        FROM ({stored.rows_of(old)}) ANTI JOIN _touched USING (listing_key)
        UNION ALL BY NAME
        FROM _fresh ANTI JOIN (FROM _held WHERE file NOT IN ({listed})) AS _held
            ON {same}
    """
    return Change(list(_written(connection, at, source)), _removed(stored, old))


def _held(stored: Stored) -> str:
    """Return the query for the stored rows of touched listings, and their files."""
    if not stored.rows:
        return f"FROM ({stored.rows_of(())}) SELECT -1 AS file, *"
    return " UNION ALL ".join(
        f"FROM ({stored.rows_of([number])}) "
        f"SEMI JOIN _touched USING (listing_key) SELECT {number} AS file, *"
        for number in range(len(stored.rows))
    )


def _with_small(stored: Stored, old: set[int], came: int) -> set[int]:
    """Add the files that are no larger than what is written anyway."""
    total = came + sum(stored.rows[number] for number in old)
    found = set(old)
    for rows, number in sorted(zip(stored.rows, range(len(stored.rows)), strict=True)):
        if number not in old and rows <= min(total, FILE_ROWS // 2):
            found.add(number)
            total += rows
    return found


def _written(
    connection: "DuckDBPyConnection", at: TablePlace, source: str
) -> Iterator[AddAction]:
    shown = ", ".join(f'"{column.name}"' for column in columns(at.name))
    keys = ", ".join(table_or_view(at.name).sort)
    for part in _APART.get(at.name, ("true",)):
        rows = _count(connection, f"FROM ({source}) WHERE {part}")
        if not rows:
            continue
        asked = f"SELECT {shown} FROM ({source}) WHERE {part} ORDER BY {keys}"  # noqa: S608 # ours
        reader = connection.sql(asked).to_arrow_reader(_BATCH_ROWS)
        most = math.ceil(rows / math.ceil(rows / FILE_ROWS))
        for table in _tables(reader, most, schema(at.name)):
            yield written(at, Part(None, table))


def _tables(
    reader: pa.RecordBatchReader, rows: int, fields: pa.Schema
) -> Iterator[pa.Table]:
    """Yield what is read in tables of `rows` rows."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in reader:
        held.append(batch)
        count += batch.num_rows
        while count >= rows:
            table = pa.Table.from_batches(held)
            yield table.slice(0, rows).cast(fields)
            held = table.slice(rows).to_batches()
            count -= rows
    if count:
        yield pa.Table.from_batches(held).cast(fields)


def _removed(stored: Stored, numbers: Collection[int]) -> list[RemoveAction]:
    if stored.table is None:
        return []
    return removals(stored.table, [stored.names[number] for number in numbers])


def _count(connection: "DuckDBPyConnection", source: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM ({source})").fetchall()  # noqa: S608 # ours
    return int(found[0][0])
