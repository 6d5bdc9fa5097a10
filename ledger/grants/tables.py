"""The tables of downloads: who may take along what, and what was taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class GrantColumns(TypedColumns):
    """The right to take along what one digital line of an order bought."""

    order_id: Named[str] = Column(primary_key=True, comment="Its order")
    line: Named[int] = Column(
        primary_key=True, autoincrement=False, comment="Its line of that order"
    )
    token_hash: Named[str] = Column(
        comment="SHA-256 of the token that opens the downloads"
    )
    generated_key: Named[str] = Column(comment="Which work")
    edition: Named[str] = Column(comment="Which edition of it, by its digest")
    asked_edition: Named[str] = Column(
        comment="The newest edition that was put to be made ready"
    )
    files: Named[Any] = Column(
        JsonText, nullable=False, comment="Form, digest and bytes of each file"
    )
    most: Named[int] = Column(Id, comment="How often it may be downloaded")
    used: Named[int] = Column(Id, comment="How often it was")
    granted_at: Named[datetime] = Column(UtcTime, comment="When it was ready first")
    expires_at: Named[datetime] = Column(UtcTime, comment="Until when it holds")
    told_at: Named[datetime] = Column(
        UtcTime, comment="When the buyer was last told of an edition"
    )
    revoked_at: Named[datetime | None] = Column(
        UtcTime, comment="When a person took it back; none while it holds"
    )


grants = Table(
    "grants",
    METADATA,
    GrantColumns,
    UniqueConstraint("token_hash", name="grants_token_hash"),
    CheckConstraint("used <= most", name="grants_used_of_most"),
    comment="Who may download what was bought, and how often",
)
Index("grants_generated_key", grants.c.generated_key, grants.c.asked_edition)


class GrantUseColumns(TypedColumns):
    """One download of one file, which may have been taken up again; nobody's address."""

    use_id: Named[int] = Column(Id, primary_key=True, comment="In order of time")
    order_id: Named[str] = Column(comment="Of which order")
    line: Named[int] = Column(comment="Of which line")
    form: Named[str] = Column(comment="Which file, as pdf")
    edition: Named[str] = Column(comment="Of which edition")
    began_at: Named[datetime] = Column(UtcTime, comment="When it began")
    last_at: Named[datetime] = Column(UtcTime, comment="When it was last taken up")
    parts: Named[int] = Column(Id, comment="In how many parts it was asked for")
    asked_bytes: Named[int] = Column(Id, comment="How many bytes these have together")


grant_uses = Table(
    "grant_uses",
    METADATA,
    GrantUseColumns,
    comment="What was downloaded, and when",
    sqlite_autoincrement=True,
)
Index("grant_uses_of", grant_uses.c.order_id, grant_uses.c.line, grant_uses.c.form)
