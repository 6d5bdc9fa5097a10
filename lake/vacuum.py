"""Vacuum: files that nobody can still be reading are removed.

What stays: the files of the newest version of each table, of the noted one, of the one
that lake.duckdb shows, and of every version that was current less than `history_days`
ago. A file that no version names may be one that is about to be committed, so it goes
by its age alone. (The library's own full vacuum removes it beside a running append.)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import duckdb
import structlog
from deltalake.exceptions import DeltaError

from lake.clock import utc_now
from lake.datafiles import data_files
from lake.durable import locked
from lake.errors import LakeError, PinBroken
from lake.notes import noted
from lake.sql import scratch
from lake.store import Lake
from lake.tables import TABLES, VIEWS
from lake.warcrewrite import drop
from lake.warcvacuum import unnamed_warc_files

if TYPE_CHECKING:
    from deltalake import DeltaTable

log = structlog.get_logger()
_MILLISECONDS = 1000
# Longer than any write of files that are committed when all of them are there.
_IN_FLIGHT = timedelta(days=1)
# How long Delta keeps its log by default.
_LOG = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Unneeded:
    """One file that can go."""

    name: str
    bytes: int
    remove: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What was removed; `skipped` tables show a version whose log is gone."""

    files: int = 0
    bytes: int = 0
    skipped: tuple[str, ...] = ()


def vacuum(
    lake: Lake,
    *,
    dry_run: bool = False,
    now: Callable[[], datetime] = utc_now,
    step: Callable[[str], None] = lambda name: None,
) -> Vacuumed:
    """Remove the files of tables and bodies that nobody needs or lately needed."""
    with locked(lake.folder / ".compact"), locked(lake.folder / ".pin"):
        shown = versions_in_use(lake)
        files, skipped = _unneeded(lake, shown, now())
        for file in () if dry_run else files:
            file.remove()
            step(f"removed {file.name}")
        for name in () if dry_run else set(shown) - set(skipped):
            _shorten_log(lake, name, shown[name], now())
            step(f"shortened {name}")
    done = Vacuumed(len(files), sum(file.bytes for file in files), tuple(skipped))
    if not dry_run:
        log.info("lake.vacuumed", files=done.files, bytes=done.bytes, skipped=skipped)
    return done


def versions_in_use(lake: Lake) -> dict[str, set[int]]:
    """Return the noted and the pinned version of each table."""
    found: dict[str, set[int]] = {}
    notes = noted(lake, lake.table("batches"))
    known = [*((name, of.version) for name, of in notes.items()), *_pinned(lake)]
    for name, version in known:
        if version >= 0:
            found.setdefault(name, set()).add(version)
    return found


def _pinned(lake: Lake) -> list[tuple[str, int]]:
    path = lake.home / "lake.duckdb"
    if not path.exists():
        return []
    with scratch(lake) as connection:
        try:
            quoted = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS pinned (READ_ONLY)")
            return connection.execute(
                "SELECT table_name, version FROM pinned._snapshot"
            ).fetchall()
        except duckdb.Error as error:
            raise PinBroken(
                f"{path} does not say which versions it shows ({error}); "
                "harvestman lake pin makes it anew"
            ) from error


def _unneeded(
    lake: Lake, shown: dict[str, set[int]], now: datetime
) -> tuple[list[Unneeded], list[str]]:
    found: list[Unneeded] = []
    skipped = []
    for name in (*TABLES, *VIEWS):
        try:
            found += _unneeded_of(lake, name, shown.get(name, set()), now)
        except (DeltaError, LakeError):
            skipped.append(name)
    if "bodies" not in skipped:
        for path in unnamed_warc_files(lake, shown.get("bodies", set()), now):
            gone = partial(drop, lake.home, path.name)
            found.append(Unneeded(path.name, path.stat().st_size, gone))
    return found, skipped


def _unneeded_of(
    lake: Lake, name: str, shown: set[int], now: datetime
) -> Iterator[Unneeded]:
    table = lake.table(name)
    if table is None:
        return
    at = lake.place.table(name)
    days = timedelta(days=lake.settings.history_days)
    lately = version_at(table, now - days)
    versions = {table.version(), *shown} | ({lately} if lately is not None else set())
    kept = {
        file.path
        for version in versions
        for file in data_files(lake.table(name, version))
    }
    before = (now - days - _IN_FLIGHT).timestamp()
    for file in at.stored():
        is_data = file.endswith(".parquet") and not file.startswith(("_", "."))
        if is_data and file not in kept and at.modified(file) < before:
            yield Unneeded(f"{name}/{file}", at.size(file), partial(at.remove, file))


def version_at(table: "DeltaTable", moment: datetime) -> int | None:
    """Return the version that was current at `moment`; None before the first."""
    # History numbers the newest commits as if the table, once opened, were the newest.
    version, history = -1, []
    while version != table.version():
        version, history = table.version(), table.history()
        table.update_incremental()
    for entry in history:
        if entry["timestamp"] <= moment.timestamp() * _MILLISECONDS:
            return int(entry["version"])
    return None


def _shorten_log(lake: Lake, name: str, shown: set[int], now: datetime) -> None:
    """Let Delta drop the oldest part of its log, unless a version there is shown."""
    table = lake.table(name)
    first = version_at(table, now - _LOG) if table else None
    if table and first is not None and all(version >= first for version in shown):
        table.cleanup_metadata()
