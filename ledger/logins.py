"""Who is logged in: by a link that works once or by a password, until it ends.

    link   offer -> token, to its owner alone -> redeem: gone, whoever was first is in
    login  begin -> id, to the browser alone -> who -> ... -> leave, or time, or shut out

Ids and tokens are 256 random bits that are made here: none is ever taken over from who
sends one. A login ends when it was not used for half a day, and a week after it began.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from ledger.columns import canonical_json
from ledger.users import User, numbered
from ledger.usertables import login_links, logins, users

LINK_LASTS = timedelta(minutes=30)
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
_BYTES = 32
# So often a use is noted.
_NOTED_EVERY = timedelta(minutes=5)
_MOST_DID = 64_000


@dataclass(frozen=True, slots=True)
class Login:
    """One browser of one user."""

    id_hash: str
    user: User
    begun_at: datetime
    seen_at: datetime
    did: dict[str, Any]


def offer(connection: Connection, user: User, now: datetime) -> str:
    """Return the token of a link that logs a user in once; older ones are dead."""
    over = login_links.c.expires_at <= now
    own = login_links.c.user_id == user.user_id
    connection.execute(delete(login_links).where(or_(own, over)))
    token = secrets.token_urlsafe(_BYTES)
    row = {"digest": _digest(token), "user_id": user.user_id}
    times = {"created_at": now, "expires_at": now + LINK_LASTS}
    connection.execute(insert(login_links), row | times)
    return token


def is_open(connection: Connection, token: str, now: datetime) -> bool:
    """Say whether a link would let somebody in."""
    own = login_links.c.digest == _digest(token), login_links.c.expires_at > now
    return (
        connection.execute(select(login_links.c.user_id).where(*own)).first()
        is not None
    )


def redeem(connection: Connection, token: str, now: datetime) -> User | None:
    """Use a link up; return whom it lets in, or None."""
    # Of two at once only one deletes the row.
    used = connection.execute(
        delete(login_links)
        .where(login_links.c.digest == _digest(token))
        .returning(login_links.c.user_id, login_links.c.expires_at)
    ).one_or_none()
    if used is None or used.expires_at <= now:
        return None
    user = numbered(connection, used.user_id)
    return user if user.disabled_at is None else None


def begin(connection: Connection, user: User, now: datetime) -> str:
    """Log a user in; return the new id, which only the browser may know."""
    connection.execute(delete(logins).where(logins.c.expires_at <= now))
    id_ = secrets.token_urlsafe(_BYTES)
    row = {"id_hash": _digest(id_), "user_id": user.user_id, "did": {}}
    times = {"begun_at": now, "seen_at": now, "expires_at": now + IDLE}
    connection.execute(insert(logins), row | times)
    own = users.c.user_id == user.user_id
    connection.execute(update(users).where(own).values(login_at=now))
    return id_


def who(connection: Connection, id_: str, now: datetime) -> Login | None:
    """Return who is logged in under this id, if anybody is."""
    row = connection.execute(
        select(logins).where(
            logins.c.id_hash == _digest(id_), logins.c.expires_at > now
        )
    ).one_or_none()
    if row is None:
        return None
    user = numbered(connection, row.user_id)
    if user.disabled_at is not None:
        return None
    return Login(row.id_hash, user, row.begun_at, row.seen_at, row.did)


def of_user(connection: Connection, user: User) -> list[tuple[datetime, datetime]]:
    """List when each login of a user began and was last used, the latest first."""
    own = select(logins.c.begun_at, logins.c.seen_at).where(
        logins.c.user_id == user.user_id
    )
    return [
        (row[0], row[1])
        for row in connection.execute(own.order_by(logins.c.begun_at.desc()))
    ]


def is_to_note(login: Login, now: datetime) -> bool:
    """Say whether the use of a login is to be noted."""
    return now - login.seen_at >= _NOTED_EVERY


def note(connection: Connection, login: Login, now: datetime) -> None:
    """Note that a login is used, so that it lasts."""
    ends = min(login.begun_at + LONGEST, now + IDLE)
    own = update(logins).where(logins.c.id_hash == login.id_hash)
    connection.execute(own.values(seen_at=now, expires_at=ends))


def remember(connection: Connection, login: Login, did: dict[str, Any]) -> bool:
    """Keep what was done last; False, and only its words, where it is too much."""
    fits = len(canonical_json(did).encode()) <= _MOST_DID
    kept = did if fits else {"at": did.get("at"), "said": did.get("said")}
    own = update(logins).where(logins.c.id_hash == login.id_hash)
    connection.execute(own.values(did=kept))
    return fits


def leave(connection: Connection, id_: str) -> None:
    """End a login."""
    connection.execute(delete(logins).where(logins.c.id_hash == _digest(id_)))


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
