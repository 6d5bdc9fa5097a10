"""Works to PDF, by typst: tagged, with bookmarks, and the same bytes for the same work.

The typesetter's own fonts are used and no others, and its clock is the work's day,
so a work is the same file on every machine.
"""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal
from zlib import crc32

import msgspec
import typst

from enrich.generate.closing import whole
from enrich.generate.work import Work

_TEMPLATE = Path(__file__).with_name("work.typ")


def pdf(work: Work) -> bytes:
    """Return `work` as a PDF that screen readers can read (PDF/UA-1)."""
    return _set(work, "pdf")


def cover(work: Work) -> bytes:
    """Return the cover of `work` as a PNG of 1600 by 2560 dots."""
    return _set(work, "cover")


def _set(work: Work, form: Literal["pdf", "cover"]) -> bytes:
    as_pdf = form == "pdf"
    rendered = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={
            "work": msgspec.json.encode(whole(work)).decode(),
            "form": form,
            # Two works of one day do not look alike, and one work always the same.
            "seed": str(crc32(work.key.encode()) % 97),
        },
        ignore_system_fonts=True,
        pdf_standards=["ua-1"] if as_pdf else [],
        timestamp=int(datetime.combine(work.as_of, time(), UTC).timestamp()),
        format="pdf" if as_pdf else "png",
        ppi=72,
    )
    if not isinstance(rendered, bytes):
        raise TypeError(f"typst gave {type(rendered).__name__} where bytes were due")
    return rendered
