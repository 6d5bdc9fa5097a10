"""Keep the derived tables: recompute the listings that were touched since the last time.

    position of the tables -> batches after it -> listings touched -> their rows anew

Reading and writing files hinders nobody; only the commits hold the loader's lock. Each
commit says up to which position its table is true, and readers see all tables change
together, by the note at the end. So a refresh that died is followed by one that starts
from what it had committed, and in between the views are as exact as ever.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog
from deltalake.exceptions import CommitFailedError

from lake.delta import Change, commit
from lake.durable import locked
from lake.errors import LakeBusy
from lake.kept import compute, is_touched, touched_steps
from lake.keptfiles import Stored, changed, rebuilt
from lake.notes import POSITION, note
from lake.prices import own_steps, rows, steps
from lake.room import needing_room
from lake.snapshot import Files, newest, snapshot
from lake.sql import scratch
from lake.store import Lake
from lake.tables import VIEWS, columns
from lake.touched import READ
from lake.views import create_views, kept

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = structlog.get_logger()

_HEAD = "SELECT coalesce(max(position), 0) FROM batches"
# In this order most of the steps are soon done with, and their memory is free again.
_DONE = {
    "listing_pages": ("_page", "_key", "_origin", "_other"),
    "price_history": ("_price", "_change"),
    "offers_latest": ("_checked", "_newest"),
}


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many listings were computed again, and up to where the tables are true."""

    listings: int
    position: int


def refresh(
    lake: Lake, *, whole: bool = False, step: Callable[[str], None] = lambda name: None
) -> Refreshed:
    """Bring the derived tables up to date; `whole` computes every row of them anew.

    It waits for the loader's lock, so whoever calls this does not hold it.
    """
    spill = lake.folder / ".spill"
    with (
        locked(lake.folder / ".refresh"),
        needing_room(spill),
        scratch(lake) as connection,
    ):
        done = _refreshed(lake, connection, whole, step)
    if done.listings:
        log.info("lake.refreshed", listings=done.listings, position=done.position)
    return done


def _refreshed(
    lake: Lake,
    connection: "DuckDBPyConnection",
    whole: bool,
    step: Callable[[str], None],
) -> Refreshed:
    noted = snapshot(lake)
    tables = {name: Stored.of(name, *newest(lake, name)) for name in VIEWS}
    files = {**noted, **{name: stored.files for name, stored in tables.items()}}
    create_views(connection, files, comments=False, only=READ)
    ((head,),) = connection.execute(_HEAD).fetchall()
    if not head:
        return Refreshed(0, 0)
    stored = kept(files)
    # What no note names is of no use, even if it is there: see what erases.
    whole = whole or not kept(noted).is_whole or not stored.is_whole
    if not whole and not is_touched(connection, stored.position):
        _catch_up(lake, {name: (noted[name], files[name]) for name in VIEWS})
        return Refreshed(0, head)
    if not whole:
        compute(connection, touched_steps(stored))
    compute(connection, steps(touched=not whole))
    counted = "_listing" if whole else "_touched"
    ((listings,),) = connection.execute(f"SELECT count(*) FROM {counted}").fetchall()  # noqa: S608 # ours
    changes = {}
    for name in _DONE:
        change = _change(connection, lake, tables[name], whole=whole)
        changes[name] = replace(change, numbers={POSITION: head})
        step(f"wrote {name}")
    _commit(lake, tables, changes, step)
    return Refreshed(listings, head)


def _catch_up(lake: Lake, tables: Mapping[str, tuple[Files, Files]]) -> None:
    """Let readers see what a refresh had committed that died before it could say so."""
    behind = {
        name: now.version
        for name, (seen, now) in tables.items()
        if seen.version < now.version
    }
    if behind:
        with locked(lake.folder / ".loader"):
            note(lake, behind)


def _change(
    connection: "DuckDBPyConnection", lake: Lake, stored: Stored, *, whole: bool
) -> Change:
    """Compute the rows of one table, and write what becomes of its files."""
    name = stored.name
    compute(connection, own_steps(name))
    shown = ", ".join(f'"{column.name}"' for column in columns(name))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE _fresh AS SELECT {shown} FROM ({rows(name)})"  # noqa: S608 # ours
    )
    for done in _DONE[name]:
        connection.execute(f"DROP TABLE {done}")
    write = rebuilt if whole else changed
    return write(connection, lake.place.table(name), stored)


def _commit(
    lake: Lake,
    tables: Mapping[str, Stored],
    changes: Mapping[str, Change],
    step: Callable[[str], None],
) -> None:
    """Commit table by table, and then let readers see all of it."""
    versions = {}
    with locked(lake.folder / ".loader"):
        for name, change in changes.items():
            at = lake.place.table(name)
            try:
                versions[name] = commit(at, change, tables[name].table).version
            except CommitFailedError as error:
                raise LakeBusy(
                    f"{at.uri}: somebody else brought it up to date meanwhile "
                    f"({error}); nothing is lost, run the command again"
                ) from error
            step(f"committed {name}")
        note(lake, versions)
        step("noted")
