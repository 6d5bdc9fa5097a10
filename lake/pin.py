"""Pin the lake: one small database of views over one version of every table.

It replaces the one before in one step. Who has the old one open keeps reading it, and
nobody who reads ever waits for the crawler.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lake.durable import locked, sync_file, sync_folder
from lake.extraviews import EXTRA
from lake.remote import keep
from lake.room import needing_room
from lake.snapshot import Files, snapshot
from lake.store import Lake
from lake.views import create_views

_PINNED = """
CREATE TABLE _snapshot (table_name VARCHAR, version BIGINT, whole BOOLEAN);
COMMENT ON TABLE _snapshot IS 'The version of each table that the views show.';
"""

_PIN = "INSERT INTO _snapshot SELECT unnest(?), unnest(?), unnest(?)"


@dataclass(frozen=True, slots=True)
class Pinned:
    """The database, and the version of each table that has rows."""

    path: Path
    versions: Mapping[str, int]


def pin(lake: Lake) -> Pinned:
    """Make what is committed now what people read."""
    path = lake.home / "lake.duckdb"
    beside = lake.home / "lake.duckdb.tmp"
    with locked(lake.folder / ".pin"):
        _remove(beside)
        files = snapshot(lake)
        try:
            with needing_room(beside):
                _write(beside, files)
        except BaseException:
            _remove(beside)
            raise
        sync_file(beside)
        beside.replace(path)
        sync_folder(path.parent)
    versions = {name: of.version for name, of in files.items() if of.version >= 0}
    return Pinned(path, versions)


def _write(path: Path, files: Mapping[str, Files]) -> None:
    with duckdb.connect(path) as connection:
        # In one transaction: a hundred small ones are a hundred waits for the disk.
        connection.begin()
        create_views(connection, files, comments=True)
        for extra in EXTRA:
            connection.execute(extra.sql + ";" + extra.comments)
        keep(connection, files)
        connection.execute(_PINNED)
        rows = [(name, of.version, of.whole) for name, of in files.items()]
        # One statement: a statement a row took a quarter of what all views take.
        connection.execute(_PIN, [list(column) for column in zip(*rows, strict=True)])
        connection.commit()


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}.wal"):
        path.with_name(name).unlink(missing_ok=True)
