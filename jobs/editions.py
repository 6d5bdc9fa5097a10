"""Editions of generated products: what the lake knows of each, and what was decided.

The lake's newest row of an edition says its state; the ledger may know better, as its
decisions reach the lake a moment later.
"""

from datetime import date, datetime
from typing import Any

import msgspec

from jobs.business import Business
from lake.editions import EDITIONS
from lake.sql import current
from ledger.approvals import Approval, standing

# S608: made of literals.
_ASKED = f"""
WITH {EDITIONS}
SELECT newest.*, made_at, was_checked,
    coalesce(last_made_at <= gone_at, false) AS is_gone,
    row_number() OVER (
        PARTITION BY generated_key ORDER BY last_made_at DESC, digest) = 1 AS is_newest
FROM newest JOIN history USING (generated_key, digest) LEFT JOIN gone USING (generated_key)
ORDER BY generated_key, last_made_at DESC, digest
"""  # noqa: S608


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of a generated product."""

    generated_key: str
    digest: str
    kind: str
    title: str | None
    path: str | None
    quality: float | None
    as_of: date | None
    status: str | None
    reason: str | None
    faults: list[dict[str, Any]]
    state_at: datetime
    made_at: datetime
    was_checked: bool
    is_gone: bool
    is_newest: bool
    decided: Approval | None = None

    @property
    def state(self) -> str:
        """Its state in the words of the lake, with what the ledger decided since."""
        verdict = self.decided.verdict if self.decided else ""
        if verdict in {"refused", "withdrawn"}:
            return verdict
        if self.is_gone:
            return "withdrawn"
        if verdict and self.status == "checked":
            return verdict
        return self.status or "draft"

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.title or self.generated_key


def editions(business: Business) -> list[Edition]:
    """Return every edition, those of one product together, the newest first."""
    if business.lake.table("generated") is None:
        return []
    with current(business.lake) as connection:
        rows = connection.sql(_ASKED).to_arrow_table().to_pylist()
    with business.ledger.read() as connection:
        decided = standing(connection)
    found = [
        msgspec.structs.replace(
            one, decided=decided.get((one.generated_key, one.digest))
        )
        for one in msgspec.convert(rows, list[Edition])
    ]
    newest = {one.generated_key: one for one in found if one.is_newest}
    # Editions may be called otherwise than the newest of their product.
    return sorted(found, key=lambda one: _place(newest[one.generated_key]))


def _place(newest: Edition) -> tuple[str, str, str]:
    return newest.kind, newest.name, newest.generated_key
