"""The audit as people read it, the latest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ledger.tables import audit
from ledger.users import listed


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the audit."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: Any


def steps(connection: Connection, limit: int, before: int | None = None) -> list[Step]:
    """List what was done, before a row if one is named."""
    columns = [audit.c[name] for name in Step.__slots__]
    wanted = select(*columns).order_by(audit.c.seq.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(audit.c.seq < before)
    return [Step(*row) for row in connection.execute(wanted)]


def people(connection: Connection) -> Mapping[str, str]:
    """Return the addresses of users by what the audit calls them."""
    return {one.name: one.email for one in listed(connection)}
