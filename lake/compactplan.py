"""What a compaction would do: which files it merges, which it drops."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lake.clock import utc_now
from lake.datafiles import DataFile, data_files
from lake.outdated import Outdated, expired, find_newest, outdated_rows
from lake.rewrite import is_derived
from lake.runs import is_small, mergeable
from lake.sql import scratch
from lake.store import Lake
from lake.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Tables that are kept from others are laid out by who keeps them (derive.py).
EVERY = tuple(TABLES)
# A large file is not written again for less than this part of its rows.
_WORTH = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with one table: files to merge, and files to drop."""

    name: str
    merge: tuple[DataFile, ...]
    drop: tuple[DataFile, ...]
    outdated: int

    @property
    def files(self) -> tuple[DataFile, ...]:
        """All files whose place others take, or none."""
        return (*self.merge, *self.drop)

    @property
    def rows(self) -> int:
        """How many rows are to be read."""
        return sum(file.rows for file in self.merge)

    @property
    def dropped(self) -> int:
        """How many rows will go."""
        return self.outdated + sum(file.rows for file in self.drop)


def plans(
    lake: Lake,
    *,
    tables: Collection[str] = EVERY,
    now: Callable[[], datetime] = utc_now,
) -> list[Plan]:
    """Return what a compaction would do now."""
    with scratch(lake) as connection:
        return planned(connection, lake, tables, now())


def planned(
    connection: "DuckDBPyConnection",
    lake: Lake,
    tables: Collection[str],
    now: datetime,
) -> list[Plan]:
    """Return what is to be done, and fill the table `newest` of `connection`."""
    find_newest(connection, lake, now)
    found = []
    for name in tables:
        files = data_files(lake.table(name))
        if plan := _plan(connection, lake, name, files, now):
            found.append(plan)
    return found


def _plan(
    connection: "DuckDBPyConnection",
    lake: Lake,
    name: str,
    files: Sequence[DataFile],
    now: datetime,
) -> Plan | None:
    old = expired(lake, name, files, now)
    kept = [file for file in files if file.path not in old]
    outdated = outdated_rows(connection, lake, name, kept, now)
    rows = lake.settings.compact_rows
    worth = {
        file.path
        for file in kept
        if file.path in outdated and _is_worth(file, outdated[file.path], rows)
    }
    merge = worth | mergeable(kept, rows=rows, by_maker=is_derived(name))
    plan = Plan(
        name,
        tuple(file for file in kept if file.path in merge),
        tuple(file for file in files if file.path in old),
        sum(outdated[path].rows for path in merge & outdated.keys()),
    )
    return plan if plan.files else None


def _is_worth(file: DataFile, outdated: Outdated, rows: int) -> bool:
    """Say whether a file is written anew for what is outdated in it."""
    # What nobody may read any more has to go some day from a large file too.
    return outdated.late or is_small(file, rows) or outdated.rows > _WORTH * file.rows
