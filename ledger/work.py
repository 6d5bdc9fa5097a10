"""Work to do: what is put commits with what caused it, and is done in order per key.

    put -> waiting -> claim -> leased -> finish: the row is gone
              ^                  |-----> fail, release, or the lease ends
              +------------------+
                                 +-----> attempts spent: parked, until retry or drop

A row keeps its place until it is done: while it waits, is leased or parked, nothing
behind it with the same key can be claimed. A worker that dies keeps its job only until
the lease ends; what it answers later is refused, as `attempts` has moved on. A job that
its owner never set to work on (ahead.py) has not spent its attempt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    UpdateBase,
    and_,
    bindparam,
    case,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from ledger.errors import LeaseLost
from ledger.locks import Lock, take
from ledger.swift import Swift
from ledger.tables import work

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Work:
    """Something to do; rows of one key are done one by one in order of their putting."""

    kind: str
    payload: Any = None
    key: str | None = None
    due_at: datetime | None = None
    max_attempts: int = ATTEMPTS


@dataclass(frozen=True, slots=True)
class Worker:
    """Who claims: a name of its own, the kinds it does and how long a job may take."""

    name: str
    kinds: Sequence[str]
    lease_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row; its owner alone may answer for it until the lease ends."""

    id: int
    kind: str
    key: str | None
    payload: Any
    attempts: int
    max_attempts: int
    owner: str
    lease_until: datetime


def put(connection: Connection, work_to_do: Work, now: datetime) -> int:
    """Put work in line, to be done once the caller's transaction has committed."""
    if work_to_do.key is not None:
        # Ids of one key must commit in their order, or a late one would jump the line.
        take(connection, Lock.WORK_KEY, work_to_do.key)
    row = {
        "kind": work_to_do.kind,
        "key": work_to_do.key,
        "payload": work_to_do.payload,
        "created_at": now,
        "due_at": work_to_do.due_at or now,
        "attempts": 0,
        "max_attempts": work_to_do.max_attempts,
    }
    return int(_PUT.run(connection, row).scalar_one())


def claim(
    connection: Connection, worker: Worker, limit: int, now: datetime
) -> list[Job]:
    """Lease what is due: at most `limit` jobs, of each key only the oldest."""
    if not worker.kinds:
        return []
    until = now + timedelta(seconds=worker.lease_s)
    facts = {"kinds": list(worker.kinds), "now": now}
    connection.execute(PARK_SPENT, facts)
    facts |= {"until": until, "owner": worker.name, "count": limit}
    rows = connection.execute(_CLAIM, facts).all()
    # RETURNING promises no order.
    jobs = sorted(rows, key=lambda row: (row.due_at, row.id))
    return [job_of(row, worker.name, until) for row in jobs]


def finish(connection: Connection, job: Job) -> None:
    """Take a job off the line, in the transaction that holds its effects."""
    _answer(connection, job, _FINISH, {})


def fail(
    connection: Connection,
    job: Job,
    error: str,
    now: datetime,
    retry_at: datetime | None = None,
) -> bool:
    """Give a job back for another try; True when it was parked instead."""
    is_given_up = retry_at is None or job.attempts >= job.max_attempts
    moved = {"parked_at": now} if is_given_up else {"due_at": retry_at}
    _answer(connection, job, _CHANGE, {"error": error, **_FREE, **moved})
    return is_given_up


def extend(connection: Connection, job: Job, lease_s: float, now: datetime) -> Job:
    """Lease a job for longer, from now on."""
    until = now + timedelta(seconds=lease_s)
    _answer(connection, job, _CHANGE, {"lease_until": until})
    return replace(job, lease_until=until)


def release(connection: Connection, job: Job) -> None:
    """Give a job back untouched; the attempt does not count."""
    _answer(connection, job, _RELEASE, _FREE)


def job_of(row: Row[Any], owner: str, until: datetime) -> Job:
    """Return the job that `owner` holds by a row of the line."""
    facts = {name: getattr(row, name) for name in JOB}
    return Job(**facts, owner=owner, lease_until=until)


def own(job: Job) -> dict[str, Any]:
    """Return what tells that a row is still this job of this owner."""
    return {"own_id": job.id, "own_attempts": job.attempts, "own_owner": job.owner}


def _answer(
    connection: Connection, job: Job, statement: UpdateBase, values: Mapping[str, Any]
) -> None:
    if connection.execute(statement, own(job) | dict(values)).rowcount != 1:
        raise LeaseLost(
            f"job {job.id} ({job.kind}) no longer belongs to {job.owner}: its lease"
            " ended and it went on without; undo what was done for it"
        )


# Built once: building a statement takes longer than SQLite takes to run it.
JOB = ("id", "kind", "key", "payload", "attempts", "max_attempts")
NOW = bindparam("now", type_=work.c.due_at.type)
_older = work.alias("older")
_IS_OPEN = work.c.kind.in_(bindparam("kinds", expanding=True)) & work.c.parked_at.is_(
    None
)
IS_FIRST_OF_KEY = or_(
    work.c.key.is_(None),
    ~exists().where(_older.c.key == work.c.key, _older.c.id < work.c.id),
)


def unlocked(*conditions: ColumnElement[bool]) -> Select[int]:
    """Choose rows that no other transaction is about to change."""
    # As a CTE it is evaluated once, where PostgreSQL might repeat a subquery and exceed
    # its limit.
    return select(work.c.id).where(*conditions).with_for_update(skip_locked=True)


_FREE = {"lease_owner": None, "lease_until": None, "begun_at": None}
IS_OWN = and_(
    work.c.id == bindparam("own_id"),
    work.c.attempts == bindparam("own_attempts"),
    work.c.lease_owner == bindparam("own_owner"),
)
_FINISH = delete(work).where(IS_OWN)
_CHANGE = update(work).where(IS_OWN)
# `attempts` fences off lost leases and never goes down, so the limit goes up.
_RELEASE = _CHANGE.values(max_attempts=work.c.max_attempts + 1)
_PUT = Swift(insert(work).returning(work.c.id))
_spent = unlocked(
    _IS_OPEN,
    work.c.lease_until <= NOW,
    work.c.attempts >= work.c.max_attempts,
    work.c.begun_at.is_not(None),
).cte("spent")
PARK_SPENT = (
    update(work)
    .where(work.c.id.in_(select(_spent.c.id)))
    .values(
        **_FREE,
        parked_at=NOW,
        error=literal("its worker ended without an answer"),
    )
)
IS_DUE = and_(
    _IS_OPEN,
    work.c.due_at <= NOW,
    or_(work.c.lease_until.is_(None), work.c.lease_until <= NOW),
)
_ready = (
    unlocked(IS_DUE, IS_FIRST_OF_KEY)
    .order_by(work.c.due_at, work.c.id)
    .limit(bindparam("count"))
    .cte("ready")
)
# A lease that ended before its owner set to work costs the job nothing.
ATTEMPT = {
    "attempts": work.c.attempts + 1,
    "max_attempts": work.c.max_attempts
    + case((work.c.lease_until.is_not(None) & work.c.begun_at.is_(None), 1), else_=0),
}
_CLAIM = (
    update(work)
    .where(work.c.id.in_(select(_ready.c.id)))
    .values(
        **ATTEMPT,
        begun_at=NOW,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until", type_=work.c.lease_until.type),
    )
    .returning(*(work.c[name] for name in JOB), work.c.due_at)
)
