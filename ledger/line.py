"""A look at the line of work for people: how long it is and what was given up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, or_, select, update

from ledger.tables import work
from ledger.work import ATTEMPTS, Work, put


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of one kind wait, are being done, or were given up."""

    kind: str
    waiting: int
    leased: int
    parked: int


@dataclass(frozen=True, slots=True)
class Parked:
    """Work that was given up and why."""

    id: int
    kind: str
    key: str | None
    payload: Any
    attempts: int
    error: str | None
    parked_at: datetime


def counts(connection: Connection, now: datetime) -> list[Counts]:
    """Count the line by kind."""
    state = case(
        (work.c.parked_at.is_not(None), "parked"),
        (work.c.lease_until > now, "leased"),
        else_="waiting",
    )
    kinds: dict[str, dict[str, int]] = {}
    for kind, name, number in connection.execute(
        select(work.c.kind, state, func.count()).group_by(work.c.kind, state)
    ):
        kinds.setdefault(kind, {})[name] = number
    return [
        Counts(kind, *(found.get(name, 0) for name in ("waiting", "leased", "parked")))
        for kind, found in sorted(kinds.items())
    ]


def oldest(connection: Connection, now: datetime) -> dict[str, datetime]:
    """Return since when the oldest work of each kind waits that is due."""
    waits = (
        work.c.parked_at.is_(None),
        work.c.due_at <= now,
        or_(work.c.lease_until.is_(None), work.c.lease_until <= now),
    )
    rows = connection.execute(
        select(work.c.kind, func.min(work.c.due_at)).where(*waits).group_by(work.c.kind)
    )
    return {row[0]: row[1] for row in rows}


def parked(connection: Connection, limit: int = 100) -> list[Parked]:
    """List what was given up, the latest first."""
    columns = [work.c[name] for name in Parked.__slots__]
    rows = connection.execute(
        select(*columns)
        .where(work.c.parked_at.is_not(None))
        .order_by(work.c.parked_at.desc(), work.c.id)
        .limit(limit)
    )
    return [Parked(*row) for row in rows]


def retry(connection: Connection, number: int, now: datetime) -> bool:
    """Put parked work back in its place with fresh attempts; False when it is not."""
    statement = update(work).values(
        parked_at=None, due_at=now, max_attempts=work.c.attempts + ATTEMPTS
    )
    return _is_parked(connection, number, statement)


def drop(connection: Connection, number: int) -> bool:
    """Give parked work up for good, so that its key goes on; False when it is not."""
    return _is_parked(connection, number, delete(work))


def put_given_up(
    connection: Connection, work_to_do: Work, why: str, now: datetime
) -> int:
    """Put work that is for a person to retry or to drop before it is done at all."""
    number = put(connection, work_to_do, now)
    told = {"parked_at": now, "error": why}
    connection.execute(update(work).where(work.c.id == number).values(told))
    return number


def _is_parked(connection: Connection, number: int, statement: Any) -> bool:
    own = statement.where(work.c.id == number, work.c.parked_at.is_not(None))
    return connection.execute(own).rowcount == 1
