"""Reports to PDF, by typst: tagged, with a title, and the same bytes for the same data.

The typesetter's own fonts are used and no others, and its clock is the report's day,
so a report is the same file on every machine.
"""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import typst

from enrich.generate.report import Report

_TEMPLATE = Path(__file__).with_name("comparison.typ")


def pdf(report: Report) -> bytes:
    """Return `report` as a PDF that screen readers can read (PDF/UA-1)."""
    day = datetime(report.year, report.month, report.day, tzinfo=UTC)
    rendered = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"report": msgspec.json.encode(report).decode()},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(day.timestamp()),
        format="pdf",
    )
    if not isinstance(rendered, bytes):
        raise TypeError(f"typst gave {type(rendered).__name__} where bytes were due")
    return rendered
