"""Every table of the ledger with a comment per column; migrations/ builds them.

A change here comes with a migration; a test compares the two on both databases.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    MetaData,
    Named,
    Table,
    TypedColumns,
)

from ledger.columns import Id, JsonText, UtcTime

METADATA = MetaData()


class WorkColumns(TypedColumns):
    """A queue and an outbox in one: what is put commits with what caused it."""

    id: Named[int] = Column(Id, primary_key=True, comment="Order of arrival")
    kind: Named[str] = Column(comment="What is to be done")
    key: Named[str | None] = Column(comment="Rows of one key are done one by one")
    payload: Named[Any] = Column(JsonText, nullable=False, comment="Facts, as JSON")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was put")
    due_at: Named[datetime] = Column(UtcTime, comment="Not to be claimed earlier")
    attempts: Named[int] = Column(comment="Claims so far; fences off lost leases")
    max_attempts: Named[int] = Column(comment="Parked when so many have failed")
    lease_owner: Named[str | None] = Column(comment="Who is at it")
    lease_until: Named[datetime | None] = Column(
        UtcTime, comment="When another may claim it"
    )
    begun_at: Named[datetime | None] = Column(
        UtcTime, comment="When its owner set to work; none while it only holds it"
    )
    parked_at: Named[datetime | None] = Column(
        UtcTime, comment="When it was given up; a person retries or drops it"
    )
    error: Named[str | None] = Column(comment="Why the last attempt failed")


# Ids are never reused: a late answer to a dropped row must not hit another one.
work = Table(
    "work",
    METADATA,
    WorkColumns,
    comment="Work to do: one row until it is done",
    sqlite_autoincrement=True,
)
_open = work.c.parked_at.is_(None)
Index(
    "work_due",
    work.c.kind,
    work.c.due_at,
    work.c.id,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("work_key", work.c.key, work.c.id)
Index("work_lease", work.c.lease_until)


class AuditColumns(TypedColumns):
    """A chain: each row's hash covers the row and the hash before it."""

    seq: Named[int] = Column(
        Id, primary_key=True, autoincrement=False, comment="1, 2, 3 without a gap"
    )
    at: Named[datetime] = Column(UtcTime, comment="When it was done")
    actor: Named[str] = Column(comment="Who did it")
    action: Named[str] = Column(comment="What was done")
    subject: Named[str] = Column(comment="To what")
    facts: Named[Any] = Column(JsonText, nullable=False, comment="Details, as JSON")
    prev_hash: Named[str] = Column(comment="The hash of the row before")
    hash: Named[str] = Column(comment="SHA-256 over this row and prev_hash")


audit = Table(
    "audit",
    METADATA,
    AuditColumns,
    comment="Who did what; triggers refuse every change of a written row",
)


class VaultColumns(TypedColumns):
    """Secrets, readable only with the key from the settings."""

    name: Named[str] = Column(primary_key=True, comment="Bound to the ciphertext")
    nonce: Named[bytes] = Column(LargeBinary, comment="12 random bytes, used once")
    ciphertext: Named[bytes] = Column(LargeBinary, comment="AES-256-GCM with its tag")
    key_id: Named[str] = Column(comment="Which key it was written with")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it was last put")


vault = Table("vault", METADATA, VaultColumns, comment="Encrypted secrets")


class RunColumns(TypedColumns):
    """One run of one stage, from its start on."""

    run_id: Named[str] = Column(primary_key=True, comment="Sorts by start")
    stage: Named[str] = Column(comment="Which stage ran")
    owner: Named[str] = Column(comment="The process that runs it")
    started_at: Named[datetime] = Column(UtcTime, comment="When it began")
    ended_at: Named[datetime | None] = Column(UtcTime, comment="When it ended")
    rows_in: Named[int | None] = Column(Id, comment="Inputs it read")
    rows_out: Named[int | None] = Column(Id, comment="Rows it wrote")
    status: Named[str] = Column(comment="running, done, failed or lost")
    error: Named[str | None] = Column(comment="Why it failed")
    part_of: Named[str | None] = Column(comment="The run that it was a step of")
    failed: Named[int | None] = Column(Id, comment="Inputs that nothing came of")
    reads: Named[Any] = Column(
        JsonText, nullable=True, comment="Tables it read, as JSON"
    )
    writes: Named[Any] = Column(
        JsonText, nullable=True, comment="Tables it wrote, as JSON"
    )


runs = Table("runs", METADATA, RunColumns, comment="Lineage: every run of a stage")
Index("runs_status", runs.c.status)
Index("runs_part_of", runs.c.part_of)


