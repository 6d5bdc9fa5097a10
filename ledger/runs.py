"""Lineage: every run of a stage from its start on, also of one that never came back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from ledger.errors import RunUnknown
from ledger.processes import may_run, this_process
from ledger.tables import runs

# Days of a home that runs all stages every quarter of an hour: what ran before is stale.
_LATE = 5_000

Status = Literal["running", "done", "failed", "lost"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    status: Literal["done", "failed"]
    rows_in: int = 0
    rows_out: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run; what has not ended has no outcome yet."""

    run_id: str
    stage: str
    owner: str
    started_at: datetime
    ended_at: datetime | None
    rows_in: int | None
    rows_out: int | None
    status: Status
    error: str | None


def start(
    connection: Connection, stage: str, now: datetime, owner: str | None = None
) -> str:
    """Note that a run begins (of this process, unless said) and name it."""
    run_id = f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    row = {
        "run_id": run_id,
        "stage": stage,
        "owner": owner or this_process(),
        "started_at": now,
        "status": "running",
    }
    connection.execute(insert(runs), row)
    return run_id


def end(connection: Connection, run_id: str, outcome: Outcome, now: datetime) -> None:
    """Note how a run ended."""
    own = update(runs).where(runs.c.run_id == run_id, runs.c.status == "running")
    ended = own.values(
        ended_at=now,
        rows_in=outcome.rows_in,
        rows_out=outcome.rows_out,
        status=outcome.status,
        error=outcome.error,
    )
    if connection.execute(ended).rowcount != 1:
        raise RunUnknown(
            f"no run {run_id!r} is running: it was never started, has ended, or was"
            " given up as lost"
        )


def recent(connection: Connection, limit: int = 20) -> list[Run]:
    """List runs, the latest start first."""
    order = runs.c.started_at.desc(), runs.c.run_id.desc()
    rows = connection.execute(select(runs).order_by(*order).limit(limit))
    return [Run(*row) for row in rows]


def last_of_each(connection: Connection) -> list[Run]:
    """List the last run of each stage, the latest first."""
    # Names begin with the time, so their index finds the latest without all others.
    rows = connection.execute(select(runs).order_by(runs.c.run_id.desc()).limit(_LATE))
    last: dict[str, Run] = {}
    for row in rows:
        last.setdefault(row.stage, Run(*row))
    return list(last.values())


def abandoned(
    connection: Connection, now: datetime, runs_on: Callable[[str], bool] = may_run
) -> list[Run]:
    """Mark the runs as lost whose owner has died, and list them."""
    unended = select(runs).where(runs.c.status == "running").order_by(runs.c.started_at)
    lost = [row.run_id for row in connection.execute(unended) if not runs_on(row.owner)]
    facts = {"status": "lost", "ended_at": now, "error": "its process is gone"}
    marked = connection.execute(
        update(runs)
        .where(runs.c.run_id.in_(lost), runs.c.status == "running")
        .values(facts)
        .returning(runs)
    )
    return sorted((Run(*row) for row in marked), key=lambda run: run.started_at)
