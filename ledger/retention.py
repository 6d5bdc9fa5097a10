"""Rows of the ledger that have had their time: sessions, carts, runs, jobs given up.

What something still refers to stays: the last run of each stage, runs that go on, and
jobs that others wait behind.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, and_, delete, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.carts.tables import carts
from ledger.hooks.tables import hook_deliveries
from ledger.tables import runs, sessions, work


@dataclass(frozen=True, slots=True)
class Before:
    """What is older than this goes."""

    now: datetime
    sessions: datetime
    runs: datetime
    parked: datetime


def old(connection: Connection, before: Before) -> dict[str, int]:
    """Count what would go."""
    return {
        table.name: connection.scalar(
            select(func.count()).select_from(table).where(wanted)
        )
        or 0
        for table, wanted in _wanted(before)
    }


def remove_old(connection: Connection, before: Before) -> dict[str, int]:
    """Remove it; return how many rows of each table went."""
    if connection.dialect.name == "sqlite":
        # What is deleted is written over in the file.
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    return {
        table.name: connection.execute(delete(table).where(wanted)).rowcount
        for table, wanted in _wanted(before)
    }


def _wanted(before: Before) -> list[tuple[Table, ColumnElement[bool]]]:
    latest = select(func.max(runs.c.run_id)).group_by(runs.c.stage)
    behind = work.alias()
    waits = and_(behind.c.key == work.c.key, behind.c.id > work.c.id)
    return [
        (
            sessions,
            or_(
                sessions.c.expires_at <= before.now,
                sessions.c.seen_at < before.sessions,
            ),
        ),
        (carts, carts.c.expires_at <= before.now),
        (hook_deliveries, hook_deliveries.c.tried_at < before.parked),
        (
            runs,
            and_(
                runs.c.status != "running",
                runs.c.started_at < before.runs,
                runs.c.run_id.not_in(latest),
            ),
        ),
        (
            work,
            and_(
                work.c.parked_at < before.parked,
                ~select(behind.c.id).where(waits).exists(),
            ),
        ),
    ]