class SkuColumns(TypedColumns):
    """One sku, kept for ever."""

    sku: Named[str] = Column(primary_key=True, comment="As customers see it")
    number: Named[int] = Column(Id, comment="1, 2, 3 in order of minting")
    group_key: Named[str] = Column(comment="The group that has it, or had it last")
    status: Named[str] = Column(comment="live or merged")
    merged_into: Named[str | None] = Column(comment="The live sku that answers for it")
    minted_at: Named[datetime] = Column(UtcTime, comment="When it was minted")


skus = Table("skus", METADATA, SkuColumns, comment="Every sku ever minted")
Index("skus_number", skus.c.number, unique=True)
Index("skus_merged_into", skus.c.merged_into)


class SkuMemberColumns(TypedColumns):
    """Which sku a listing was sold under last."""

    listing_key: Named[str] = Column(primary_key=True, comment="One listing")
    sku: Named[str] = Column(comment="The sku it belongs to")


sku_members = Table(
    "sku_members", METADATA, SkuMemberColumns, comment="The listings behind each sku"
)
Index("sku_members_sku", sku_members.c.sku)


class ApprovalColumns(TypedColumns):
    """One decision on one edition of a generated product; the newest one holds."""

    approval_id: Named[int] = Column(
        Id, primary_key=True, comment="In the order of deciding"
    )
    generated_key: Named[str] = Column(comment="The product")
    digest: Named[str] = Column(comment="The edition")
    verdict: Named[str] = Column(comment="approved, refused or withdrawn")
    actor: Named[str] = Column(comment="Who decided: a person, or rule")
    reason: Named[str] = Column(comment="Why, in words; may be forgotten")
    decided_at: Named[datetime] = Column(UtcTime, comment="When")


# Ids are never reused: the lake holds copies of the rows.
approvals = Table(
    "approvals",
    METADATA,
    ApprovalColumns,
    comment="Who let which product be sold; triggers refuse every change but forgetting",
    sqlite_autoincrement=True,
)
Index(
    "approvals_edition",
    approvals.c.generated_key,
    approvals.c.digest,
    approvals.c.approval_id,
)
Index("approvals_decided_at", approvals.c.decided_at)


class SessionColumns(TypedColumns):
    """What the shop remembers for one visitor who asked it to remember something."""

    id_hash: Named[str] = Column(
        primary_key=True, comment="SHA-256 of the id that the visitor's cookie holds"
    )
    data: Named[Any] = Column(JsonText, nullable=False, comment="By name, as JSON")
    created_at: Named[datetime] = Column(UtcTime, comment="When it began")
    seen_at: Named[datetime] = Column(UtcTime, comment="When it was used, to the day")
    expires_at: Named[datetime] = Column(UtcTime, comment="When it ends by itself")


sessions = Table(
    "sessions", METADATA, SessionColumns, comment="Visitors of the shop; deleted at end"
)
Index("sessions_expires_at", sessions.c.expires_at)


class ScheduleColumns(TypedColumns):
    """One thing that is done again and again."""

    name: Named[str] = Column(primary_key=True, comment="What people call it")
    kind: Named[str] = Column(comment="The kind of work that is put")
    key: Named[str | None] = Column(comment="The key of that work")
    payload: Named[Any] = Column(
        JsonText, nullable=False, comment="The facts of that work, as JSON"
    )
    timetable: Named[str] = Column(comment="When it is due, in words or as cron has it")
    catches_up: Named[bool] = Column(
        comment="Whether a missed time is made up for, once"
    )
    jitter_s: Named[int] = Column(
        Id, comment="So many seconds later at most, by chance"
    )
    due_at: Named[datetime | None] = Column(
        UtcTime, comment="When next; none while nothing is due"
    )
    paused_at: Named[datetime | None] = Column(
        UtcTime, comment="When a person paused it"
    )
    put_at: Named[datetime | None] = Column(
        UtcTime, comment="When its work was last put"
    )
    work_id: Named[int | None] = Column(Id, comment="That work in the line")
    began_at: Named[datetime | None] = Column(
        UtcTime, comment="When it was last begun, of what has ended"
    )
    ended_at: Named[datetime | None] = Column(UtcTime, comment="When that ended")
    outcome: Named[str | None] = Column(comment="How it ended: done, or why it failed")
    held: Named[str | None] = Column(comment="Why it is not put although it is due")


schedules = Table(
    "schedules", METADATA, ScheduleColumns, comment="What is done again and again"
)
Index("schedules_due_at", schedules.c.due_at)
