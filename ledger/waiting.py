"""The rows of the line as people look at them, and what was given up dealt with by kind.

What is dropped can be put back for a while: as given up, under a number of its own, as
numbers are never reused, and behind what its key has waiting.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    not_,
    select,
    update,
)

from ledger.tables import work
from ledger.work import ATTEMPTS

At = Literal["work", "waiting", "given up"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the line."""

    id: int
    kind: str
    key: str | None
    payload: Any
    created_at: datetime
    due_at: datetime
    attempts: int
    max_attempts: int
    lease_owner: str | None
    begun_at: datetime | None
    parked_at: datetime | None
    error: str | None


def rows(
    connection: Connection, at: At, now: datetime, limit: int, kind: str = ""
) -> list[Waiting]:
    """List what is at work, waits or was given up: what comes or came first on top."""
    wanted = [_is(at, now)]
    if kind:
        wanted.append(work.c.kind == kind)
    order: dict[At, tuple[ColumnElement[Any], ...]] = {
        "work": (work.c.begun_at, work.c.id),
        "waiting": (work.c.due_at, work.c.id),
        "given up": (work.c.parked_at.desc(), work.c.id.desc()),
    }
    columns = [work.c[name] for name in Waiting.__slots__]
    found = select(*columns).where(*wanted).order_by(*order[at]).limit(limit)
    return [Waiting(*row) for row in connection.execute(found)]


def parked(connection: Connection, number: int) -> Waiting | None:
    """Return a job that was given up, or None."""
    columns = [work.c[name] for name in Waiting.__slots__]
    own = work.c.id == number, work.c.parked_at.is_not(None)
    row = connection.execute(select(*columns).where(*own)).one_or_none()
    return Waiting(*row) if row else None


def retry_kind(connection: Connection, kind: str, now: datetime) -> int:
    """Put all parked work of a kind back in its place; return how many there were."""
    again = {
        "parked_at": None,
        "due_at": now,
        "max_attempts": work.c.attempts + ATTEMPTS,
    }
    changed = connection.execute(update(work).where(_parked(kind)).values(**again))
    return changed.rowcount


def drop_kind(connection: Connection, kind: str) -> int:
    """Give up all parked work of a kind for good; return how many there were."""
    return connection.execute(delete(work).where(_parked(kind))).rowcount


def kept(rows_: Sequence[Waiting]) -> list[dict[str, Any]]:
    """Return what `put_back` needs of rows that are dropped, as JSON can hold it."""
    return [
        {name: value for name, value in asdict(row).items() if name in _KEPT}
        for row in rows_
    ]


def put_back(
    connection: Connection, dropped: Sequence[dict[str, Any]], now: datetime
) -> int:
    """Put dropped work back among what was given up; return how many there are."""
    values = [
        {**one, "created_at": now, "due_at": now, "parked_at": now} for one in dropped
    ]
    if values:
        connection.execute(insert(work), values)
    return len(values)


_KEPT = frozenset({"kind", "key", "payload", "attempts", "max_attempts", "error"})


def _parked(kind: str) -> ColumnElement[bool]:
    return and_(work.c.kind == kind, work.c.parked_at.is_not(None))


def _is(at: At, now: datetime) -> ColumnElement[bool]:
    if at == "given up":
        return work.c.parked_at.is_not(None)
    at_work = and_(
        func.coalesce(work.c.lease_until > now, False),
        work.c.begun_at.is_not(None),
    )
    return and_(work.c.parked_at.is_(None), at_work if at == "work" else not_(at_work))
