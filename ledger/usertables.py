"""The tables of those who run the shop; migration 0008 builds them.

Of what opens a door (a link, a session) only a digest is held, so a stolen ledger opens
none.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, Table, TypedColumns

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class UserColumns(TypedColumns):
    """One person who may use the console."""

    user_id: Named[int] = Column(Id, primary_key=True, comment="1, 2, 3")
    email: Named[str] = Column(comment="In lower case; nobody else has it")
    role: Named[str] = Column(comment="owner, staff or viewer")
    password_hash: Named[str | None] = Column(
        comment="Argon2id; none for who logs in by links alone"
    )
    created_at: Named[datetime] = Column(UtcTime, comment="When it was added")
    disabled_at: Named[datetime | None] = Column(
        UtcTime, comment="Since when it opens nothing"
    )
    login_at: Named[datetime | None] = Column(UtcTime, comment="Its last login")


# Ids are never reused: the audit names people by them.
users = Table(
    "users",
    METADATA,
    UserColumns,
    comment="Who may use the console",
    sqlite_autoincrement=True,
)
Index("users_email", users.c.email, unique=True)


class LoginLinkColumns(TypedColumns):
    """One link that logs somebody in once."""

    digest: Named[str] = Column(primary_key=True, comment="SHA-256 of its token")
    user_id: Named[int] = Column(Id, comment="Whom it logs in")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was made")
    expires_at: Named[datetime] = Column(UtcTime, comment="When it ends unused")


login_links = Table(
    "login_links",
    METADATA,
    LoginLinkColumns,
    comment="Links that were not used yet; a used one is gone",
)
Index("login_links_user_id", login_links.c.user_id)


class LoginColumns(TypedColumns):
    """One browser that somebody is logged in with."""

    id_hash: Named[str] = Column(
        primary_key=True, comment="SHA-256 of the id that the browser's cookie holds"
    )
    user_id: Named[int] = Column(Id, comment="Who is logged in")
    begun_at: Named[datetime] = Column(UtcTime, comment="When it began")
    seen_at: Named[datetime] = Column(UtcTime, comment="Its last use, to some minutes")
    expires_at: Named[datetime] = Column(UtcTime, comment="When it ends by itself")
    did: Named[Any] = Column(
        JsonText, nullable=False, comment="What was done last, and what undoes it"
    )


logins = Table(
    "logins", METADATA, LoginColumns, comment="Who is logged in; deleted at end"
)
Index("logins_user_id", logins.c.user_id)


class LoginTryColumns(TypedColumns):
    """How often a password was tried, of one account or from one place."""

    name: Named[str] = Column(
        primary_key=True, comment="SHA-256 of the account or of the place"
    )
    tries: Named[int] = Column(Id, comment="How many since it began")
    began_at: Named[datetime] = Column(UtcTime, comment="When the first of them was")


login_tries = Table(
    "login_tries",
    METADATA,
    LoginTryColumns,
    comment="Passwords tried in the last quarter of an hour",
)
Index("login_tries_began_at", login_tries.c.began_at)
