"""A lake of an older layout becomes one of today's when it is opened.

Format 1 split `pages` and `offers` by day. A table that is no longer split is written
anew as a whole, and one commit puts the new files, and the new layout, in the place of
the old. A kill before that commit changes nothing; one after it has changed all.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from deltalake import Schema
from deltalake.transaction import create_table_with_add_actions

from lake.datafiles import data_files
from lake.delta import configuration, opened
from lake.notes import note
from lake.rewrite import rewritten
from lake.sql import scratch
from lake.tables import TABLES, partition, schema

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from lake.store import Lake

log = structlog.get_logger()


def upgrade(lake: "Lake") -> None:
    """Bring every table to today's layout; whoever calls this holds the loader's lock."""
    versions = {}
    for name in TABLES:
        table = lake.table(name)
        if table is None:
            continue
        if table.metadata().partition_columns and partition(name) is None:
            versions[name] = _joined(lake, name, table)
        elif _lacks(table, name):
            versions[name] = _configured(lake, name, table)
    versions.pop("batches", None)
    if versions:
        note(lake, versions)
        log.info("lake.upgraded", tables=sorted(versions))


def _joined(lake: "Lake", name: str, table: "DeltaTable") -> int:
    """Write the files of all days as files of no day; return the new version."""
    at = lake.place.table(name)
    files = [replace(file, day=None) for file in data_files(table)]
    with scratch(lake) as connection:
        new = rewritten(connection, lake, name, files)
    create_table_with_add_actions(
        at.uri,
        Schema.from_arrow(schema(name)),
        [replace(add, data_change=False) for add in new.adds],
        mode="overwrite",
        partition_by=[],
        description=TABLES[name].comment,
        configuration=configuration(name),
        storage_options=at.options,
    )
    after = opened(at)
    version = after.version() if after else -1
    at.sync_log(table.version(), version)
    return version


def _lacks(table: "DeltaTable", name: str) -> bool:
    return not configuration(name).items() <= table.metadata().configuration.items()


def _configured(lake: "Lake", name: str, table: "DeltaTable") -> int:
    """Let the log tell bounds of the columns that are keys today."""
    before = table.version()
    table.alter.set_table_properties(configuration(name))
    table.update_incremental()
    lake.place.table(name).sync_log(before, table.version())
    return table.version()
