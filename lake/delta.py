"""One Delta table on local disk: append rows so that a power cut loses none.

deltalake syncs nothing, and a log that outlives its data would count lost rows as
stored. So the data files are written and synced here, then named in the log, then
the log is synced. Each append carries the last batch number of its writers (Delta's
application transactions), by which a repeated load knows what is already there.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Field, Schema, Transaction
from deltalake.transaction import AddAction, RemoveAction

from lake.columns import DAY
from lake.durable import created, sync_file, sync_folder
from lake.stats import stats
from lake.tables import TABLES, partition, schema


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one day, or of no day, that make one file."""

    day: date | None
    rows: pa.Table


def opened(path: Path) -> DeltaTable | None:
    """Return the table at `path` as it is now, or None when there is none yet."""
    if not DeltaTable.is_deltatable(str(path)):
        return None
    return DeltaTable(str(path))


def last_number(lake: Path, writer: str) -> int:
    """Return the number of the last batch of `writer` that the lake has committed."""
    batches = opened(lake / "batches")
    return (batches.transaction_version(writer) or 0) if batches else 0


def append(path: Path, rows: pa.Table, numbers: Mapping[str, int]) -> None:
    """Add `rows`, noting for each writer the last batch number they contain."""
    name = path.name
    table = _opened_or_created(path)
    before = table.version()
    actions: list[AddAction | RemoveAction] = [
        _written(path, part) for part in _parts(name, rows)
    ]
    table.create_write_transaction(
        actions,
        "append",
        table.schema(),
        [DAY.name] if partition(name) else [],
        commit_properties=CommitProperties(
            app_transactions=[
                Transaction(writer, number) for writer, number in numbers.items()
            ]
        ),
    )
    _sync_log(path, before)


def _opened_or_created(path: Path) -> DeltaTable:
    table = opened(path)
    if table is None:
        return _created(path)
    missing = set(_delta_schema(path.name).names) - {
        field.name for field in table.schema().fields
    }
    if missing:
        declared = Schema.from_arrow(_delta_schema(path.name)).fields
        table.alter.add_columns(
            [Field(f.name, f.type) for f in declared if f.name in missing]
        )
        _sync_log(path, table.version() - 1)
    return table


def _created(path: Path) -> DeltaTable:
    name = path.name
    table = DeltaTable.create(
        str(path),
        _delta_schema(name),
        partition_by=[DAY.name] if partition(name) else None,
        description=TABLES[name].comment,
        configuration={"delta.dataSkippingStatsColumns": ",".join(TABLES[name].sort)},
    )
    _sync_log(path, -1)
    sync_folder(path)
    sync_folder(path.parent)
    return table


def _delta_schema(name: str) -> pa.Schema:
    day = partition(name)
    fields = schema(name)
    return fields.append(pa.field(day.name, day.type)) if day else fields


def _parts(name: str, rows: pa.Table) -> Iterator[Part]:
    table = TABLES[name]
    ordered = rows.sort_by([(column, "ascending") for column in table.sort])
    if table.partition is None:
        yield Part(None, ordered)
        return
    days = ordered.column(table.partition).cast(DAY.type)
    found = sorted(pc.unique(days).to_pylist())
    if len(found) == 1:
        yield Part(found[0], ordered)
        return
    for day in found:
        yield Part(day, ordered.filter(pc.equal(days, pa.scalar(day, DAY.type))))


def _written(path: Path, part: Part) -> AddAction:
    """Write one data file, which nobody sees until the log names it."""
    values = {DAY.name: part.day.isoformat()} if part.day else {}
    folder = path.joinpath(*(f"{name}={value}" for name, value in values.items()))
    if not folder.exists():
        folder.mkdir()
        sync_folder(path)
    file = folder / f"{uuid.uuid4()}.parquet"
    with created(file) as out:
        pq.write_table(part.rows, out, compression="zstd", compression_level=3)
    sync_folder(folder)
    written = file.stat()
    return AddAction(
        path=str(file.relative_to(path)),
        size=written.st_size,
        partition_values=values,
        modification_time=int(written.st_mtime * 1000),
        data_change=True,
        stats=stats(part.rows, TABLES[path.name].sort),
    )


def _sync_log(path: Path, before: int) -> None:
    """Sync what the log has got since its version `before`."""
    log = path / "_delta_log"
    for file in log.glob("*"):
        version = file.name.partition(".")[0]
        if file.name == "_last_checkpoint" or int(version) > before:
            sync_file(file)
    sync_folder(log)
