"""Which rules hold, since when, and who was told: each alert begins once and ends once.

    holds -> pending -> (for so long) firing: told -> each day again -> holds no longer: told
                 +----- holds no longer: forgotten

One that flickers is not told each time: who calls says which are not over yet.

It is settled in one transaction with the work of telling, so that of several workers
and of kills no message is lost and none goes twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from ledger.locks import Lock, take
from ledger.operatetables import alerts, workers
from ledger.upsert import upsert

_AGAIN = timedelta(days=1)
_ALIVE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Holding:
    """A rule that holds now; people are told after `for_s`."""

    rule: str
    value: float
    for_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that held when it was last looked at."""

    rule: str
    value: float
    pending_at: datetime
    firing_at: datetime | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """What people are to be told: an alert has begun, lasts, or has ended."""

    what: str
    rule: str
    value: float
    since: datetime


def leads(connection: Connection, name: str, now: datetime) -> bool:
    """Tell whether a worker is the one that looks after alerts: the eldest at work."""
    eldest = (
        select(workers.c.name)
        .where(workers.c.seen_at > now - _ALIVE)
        .order_by(workers.c.begun_at, workers.c.name)
        .limit(1)
    )
    return connection.scalar(eldest) in (None, name)


def on(connection: Connection) -> list[Alert]:
    """List the rules that hold, by their text."""
    rows = connection.execute(select(alerts).order_by(alerts.c.rule))
    return [Alert(*row) for row in rows]


def settle(
    connection: Connection,
    holding: Sequence[Holding],
    now: datetime,
    lately: Collection[str] = (),
) -> list[Event]:
    """Note which rules hold now, and return what is to be told.

    All others have ended, but of those that held `lately` nothing is said yet.
    """
    take(connection, Lock.ALERTS)
    before = {one.rule: one for one in on(connection)}
    events: list[Event] = []
    for one in holding:
        events += _held(connection, one, before.pop(one.rule, None), now)
    for alert in before.values():
        if alert.firing_at is None or alert.rule not in lately:
            events += _ended(connection, alert)
    return events


def _held(
    connection: Connection, one: Holding, known: Alert | None, now: datetime
) -> list[Event]:
    since = known.pending_at if known else now
    firing_at, told_at = (known.firing_at, known.told_at) if known else (None, None)
    events: list[Event] = []
    if firing_at is None and now - since >= timedelta(seconds=one.for_s):
        firing_at = told_at = now
        events.append(Event("begun", one.rule, one.value, since))
    elif told_at is not None and now - told_at >= _AGAIN:
        told_at = now
        events.append(Event("lasts", one.rule, one.value, since))
    row = {
        "rule": one.rule,
        "value": one.value,
        "pending_at": since,
        "firing_at": firing_at,
        "told_at": told_at,
    }
    connection.execute(upsert(connection, alerts), row)
    return events


def _ended(connection: Connection, alert: Alert) -> list[Event]:
    connection.execute(delete(alerts).where(alerts.c.rule == alert.rule))
    if alert.firing_at is None:
        return []
    return [Event("ended", alert.rule, alert.value, alert.pending_at)]
