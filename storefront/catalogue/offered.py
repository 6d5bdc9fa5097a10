"""Which editions of generated products are sold: what the ledger approved, the newest.

The ledger is asked, and not the lake's copy of it: what was withdrawn a moment ago is
not sold again. A newer edition that nobody approved leaves the older one on sale.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from ledger.approvals import Standing
from storefront.catalogue.item import Form, Guide, WorkFile
from storefront.texts import clean


class FoundEdition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of a generated product as the lake has it."""

    generated_key: str
    digest: str
    kind: str
    title: str
    path: str
    quality: float | None
    made_at: datetime
    contents: tuple[str, ...] = ()
    links: int = 0


# What lies beside each main file, if it was made.
_BESIDE: Mapping[str, tuple[Form, ...]] = {
    "pdf": ("pdf", "epub", "html", "post"),
    "mp4": ("mp4", "srt", "png"),
}
_LONGEST_TITLE, _MOST_CHAPTERS = 200, 60
_NO_SUMMARIES: Mapping[str, str] = {}


def on_sale(
    editions: Iterable[FoundEdition],
    decided: Standing,
    summaries: Mapping[str, str] = _NO_SUMMARIES,
) -> list[Guide]:
    """Return what is sold of `editions`, which come newest first.

    `summaries` say what works are in a sentence, by their keys. Of the forms, which lie
    beside the main file under its name, some may not have been made.
    """
    chosen: dict[str, FoundEdition] = {}
    for one in editions:
        if _may_be_sold(one, decided):
            chosen.setdefault(one.generated_key, one)
    return [_guide(one, summaries.get(key)) for key, one in chosen.items()]


def _guide(one: FoundEdition, summary: str | None) -> Guide:
    name, _, main = one.path.rpartition(".")
    told = [clean(title, _LONGEST_TITLE) for title in one.contents[:_MOST_CHAPTERS]]
    return Guide(
        generated_key=one.generated_key,
        kind=one.kind,
        title=one.title,
        path=one.path,
        quality=one.quality,
        made_at=one.made_at,
        summary=clean(summary, 400),
        forms=tuple(
            WorkFile(form=form, path=f"{name}.{form}") for form in _BESIDE.get(main, ())
        ),
        contents=tuple(title for title in told if title),
        sources=one.links,
        edition=one.digest,
    )


def _may_be_sold(edition: FoundEdition, decided: Standing) -> bool:
    decision = decided.get((edition.generated_key, edition.digest))
    return decision is not None and decision.verdict == "approved"
