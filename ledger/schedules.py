"""What is done again and again: when it is due, its work is put in the line, once.

A schedule is put by whoever sees first that it is due; its next time is set in the same
transaction, so that of many workers on many machines one alone puts it. Work that still
waits or is under way is not put twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    delete,
    exists,
    insert,
    select,
    update,
)

from ledger.tables import schedules, work
from ledger.work import Work, put

# A time that was missed by less is no missed time.
_GRACE = timedelta(minutes=2)
_LOOK_AGAIN = timedelta(minutes=1)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# It comes again anyhow, and while it is tried others of its key wait.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be done, and when."""

    name: str
    kind: str
    timetable: str
    key: str | None = None
    payload: Any = field(default_factory=dict)
    catches_up: bool = True
    jitter_s: int = 0
    # No timetable says once and for all when it is due: that is asked again and again.
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """A standing job as it is in the ledger."""

    name: str
    kind: str
    key: str | None
    payload: Any
    timetable: str
    catches_up: bool
    jitter_s: int
    due_at: datetime | None
    paused_at: datetime | None
    put_at: datetime | None
    work_id: int | None
    began_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    held: str | None
    is_under_way: bool

    @property
    def state(self) -> str:
        """What it does now, in words."""
        if self.paused_at:
            return "paused"
        if self.is_under_way:
            return "under way"
        return f"held back: {self.held}" if self.held else ""

    @property
    def last(self) -> str:
        """How its work ended that was put last, in words."""
        if self.is_under_way or not self.put_at:
            return ""
        if self.ended_at is None or self.ended_at < self.put_at:
            return "ended without a word"
        return self.outcome or ""


# What of it the ledger keeps.
_FACTS = tuple(name for name in Standing.__slots__ if name != "is_asked")
# When a schedule is due after a time, its chance delay included.
Next = Callable[[Standing, datetime], datetime | None]
# Why what is due is not put now, if anything speaks against it.
Held = Callable[[Connection, Standing], str | None]


def _free(*_: object) -> None:
    """Hold nothing back."""


def keep(
    connection: Connection, wanted: Iterable[Standing], next_due: Next, now: datetime
) -> None:
    """Let exactly the `wanted` schedules be there; what did not change goes on as it is.

    What a person paused stays paused.
    """
    before = {one.name: one for one in listed(connection)}
    names = set()
    for one in wanted:
        names.add(one.name)
        facts = {name: getattr(one, name) for name in _FACTS}
        known = before.get(one.name)
        facts["due_at"] = _due_at(one, known, next_due, now)
        if known is None:
            connection.execute(insert(schedules), facts)
        elif any(getattr(known, name) != value for name, value in facts.items()):
            _change(connection, one.name, facts)
    gone = [name for name in before if name not in names]
    connection.execute(delete(schedules).where(schedules.c.name.in_(gone)))
    _let_by(connection)


def _let_by(connection: Connection) -> None:
    """Let what was given up hold up nothing: others of its key have nothing to do with it."""
    ours = select(schedules.c.work_id)
    parked = work.c.parked_at.is_not(None), work.c.key.is_not(None)
    connection.execute(
        update(work).where(work.c.id.in_(ours), *parked).values(key=None)
    )


def _due_at(
    one: Standing, known: Schedule | None, next_due: Next, now: datetime
) -> datetime | None:
    if one.is_asked:
        return next_due(one, (known and known.put_at) or _NEVER)
    if known is None or known.timetable != one.timetable:
        return next_due(one, now)
    return known.due_at


def any_due(connection: Connection, now: datetime) -> bool:
    """Tell whether anything is due, writing nothing."""
    return connection.execute(_due(now).limit(1)).first() is not None


def put_due(
    connection: Connection,
    next_due: Next,
    now: datetime,
    held: Held = _free,
) -> list[str]:
    """Put the work of all that is due; returns the names of what was put.

    What is held back stays due, and is looked at again in a while.
    """
    put_now = []
    for row in connection.execute(_due(now).with_for_update(skip_locked=True)).all():
        standing = _standing(row)
        if reason := held(connection, standing):
            later = {"held": reason, "due_at": now + _LOOK_AGAIN}
            _change(connection, row.name, later)
            continue
        is_missed = now - row.due_at > _GRACE
        if (standing.catches_up or not is_missed) and not _waits(connection, row):
            _put(connection, standing, now)
            put_now.append(row.name)
        after = {"due_at": next_due(standing, now), "held": None}
        _change(connection, row.name, after)
    return put_now


