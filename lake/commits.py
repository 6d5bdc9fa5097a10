"""What one load does to the tables: rows first, `batches` last.

That last commit makes the batches count. It gives them their positions, and it notes
the version of every table that holds their rows.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa
from deltalake.exceptions import CommitFailedError

from lake.delta import Change, append, commit, ready
from lake.errors import LakeBusy
from lake.homes import check_ours
from lake.notes import (
    POSITION,
    TRIES,
    Noted,
    Notes,
    looked_into,
    merged,
    metadata,
    noted,
)
from lake.parts import parts, written
from lake.spoolfile import Batch
from lake.store import Lake
from lake.tables import TABLES, schema

if TYPE_CHECKING:
    from deltalake import DeltaTable

# As many appends wait for the disk together; each holds the rows of its table.
_AT_ONCE = 4
# The version of a table that holds one append: it is made empty.
_FIRST = 1
_T = TypeVar("_T")


def fresh(held: "DeltaTable | None", batches: list[Batch]) -> list[Batch]:
    """Leave out the batches that the table already has."""
    if held is None:
        return batches
    writers = {batch.about.writer for batch in batches}
    last = {writer: held.transaction_version(writer) or 0 for writer in writers}
    return [batch for batch in batches if batch.about.number > last[batch.about.writer]]


def append_all(
    lake: Lake, before: Notes, batches: list[Batch], step: Callable[[str], None]
) -> Notes:
    """Append the rows of `batches` where they are not yet; return the versions."""
    touching = {
        table: [batch for batch in batches if table in batch.rows] for table in TABLES
    }
    work = {
        table: partial(
            _retried,
            lake,
            table,
            partial(_appended, lake, table, those, before.get(table)),
        )
        for table, those in touching.items()
        if those
    }
    if not work:
        return {}
    largest = max(work, key=lambda table: _bytes(table, touching[table]))
    # Most of an append is waiting for the disk, so tables do not wait for each other.
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        begun = {
            table: threads.submit(once)
            for table, once in work.items()
            if table != largest
        }
        # In this thread, whose memory is used again: a sixth of the whole time.
        done = {largest: work[largest]()}
        done.update({table: appended.result() for table, appended in begun.items()})
    for table in work:
        step(f"appended {table}")
    return done


def _bytes(table: str, batches: list[Batch]) -> int:
    return sum(batch.rows[table].nbytes for batch in batches)


def commit_all(
    lake: Lake, batches: list[Batch], versions: Notes, committed_at: datetime
) -> None:
    """Make `batches` count, whose rows lie in `versions` of their tables."""
    commit_once = partial(_commit, lake, batches, versions, committed_at)
    _retried(lake, "batches", commit_once)


def _retried(lake: Lake, table: str, work: Callable[[], _T]) -> _T:
    """Do `work` again when another home's commit came first."""
    for _ in range(TRIES):
        try:
            return work()
        except CommitFailedError as error:
            conflict = error
    raise LakeBusy(
        f"{lake.place.table(table).uri}: other loaders committed first {TRIES} "
        f"times ({conflict}); nothing is lost, load again when they are through"
    )


def _appended(
    lake: Lake, table: str, batches: list[Batch], before: Noted | None
) -> Noted:
    """Append what the table does not have; whole where nothing else is in it."""
    held = lake.table(table)
    found = held.version() if held else -1
    expected = before.version if before else -1
    known = found == expected and (before is None or before.whole)
    missing = fresh(held, batches)
    if not missing:
        return Noted(found, known)
    rows = pa.concat_tables([batch.rows[table] for batch in missing])
    done = append(lake.place.table(table), rows, _numbers(missing), held)
    # Where there was no table yet, another home may have begun it and come first.
    first = held is not None or done.version == _FIRST
    return Noted(done.version, known and done.alone and first)


def _commit(
    lake: Lake, batches: list[Batch], versions: Notes, committed_at: datetime
) -> None:
    at = lake.place.table("batches")
    held = ready(at)
    if len(fresh(held, batches)) < len(batches):
        # The try before reached the table, and only the answer got lost.
        check_ours(held, batches)
        return
    start = held.transaction_version(POSITION) or 0
    coming = [batch.about.batch_id for batch in batches]
    notes = looked_into(lake, merged(noted(lake, held), versions), coming)
    numbers = {**_numbers(batches), POSITION: start + len(batches)}
    rows = _rows(batches, start, committed_at)
    adds = [written(at, part) for part in parts("batches", rows)]
    commit(at, Change(adds, numbers=numbers, note=metadata(notes)), held)


def _rows(batches: list[Batch], start: int, committed_at: datetime) -> pa.Table:
    rows = [
        {
            "position": position,
            "rows": row_count(batch),
            "tables": sorted(batch.rows),
            "committed_at": committed_at,
            "maker": batch.about.maker,
            "maker_version": batch.about.maker_version,
            "cursor": batch.about.cursor,
            "writer": batch.about.writer,
            "batch_id": batch.about.batch_id,
            "ingested_at": batch.about.ingested_at,
        }
        for position, batch in enumerate(batches, start + 1)
    ]
    return pa.Table.from_pylist(rows, schema=schema("batches"))


def _numbers(batches: list[Batch]) -> dict[str, int]:
    # Batches of one writer follow each other, so the last one wins.
    return {batch.about.writer: batch.about.number for batch in batches}


def row_count(batch: Batch) -> int:
    """Return how many rows a batch brings, over all tables."""
    return sum(table.num_rows for table in batch.rows.values())
