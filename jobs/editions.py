"""Editions of generated products: what the lake knows of each, and what was decided.

The lake's newest row of an edition says its state; the ledger may know better, as its
decisions reach the lake a moment later.
"""

from datetime import date, datetime
from typing import Any

import msgspec

from jobs.business import Business
from lake.sql import current
from ledger.approvals import Approval, standing

# An edition counts as made when its draft came last: facts may go back to what they
# were. A withdrawal without a digest is of all that was made before it, one with a
# digest of that edition and those before it.
_EDITIONS = """
WITH newest AS (
    SELECT generated_key, digest, kind, title, path, quality, as_of, status, reason,
        coalesce(faults, []) AS faults, ingested_at AS state_at
    FROM generated WHERE digest IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY generated_key, digest ORDER BY ingested_at DESC, input_key, status
    ) = 1
),
history AS (
    SELECT generated_key, digest, min(ingested_at) AS made_at,
        coalesce(
            max(ingested_at) FILTER (status = 'draft' AND len(coalesce(faults, [])) = 0),
            min(ingested_at)) AS last_made_at,
        bool_or(status IN ('checked', 'approved', 'offered', 'refreshed')) AS was_checked
    FROM generated WHERE digest IS NOT NULL GROUP BY ALL
),
withdrawals AS (
    SELECT g.generated_key, coalesce(
        max(d.ingested_at) FILTER (d.status = 'draft' AND len(coalesce(d.faults, [])) = 0),
        min(d.ingested_at), g.ingested_at) AS of_what
    FROM generated g
    LEFT JOIN generated d ON d.generated_key = g.generated_key AND d.digest = g.digest
        AND d.ingested_at < g.ingested_at
    WHERE g.status = 'withdrawn' GROUP BY g.generated_key, g.digest, g.ingested_at
),
gone AS (
    SELECT generated_key, max(of_what) AS gone_at FROM withdrawals GROUP BY ALL
)
SELECT newest.*, made_at, was_checked,
    coalesce(last_made_at <= gone_at, false) AS is_gone,
    row_number() OVER (
        PARTITION BY generated_key ORDER BY last_made_at DESC, digest) = 1 AS is_newest
FROM newest JOIN history USING (generated_key, digest) LEFT JOIN gone USING (generated_key)
ORDER BY generated_key, last_made_at DESC, digest
"""


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
        rows = connection.sql(_EDITIONS).to_arrow_table().to_pylist()
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