def ended(
    connection: Connection,
    work_id: int,
    began_at: datetime,
    outcome: str,
    now: datetime,
) -> None:
    """Note how the work ended that a schedule put."""
    facts = {"began_at": began_at, "ended_at": now, "outcome": outcome}
    own = update(schedules).where(schedules.c.work_id == work_id)
    connection.execute(own.values(**facts))


def run_now(connection: Connection, name: str, now: datetime) -> int | None:
    """Put a schedule's work now; returns its number, or None when it is under way."""
    row = connection.execute(select(schedules).where(schedules.c.name == name)).one()
    if _waits(connection, row):
        return None
    return _put(connection, _standing(row), now)


def soon(
    connection: Connection, name: str, now: datetime, held: Held = _free
) -> int | None:
    """Put a schedule's work behind what is under way; returns its number.

    None when it waits already, is paused or held back, or is never done by itself.
    """
    row = connection.execute(select(schedules).where(schedules.c.name == name)).first()
    if row is None or row.paused_at is not None or row.due_at is None:
        return None
    waits = select(work.c.id).where(work.c.id == row.work_id, work.c.begun_at.is_(None))
    if connection.execute(waits).first() is not None or held(
        connection, _standing(row)
    ):
        return None
    return _put(connection, _standing(row), now)


def name_of(connection: Connection, work_id: int) -> str | None:
    """Return the schedule whose work was put as `work_id` last."""
    own = select(schedules.c.name).where(schedules.c.work_id == work_id)
    return connection.execute(own).scalar()


def pause(connection: Connection, name: str, now: datetime) -> bool:
    """Put nothing more of a schedule; False when there is none, or it is paused."""
    own = schedules.c.name == name, schedules.c.paused_at.is_(None)
    changed = connection.execute(update(schedules).where(*own).values(paused_at=now))
    return changed.rowcount == 1


def resume(connection: Connection, name: str, next_due: Next, now: datetime) -> bool:
    """Let a schedule go on; False when there is none, or it is not paused."""
    own = schedules.c.name == name, schedules.c.paused_at.is_not(None)
    row = connection.execute(select(schedules).where(*own)).first()
    if row is None:
        return False
    due_at = next_due(_standing(row), now)
    _change(connection, name, {"paused_at": None, "due_at": due_at})
    return True


def listed(connection: Connection) -> list[Schedule]:
    """List all schedules, what is due first at the top."""
    under_way = exists().where(
        work.c.id == schedules.c.work_id, work.c.parked_at.is_(None)
    )
    rows = connection.execute(
        select(schedules, under_way.label("is_under_way")).order_by(
            schedules.c.due_at.is_(None), schedules.c.due_at, schedules.c.name
        )
    )
    return [
        Schedule(**{name: getattr(row, name) for name in Schedule.__slots__})
        for row in rows
    ]


def _due(now: datetime) -> Select[Any]:
    return select(schedules).where(
        schedules.c.due_at <= now, schedules.c.paused_at.is_(None)
    )


def _waits(connection: Connection, row: Row[Any]) -> bool:
    """Tell whether what was put last is still in the line."""
    own = select(work.c.id).where(work.c.id == row.work_id, work.c.parked_at.is_(None))
    return connection.execute(own).first() is not None


def _put(connection: Connection, one: Standing, now: datetime) -> int:
    given_up = select(schedules.c.work_id).where(schedules.c.name == one.name)
    connection.execute(
        delete(work).where(work.c.id.in_(given_up), work.c.parked_at.is_not(None))
    )
    todo = Work(one.kind, one.payload, one.key, max_attempts=_TRIES)
    number = put(connection, todo, now)
    _change(connection, one.name, {"put_at": now, "work_id": number})
    return number


def _change(connection: Connection, name: str, facts: dict[str, Any]) -> None:
    own = update(schedules).where(schedules.c.name == name)
    connection.execute(own.values(**facts))


def _standing(row: Row[Any]) -> Standing:
    return Standing(**{name: getattr(row, name) for name in _FACTS})
