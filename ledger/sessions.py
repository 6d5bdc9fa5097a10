"""Sessions of the shop's visitors: found by the hash of an id, ended by time.

The id itself stands in the visitor's cookie alone, so a stolen ledger opens no session.
A session ends when it was not used for a month, and a year after it began in any case.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from ledger.columns import canonical_json
from ledger.errors import SessionTooLarge
from ledger.tables import sessions

IDLE = timedelta(days=30)
LONGEST = timedelta(days=365)
# Wishes and choices of one visitor; nobody fills the ledger with more.
LARGEST_BYTES = 16_000
_AT_ONCE = 1_000
# So often a use is noted: pages that only read a session seldom write.
_NOTED_EVERY = timedelta(days=1)


class Session(msgspec.Struct, frozen=True):
    """One session as the ledger holds it."""

    id_hash: str
    data: dict[str, Any]
    created_at: datetime
    seen_at: datetime


def find(connection: Connection, id_hash: str, now: datetime) -> Session | None:
    """Return the living session, or None."""
    row = connection.execute(
        select(sessions).where(
            sessions.c.id_hash == id_hash, sessions.c.expires_at > now
        )
    ).one_or_none()
    if row is None:
        return None
    return Session(row.id_hash, row.data, row.created_at, row.seen_at)


def keep(
    connection: Connection,
    old_hash: str | None,
    new_hash: str | None,
    changes: Mapping[str, Any],
    now: datetime,
) -> None:
    """Begin, change, rename or end a session, by which of its ids there are."""
    if old_hash is None and new_hash is not None:
        kept = {name: one for name, one in changes.items() if one is not None}
        begin(connection, new_hash, kept, now)
    elif old_hash is not None and new_hash is None:
        drop(connection, old_hash)
    elif old_hash is not None and new_hash is not None:
        change(connection, old_hash, changes, now)
        if new_hash != old_hash:
            rename(connection, old_hash, new_hash)


def is_to_note(session: Session, now: datetime) -> bool:
    """Say whether the use of a session is to be noted."""
    return now - session.seen_at >= _NOTED_EVERY


def begin(
    connection: Connection, id_hash: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Begin a session."""
    refuse_large(data)
    values = {"id_hash": id_hash, "data": dict(data), "created_at": now}
    times = {"seen_at": now, "expires_at": now + IDLE}
    connection.execute(insert(sessions).values(**values, **times))


def change(
    connection: Connection, id_hash: str, changes: Mapping[str, Any], now: datetime
) -> bool:
    """Lay `changes` over what a session holds; None removes. False when it has ended."""
    found = find(connection, id_hash, now)
    if found is None:
        return False
    data = {**found.data, **changes}
    kept = {name: value for name, value in data.items() if value is not None}
    refuse_large(kept)
    ends = min(found.created_at + LONGEST, now + IDLE)
    connection.execute(
        update(sessions)
        .where(sessions.c.id_hash == id_hash)
        .values(data=kept, seen_at=now, expires_at=ends)
    )
    return True


def rename(connection: Connection, id_hash: str, new_hash: str) -> None:
    """Give a session a new id; the old one is dead."""
    connection.execute(
        update(sessions).where(sessions.c.id_hash == id_hash).values(id_hash=new_hash)
    )


def drop(connection: Connection, id_hash: str) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.id_hash == id_hash))


def sweep(connection: Connection, now: datetime) -> int:
    """Delete sessions that have ended, a thousand at most; return how many."""
    ended = select(sessions.c.id_hash).where(sessions.c.expires_at <= now)
    gone = delete(sessions).where(sessions.c.id_hash.in_(ended.limit(_AT_ONCE)))
    return connection.execute(gone).rowcount


def refuse_large(data: Mapping[str, Any]) -> None:
    """Refuse what no session may hold."""
    if len(canonical_json(data).encode()) > LARGEST_BYTES:
        raise SessionTooLarge(f"a session holds at most {LARGEST_BYTES:,} bytes")
