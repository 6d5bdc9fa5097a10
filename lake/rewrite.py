"""Some files of a table, written anew as few large ones: for compaction and erasing.

New files are written beside the old ones, which takes as long as it takes and hinders
nobody. Then one commit a table puts them in the place of the old ones, and one note
lets readers see all of it at once. Rows stream through a sort that spills to disk.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, RemoveAction

from lake.bounds import joined
from lake.datafile import ROW_GROUP, open_datafile
from lake.datafiles import DataFile, data_files, see
from lake.delta import Change, commit, removals
from lake.notes import metadata, note, noted
from lake.parts import added, new_file
from lake.place import TablePlace
from lake.room import needing_room
from lake.stats import stats
from lake.store import Lake
from lake.tables import TABLES, columns, schema, table_or_view

if TYPE_CHECKING:
    from datetime import date

    from deltalake import DeltaTable

ALL_ROWS = "FROM rows"
# The application transaction that counts rewrites. Delta lets two homes that share a
# place put two files in the place of one; of two such transactions it refuses one.
REWRITES = ".rewrites"
_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """New files, which nobody sees yet, and the old ones whose place they take."""

    name: str
    old: tuple[DataFile, ...]
    adds: tuple[AddAction, ...]
    rows: int
    """How many rows the new files hold."""
    moved: bool
    """Whether the rows are the same, only in other files."""

    @property
    def dropped(self) -> int:
        """How many rows of the old files are not in the new ones."""
        return sum(file.rows for file in self.old) - self.rows

    @property
    def bytes(self) -> int:
        """How large the new files are."""
        return sum(add.size for add in self.adds)


def rewritten(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    name: str,
    files: Sequence[DataFile],
    query: str = ALL_ROWS,
) -> Rewritten:
    """Write what `query` gives of the rows of `files` as new sorted files.

    `connection` is `scratch(lake)`. `query` sees the rows of one day at a time.
    """
    at = lake.place.table(name)
    adds: list[AddAction] = []
    rows = 0
    try:
        with needing_room(lake.folder / ".spill"):
            for part in _parts(
                connection, at, files, query, lake.settings.compact_rows
            ):
                for add, count in _written(connection, at, part):
                    adds.append(add)
                    rows += count
    except BaseException:
        _remove(at, adds)
        raise
    return Rewritten(name, tuple(files), tuple(adds), rows, query == ALL_ROWS)


def replace(
    lake: Lake,
    changes: Sequence[Rewritten],
    step: Callable[[str], None] = lambda name: None,
) -> bool:
    """Put the new files in the place of the old ones, for readers in one step.

    Whoever calls this holds the loader's lock. False when an old file is no longer
    current: then its new ones are gone, and the caller starts again.
    """
    tables = {change.name: lake.table(change.name) for change in changes}
    if not all(_are_current(tables[change.name], change) for change in changes):
        for change in changes:
            discard(lake, change)
        return False
    # The note is a commit on `batches` too, so a new `batches` is whole before it.
    changes = sorted(changes, key=lambda change: change.name != "batches")
    versions: dict[str, int] = {}
    for change in changes:
        try:
            versions[change.name] = _replaced(lake, change, tables[change.name])
            step(f"committed {change.name}")
        except CommitFailedError:
            # A rewrite by another home came first, or only the answer got lost.
            now = lake.table(change.name)
            if now and change.adds and _holds(now, {of.path for of in change.adds}):
                versions[change.name] = now.version()
            else:
                discard(lake, change)
    if to_note := {name: versions[name] for name in versions if name != "batches"}:
        note(lake, to_note)
    return len(versions) == len(changes)


def is_derived(name: str) -> bool:
    """Say whether the rows of a table were made by stages, whose versions count."""
    return name in TABLES and TABLES[name].derived


def discard(lake: Lake, change: Rewritten) -> None:
    """Remove new files that will not be needed."""
    _remove(lake.place.table(change.name), change.adds)


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one day and maker: their query, and how large groups and files are."""

    day: "date | None"
    query: str
    group_rows: int
    groups: int


