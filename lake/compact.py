"""Compaction: many small files become few large sorted ones, and dead rows go.

    day 1   [128 MB] [90 MB]                 large enough: left alone
    day 2   [40 KB] [38 KB] ... x 500   ->   [15 MB]

Loads go on meanwhile: files are written beside the old ones, and only the commit that
puts them in place holds the loader's lock. A large file is written anew only when a
good part of its rows is outdated. What is written once more is thus bounded.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

import structlog

from lake.clock import utc_now
from lake.compactplan import EVERY, Plan, planned
from lake.datafiles import DataFile
from lake.derive import refresh
from lake.durable import locked
from lake.load import load
from lake.notes import note, noted
from lake.outdated import still_counting
from lake.rewrite import ALL_ROWS, Rewritten, discard, replace, rewritten
from lake.sql import scratch
from lake.store import Lake
from lake.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CompactedTable:
    """What became of the files of one table; others of it were left alone."""

    name: str
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Compacted:
    """What one compaction did; `busy` are tables that others changed meanwhile."""

    tables: tuple[CompactedTable, ...] = ()
    busy: tuple[str, ...] = ()


def compact(
    lake: Lake,
    *,
    tables: Collection[str] = EVERY,
    progress: Callable[[int, int], None] = lambda done, total: None,
    now: Callable[[], datetime] = utc_now,
    step: Callable[[str], None] = lambda name: None,
) -> Compacted:
    """Merge small files and drop what no longer counts; `step` is told of each step."""
    done: list[CompactedTable] = []
    busy: list[str] = []
    with locked(lake.folder / ".compact"):
        load(lake, now=now)
        _catch_up(lake)
        step("caught up")
        refresh(lake)
        step("refreshed")
        for names in _in_turn(tables):
            for change, replaced in _compacted(lake, names, progress, now(), step):
                if replaced:
                    done.append(_result(change))
                else:
                    busy.append(change.name)
                step(f"replaced {change.name}")
    log.info("lake.compacted", tables=[of.name for of in done], busy=busy)
    return Compacted(tuple(done), tuple(busy))


def _in_turn(tables: Collection[str]) -> Iterator[list[str]]:
    """Yield which tables go together: `made` after those whose rows it books.

    Books whose rows are gone go with the next compaction, wherever a kill came. Were
    the books gone first, what still has rows would be made a second time.
    """
    yield [name for name in tables if name != "made"]
    yield [name for name in tables if name == "made"]


def _compacted(
    lake: Lake,
    names: Collection[str],
    progress: Callable[[int, int], None],
    now: datetime,
    step: Callable[[str], None],
) -> Iterator[tuple[Rewritten, bool]]:
    """Compact these tables; say of each whether its new files are in place."""
    with scratch(lake) as connection:
        todo = planned(connection, lake, names, now)
        shown = _shown(progress, sum(plan.rows for plan in todo))
        for plan in todo:
            change = _rewritten(connection, lake, plan, shown)
            step(f"wrote {plan.name}")
            with locked(lake.folder / ".loader"):
                replaced = replace(lake, [change], step)
            yield change, replaced


def _catch_up(lake: Lake) -> None:
    """Note what a compaction that died had committed: readers do not see it yet."""
    with locked(lake.folder / ".loader"):
        notes = noted(lake, lake.table("batches"))
        newest = {name: lake.table(name) for name in notes if name in TABLES}
        behind = {
            name: table.version()
            for name, table in newest.items()
            if table is not None and table.version() > notes[name].version
        }
        if behind:
            note(lake, behind)


def _rewritten(
    connection: "DuckDBPyConnection",
    lake: Lake,
    plan: Plan,
    shown: Callable[[int], None],
) -> Rewritten:
    """Write the new files, a day at a time."""
    query = still_counting(plan.name) if plan.outdated else ALL_ROWS
    total = Rewritten(plan.name, plan.drop, (), 0, not plan.dropped)
    try:
        for _, files in groupby(sorted(plan.merge, key=_day), key=_day):
            of_day = rewritten(connection, lake, plan.name, list(files), query)
            total = _sum(total, of_day)
            shown(sum(file.rows for file in of_day.old))
    except BaseException:
        discard(lake, total)
        raise
    return total


def _day(file: DataFile) -> str:
    return str(file.day)


def _sum(one: Rewritten, other: Rewritten) -> Rewritten:
    return Rewritten(
        one.name,
        (*one.old, *other.old),
        (*one.adds, *other.adds),
        one.rows + other.rows,
        one.moved and other.moved,
    )


def _shown(progress: Callable[[int, int], None], total: int) -> Callable[[int], None]:
    done = 0

    def wrote(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    return wrote


def _result(change: Rewritten) -> CompactedTable:
    return CompactedTable(
        name=change.name,
        files_before=len(change.old),
        files_after=len(change.adds),
        bytes_before=sum(file.size for file in change.old),
        bytes_after=change.bytes,
        dropped=change.dropped,
    )
