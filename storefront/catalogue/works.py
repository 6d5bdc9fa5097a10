"""The files of generated works: where they lie, and what they are called in a snapshot.

A work's key and its paths come from data: both are vetted before they name a file.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from storefront.catalogue.answers import GuideCard
from storefront.catalogue.item import Guide
from storefront.errors import GuideRefused
from storefront.texts import slug

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "html": "text/html; charset=utf-8",
    "post": "text/html; charset=utf-8",
    "mp4": "video/mp4",
    "srt": "application/x-subrip",
    "png": "image/png",
}
_MAIN = ("pdf", "mp4")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def files_of(home: Path, guide: Guide) -> dict[str, Path]:
    """Return the files of `guide` by form, its main one first."""
    if not _KEY.fullmatch(guide.generated_key):
        raise GuideRefused(f"{guide.generated_key!r:.80} is no key of a guide")
    return {form: _vetted(home, guide, path) for form, path in _paths(guide)}


def main_form(guide: Guide) -> str:
    """Return the form of the file that `guide` is sold as."""
    form = guide.path.rpartition(".")[2]
    if form not in _MAIN:
        raise GuideRefused(
            f"guide {guide.generated_key} is a file {guide.path!r}, and a guide is a"
            " PDF or an MP4; generate it anew"
        )
    return form


def guide_card(guide: Guide, size: int) -> GuideCard:
    """Return `guide` as lists show it; its main file has `size` bytes."""
    return GuideCard(
        generated_key=guide.generated_key,
        kind=guide.kind,
        title=guide.title,
        slug=slug(guide.title),
        quality=guide.quality,
        made_at=guide.made_at,
        bytes=size,
        language=guide.language,
        summary=guide.summary,
        forms=tuple(one.form for one in guide.forms) or (main_form(guide),),
        price_minor=guide.price_minor,
        currency=guide.currency,
        sku=guide.sku,
    )


def _paths(guide: Guide) -> Iterator[tuple[str, str]]:
    main = main_form(guide)
    yield main, guide.path
    for one in guide.forms:
        if one.form != main:
            yield one.form, one.path


def _vetted(home: Path, guide: Guide, path: str) -> Path:
    allowed = (home / "products").resolve()
    file = (allowed / path).resolve()
    if not file.is_relative_to(allowed) or not file.is_file():
        raise GuideRefused(
            f"guide {guide.generated_key} names {path!r}, which is no file below "
            f"{allowed}; generate it anew"
        )
    return file
