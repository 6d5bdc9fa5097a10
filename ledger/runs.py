"""Lineage: every run of a stage from its start on, also of one that never came back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    case,
    func,
    insert,
    select,
    update,
)

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
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What a run is a step of, and the tables that it reads and writes."""

    of: str | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


ALONE = Part()


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
    part_of: str | None = None
    failed: int | None = None
    reads: list[str] | None = None
    writes: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A run that is no part of another, and how many steps it had."""

    run: Run
    steps: int
    steps_failed: int
    rows_out: int


def start(
    connection: Connection,
    stage: str,
    now: datetime,
    owner: str | None = None,
    part: Part = ALONE,
) -> str:
    """Note that a run begins (of this process, unless said) and name it."""
    run_id = f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    row = {
        "run_id": run_id,
        "stage": stage,
        "owner": owner or this_process(),
        "started_at": now,
        "status": "running",
        "part_of": part.of,
        "reads": list(part.reads),
        "writes": list(part.writes),
    }
    connection.execute(insert(runs), row)
    return run_id


def end(connection: Connection, run_id: str, outcome: Outcome, now: datetime) -> Run:
    """Note how a run ended; returns all that is known of it."""
    own = update(runs).where(runs.c.run_id == run_id, runs.c.status == "running")
    ended = own.values(
        ended_at=now,
        rows_in=outcome.rows_in,
        rows_out=outcome.rows_out,
        status=outcome.status,
        error=outcome.error,
        failed=outcome.failed,
    )
    row = connection.execute(ended.returning(runs)).first()
    if row is None:
        raise RunUnknown(
            f"no run {run_id!r} is running: it was never started, has ended, or was"
            " given up as lost"
        )
    return Run(*row)


def recent(
    connection: Connection, limit: int = 20, stage: str | None = None
) -> list[Run]:
    """List runs, of one stage or all, the latest start first."""
    order = runs.c.started_at.desc(), runs.c.run_id.desc()
    wanted = select(runs).order_by(*order).limit(limit)
    if stage is not None:
        wanted = wanted.where(runs.c.stage == stage)
    return [Run(*row) for row in connection.execute(wanted)]


def wholes(connection: Connection, limit: int = 20) -> list[Whole]:
    """List the runs that are no part of others, the latest start first."""
    step = runs.alias("step")
    order = runs.c.started_at.desc(), runs.c.run_id.desc()
    rows = connection.execute(
        select(
            *runs.c,
            func.count(step.c.run_id),
            func.coalesce(func.sum(case((_is_bad(step), 1), else_=0)), 0),
            func.coalesce(func.sum(step.c.rows_out), runs.c.rows_out, 0),
        )
        .outerjoin_from(runs, step, step.c.part_of == runs.c.run_id)
        .where(runs.c.part_of.is_(None))
        .group_by(*runs.c)
        .order_by(*order)
        .limit(limit)
    )
    return [
        Whole(Run(*row[:-3]), *(int(figure) for figure in row[-3:])) for row in rows
    ]


def find(connection: Connection, name: str) -> Run:
    """Return the run called `name`, or whose name ends so; `last` is the latest whole."""
    if name == "last":
        found = [one.run for one in wholes(connection, 1)]
    else:
        own = runs.c.run_id.endswith(name, autoescape=True)
        found = [
            Run(*row) for row in connection.execute(select(runs).where(own).limit(2))
        ]
    if len(found) != 1:
        many = "several runs are" if found else "no run is"
        raise RunUnknown(f"{many} called {name!r}; `harvestman runs` lists them")
    return found[0]


def steps_of(connection: Connection, run_id: str) -> list[Run]:
    """List the steps of a run, the first one first."""
    order = runs.c.started_at, runs.c.run_id
    rows = connection.execute(
        select(runs).where(runs.c.part_of == run_id).order_by(*order)
    )
    return [Run(*row) for row in rows]


def unread(connection: Connection) -> int:
    """Return how many pages were crawled since those before them were last read."""
    last = select(runs).order_by(runs.c.run_id.desc()).limit(_LATE).subquery()
    read = select(func.max(last.c.started_at)).where(
        last.c.stage == "extract", last.c.status == "done"
    )
    read_at = connection.execute(read).scalar()
    crawled = select(func.coalesce(func.sum(last.c.rows_out), 0)).where(
        last.c.stage == "crawl"
    )
    if read_at is not None:
        crawled = crawled.where(last.c.ended_at > read_at)
    return int(connection.execute(crawled).scalar_one())


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


def _is_bad(run: FromClause) -> ColumnElement[bool]:
    return run.c.status.in_(("failed", "lost"))
