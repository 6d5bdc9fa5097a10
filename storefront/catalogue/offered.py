"""Which editions of generated products are sold: what the ledger approved, the newest.

The ledger is asked, and not the lake's copy of it: what was withdrawn a moment ago is
not sold again. A newer edition that nobody approved leaves the older one on sale.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from ledger.approvals import Standing
from storefront.catalogue.item import Guide


class FoundEdition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of a generated product as the lake has it."""

    generated_key: str
    digest: str
    kind: str
    title: str
    path: str
    quality: float | None
    made_at: datetime


def on_sale(editions: Iterable[FoundEdition], decided: Standing) -> list[Guide]:
    """Return what is sold of `editions`, which come newest first."""
    chosen: dict[str, FoundEdition] = {}
    for one in editions:
        if _may_be_sold(one, decided):
            chosen.setdefault(one.generated_key, one)
    return [
        Guide(
            generated_key=one.generated_key,
            kind=one.kind,
            title=one.title,
            path=one.path,
            quality=one.quality,
            made_at=one.made_at,
        )
        for one in chosen.values()
    ]


def _may_be_sold(edition: FoundEdition, decided: Standing) -> bool:
    decision = decided.get((edition.generated_key, edition.digest))
    return decision is not None and decision.verdict == "approved"