def _parts(
    connection: duckdb.DuckDBPyConnection,
    at: TablePlace,
    files: Sequence[DataFile],
    query: str,
    most: int,
) -> Iterator[_Part]:
    ordered = sorted(files, key=lambda file: str(file.day))
    for day, found in itertools.groupby(ordered, key=lambda file: file.day):
        of_day = list(found)
        see(connection, _ROWS, at.name, [f"{at.uri}/{file.path}" for file in of_day])
        # Files and groups of one size: a short one at the end costs a read as well.
        rows = max(1, sum(file.rows for file in of_day))
        in_file = math.ceil(rows / max(1, round(rows / most)))
        groups = math.ceil(in_file / ROW_GROUP)
        in_group = math.ceil(in_file / groups)
        for maker in _makers(connection, at.name, query):
            yield _Part(day, _ordered(at.name, query, maker), in_group, groups)


def _makers(
    connection: duckdb.DuckDBPyConnection, name: str, query: str
) -> list[tuple[str, int] | None]:
    """Return who made the rows: a file of one maker needs no filter when it is read."""
    if not is_derived(name):
        return [None]
    asked = f"FROM ({query}) SELECT DISTINCT maker, maker_version ORDER BY ALL"
    return list(connection.execute(asked).fetchall())


def _ordered(name: str, query: str, maker: tuple[str, int] | None) -> str:
    shown = ", ".join(f'"{column.name}"' for column in columns(name))
    keys = ", ".join(f'"{key}"' for key in table_or_view(name).sort)
    of = ""
    if maker is not None:
        quoted = maker[0].replace("'", "''")
        of = f" WHERE maker = '{quoted}' AND maker_version = {maker[1]}"
    return f"FROM ({query}) SELECT {shown}{of} ORDER BY {keys}"


def _written(
    connection: duckdb.DuckDBPyConnection, at: TablePlace, part: _Part
) -> Iterator[tuple[AddAction, int]]:
    reader = connection.sql(part.query).to_arrow_reader(ROW_GROUP)
    groups = _row_groups(reader, schema(at.name), part.group_rows)
    for first in groups:
        rest = itertools.islice(groups, part.groups - 1)
        yield _file(at, part, first, rest)


def _file(
    at: TablePlace, part: _Part, first: pa.Table, rest: Iterator[pa.Table]
) -> tuple[AddAction, int]:
    table = table_or_view(at.name)
    file = new_file(at.name, part.day)
    most = part.group_rows * part.groups
    facts, rows = [], 0
    with (
        at.create(file) as out,
        open_datafile(out, table, first.schema, most, first) as data,
    ):
        for group in itertools.chain([first], rest):
            data.write_table(group, row_group_size=ROW_GROUP)
            facts.append(stats(group, table.keys))
            rows += group.num_rows
    return added(at, file, part.day, joined(facts)), rows


def _row_groups(
    batches: pa.RecordBatchReader, fields: pa.Schema, rows: int
) -> Iterator[pa.Table]:
    """Yield the rows in tables of a row group each."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        while count >= rows:
            table = pa.Table.from_batches(held)
            yield table.slice(0, rows).cast(fields)
            held = table.slice(rows).to_batches()
            count -= rows
    if count:
        yield pa.Table.from_batches(held).cast(fields)


def _are_current(table: "DeltaTable | None", change: Rewritten) -> bool:
    if table is None:
        return not change.old
    return _holds(table, {file.path for file in change.old})


def _holds(table: "DeltaTable", paths: set[str]) -> bool:
    return paths <= {file.path for file in data_files(table)}


def _replaced(lake: Lake, change: Rewritten, table: "DeltaTable | None") -> int:
    # Who follows the table's changes needs not read rows again that only moved.
    changed = not change.moved
    for add in change.adds:
        add.data_change = changed
    old = removals(table, [file.path for file in change.old]) if table else []
    gone = [RemoveAction(of.path, changed, of.deletion_timestamp) for of in old]
    of_all = metadata(noted(lake, table)) if change.name == "batches" else {}
    count = (table.transaction_version(REWRITES) or 0) if table else 0
    done = Change(change.adds, gone, {REWRITES: count + 1}, of_all)
    return commit(lake.place.table(change.name), done, table).version


def _remove(at: TablePlace, adds: Sequence[AddAction]) -> None:
    for add in adds:
        at.remove(add.path)
