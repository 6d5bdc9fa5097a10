"""Who did what, in a chain of hashes that shows every later change.

    row n: seq at actor action subject facts prev_hash hash
                                               |         = SHA-256 of all before it
    row n-1: ... hash <------------------------+

An edited row no longer has its hash; a removed or moved one leaves a gap in `seq` or a
wrong prev_hash. Rows cut off at the end, or a chain written anew, show only against a
head that was remembered elsewhere.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from ledger.columns import canonical_json
from ledger.locks import Lock, take
from ledger.tables import audit

BEGINNING = "0" * 64
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what to what."""

    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit, as it is hashed."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: Any
    prev_hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain is and the hash of its last row."""

    count: int = 0
    hash: str = BEGINNING


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a check of the chain found; `first_broken` is the first wrong seq."""

    ok: bool
    checked: int
    first_broken: int | None = None
    reason: str = ""


def record(connection: Connection, deed: Deed, now: datetime) -> Head:
    """Add a row to the chain; best last, as other writers wait for the commit."""
    take(connection, Lock.AUDIT)
    last = head(connection)
    entry = Entry(
        seq=last.count + 1,
        at=now,
        actor=deed.actor,
        action=deed.action,
        subject=deed.subject,
        facts=deed.facts,
        prev_hash=last.hash,
    )
    own = _hash(entry)
    row = {name: getattr(entry, name) for name in Entry.__slots__}
    connection.execute(insert(audit), row | {"hash": own})
    return Head(entry.seq, own)


def head(connection: Connection) -> Head:
    """Tell the end of the chain, to be remembered where the ledger's writer is not."""
    last = connection.execute(
        select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
    ).first()
    return Head(*last) if last else Head()


def verify(connection: Connection, remembered: Head | None = None) -> AuditReport:
    """Walk the whole chain, and see that it still goes through a remembered head."""
    columns = [audit.c[name] for name in Entry.__slots__]
    chain = select(*columns, audit.c.hash).order_by(audit.c.seq)
    rows = connection.execute(chain.execution_options(yield_per=_BATCH))
    remembered = remembered or Head()
    last = Head()
    for *facts, own in rows:
        entry = Entry(*facts)
        if reason := _fault(entry, own, last, remembered):
            rows.close()
            return AuditReport(False, last.count, last.count + 1, reason)
        last = Head(entry.seq, own)
    if last.count < remembered.count:
        reason = f"the chain had {remembered.count} rows and now ends"
        return AuditReport(False, last.count, last.count + 1, reason)
    return AuditReport(True, last.count)


def _fault(entry: Entry, own: str, last: Head, remembered: Head) -> str:
    if entry.seq != last.count + 1:
        return f"the row is missing; the next is {entry.seq}"
    if entry.prev_hash != last.hash:
        return "the row does not follow the one before it"
    if own != _hash(entry):
        return "the row was changed"
    if entry.seq == remembered.count and own != remembered.hash:
        return "the row is another one than was remembered"
    return ""


def _hash(entry: Entry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [at if name == "at" else getattr(entry, name) for name in Entry.__slots__]
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()
