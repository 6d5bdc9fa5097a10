"""Rows of a table as the data files they become: one a day, or one."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from deltalake.transaction import AddAction

from lake.clock import utc_now
from lake.columns import DAY
from lake.datafile import sorted_rows, write_datafile
from lake.place import TablePlace
from lake.stats import stats
from lake.tables import partition, schema, table_or_view


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one day, or of no day, that make one file; sorted."""

    day: date | None
    rows: pa.Table


def parts(name: str, rows: pa.Table) -> Iterator[Part]:
    """Split `rows` by day, each part sorted by the table's keys."""
    table = table_or_view(name)
    ordered = sorted_rows(table, rows)
    if partition(name) is None:
        yield Part(None, ordered)
        return
    days = ordered.column(table.partition).cast(DAY.type)
    found = sorted(pc.unique(days).to_pylist())
    if len(found) == 1:
        yield Part(found[0], ordered)
        return
    for day in found:
        yield Part(day, ordered.filter(pc.equal(days, pa.scalar(day, DAY.type))))


def new_file(name: str, day: date | None) -> str:
    """Return a name for a data file that no other file has, relative to its table.

    It ends with how many columns the file has: see `have_all_columns`.
    """
    file = f"{uuid.uuid4()}{_ending(name)}"
    return f"{DAY.name}={day.isoformat()}/{file}" if day else file


def have_all_columns(name: str, files: Iterable[str]) -> bool:
    """Say whether all files have all columns of today: their names tell.

    Columns are only ever added. Where every file has all of them, a reader looks into
    one file to know the columns of a thousand.
    """
    return all(file.endswith(_ending(name)) for file in files)


def _ending(name: str) -> str:
    return f"-{len(schema(name))}.parquet"


def added(at: TablePlace, file: str, day: date | None, facts: str) -> AddAction:
    """Return what a commit says of the written data file `file`."""
    return AddAction(
        path=file,
        size=at.size(file),
        partition_values={DAY.name: day.isoformat()} if day else {},
        modification_time=int(utc_now().timestamp() * 1000),
        data_change=True,
        stats=facts,
    )


def written(at: TablePlace, part: Part) -> AddAction:
    """Write one data file, which nobody sees until the log names it."""
    table = table_or_view(at.name)
    file = new_file(at.name, part.day)
    with at.create(file) as out:
        write_datafile(out, table, part.rows)
    return added(at, file, part.day, stats(part.rows, table.keys))
