"""One Delta table: what it is now, and commits that a power cut cannot undo.

deltalake syncs nothing, and a log that outlives its data would count lost rows as
stored. So the data files are written and synced first (parts.py), then named in the
log, then the log is synced. Each append carries the last batch number of its writers
(Delta's application transactions), by which a repeated load knows what is there.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Field, Schema, Transaction
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from lake.columns import DAY
from lake.parts import parts, written
from lake.place import Place, TablePlace
from lake.tables import partition, schema, table_or_view

# Each writer's number is asked of the log, so a log of many commits is not read whole.
_CHECKPOINT_EVERY = "50"
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Committed:
    """The version a commit made; alone, when nobody else committed meanwhile."""

    version: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit does: files that come, files that go, and what it notes."""

    adds: Sequence[AddAction] = ()
    gone: Sequence[RemoveAction] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)


def opened(at: TablePlace, version: int | None = None) -> DeltaTable | None:
    """Return the table as it is now, or was at `version`; None before its first row."""
    with at.reaching():
        try:
            return DeltaTable(at.uri, version, at.options)
        except TableNotFoundError:
            return None


def ready(at: TablePlace) -> DeltaTable:
    """Return the table as it is now, made where it was missing."""
    return _evolved(at, opened(at) or _created(at))


def last_number(place: Place, writer: str) -> int:
    """Return the number of the last batch of `writer` that the lake has committed."""
    batches = opened(place.table("batches"))
    return (batches.transaction_version(writer) or 0) if batches else 0


def append(
    at: TablePlace,
    rows: pa.Table,
    numbers: Mapping[str, int],
    table: DeltaTable | None = None,
) -> Committed:
    """Add `rows`, noting for each writer the last batch number they contain."""
    adds = [written(at, part) for part in parts(at.name, rows)]
    return commit(at, Change(adds, numbers=numbers), table)


def commit(
    at: TablePlace, change: Change, table: DeltaTable | None = None
) -> Committed:
    """Commit `change`, whose files are written; `table` spares opening it again."""
    with at.reaching():
        if table is None:
            table = ready(at)
        elif change.adds:
            # Not without a file that has the new columns: views would ask for them.
            table = _evolved(at, table)
        return _commit(at, change, table)


def _commit(at: TablePlace, change: Change, table: DeltaTable) -> Committed:
    before = table.version()
    table.create_write_transaction(
        [*change.adds, *change.gone],
        "append",
        table.schema(),
        [DAY.name] if partition(at.name) else [],
        commit_properties=CommitProperties(
            custom_metadata=dict(change.note) or None,
            app_transactions=[Transaction(*of) for of in change.numbers.items()],
        ),
    )
    table.update_incremental()
    at.sync_log(before, table.version())
    return Committed(table.version(), table.version() == before + 1)


def removals(table: DeltaTable, files: Sequence[str]) -> list[RemoveAction]:
    """Return what a commit says to remove `files`, named relative to the table."""
    now = int(time.time() * _MILLISECONDS)
    return [RemoveAction(file, True, now) for file in files]


def configuration(name: str) -> dict[str, str]:
    """Return what Delta is to know of the table `name` beside its columns."""
    return {
        "delta.dataSkippingStatsColumns": ",".join(table_or_view(name).keys),
        "delta.checkpointInterval": _CHECKPOINT_EVERY,
    }


def _evolved(at: TablePlace, table: DeltaTable) -> DeltaTable:
    """Add the columns that have been declared since the table was made."""
    known = {field.name for field in table.schema().fields}
    declared = Schema.from_arrow(_delta_schema(at.name)).fields
    missing = [Field(f.name, f.type) for f in declared if f.name not in known]
    if missing:
        before = table.version()
        table.alter.add_columns(missing)
        table.update_incremental()
        at.sync_log(before, table.version())
    return table


def _created(at: TablePlace) -> DeltaTable:
    try:
        return _create(at)
    except DeltaError:
        # Another home that shares the place was first.
        if table := opened(at):
            return table
        raise


def _create(at: TablePlace) -> DeltaTable:
    table = DeltaTable.create(
        at.uri,
        _delta_schema(at.name),
        partition_by=[DAY.name] if partition(at.name) else None,
        description=table_or_view(at.name).comment,
        storage_options=at.options,
        configuration=configuration(at.name) | at.configuration,
        # Tried again after another home's, it would be that table's second beginning.
        commit_properties=CommitProperties(max_commit_retries=0),
    )
    at.sync_log(-1, table.version())
    return table


def _delta_schema(name: str) -> pa.Schema:
    day = partition(name)
    fields = schema(name)
    return fields.append(pa.field(day.name, day.type)) if day else fields
