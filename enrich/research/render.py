"""Reports on markets as files: PDF by typst, HTML and Markdown by templates.

In none of them can a crawled word become mark-up: typst gets JSON, HTML is escaped, and
in Markdown every sign that means something is written with a backslash.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from enrich.research.report import MarketReport

_HERE = Path(__file__).parent
# What means something anywhere in a line. What HTML escapes is not among them: a backslash
# before & would undo that.
_SIGNS = re.compile(r"[\\`*_\[\]|#~$@]|:(?=//)|(?<=\bwww)\.")
# What makes a list or a heading where a line begins.
_BEGINNINGS = re.compile(r"^\s*(?=[-+=])|^\s*\d+(?=[.)](?:\s|$))")


def pdf(report: MarketReport) -> bytes:
    """Return `report` as a PDF that screen readers can read (PDF/UA-1)."""
    rendered = typst.compile(
        (_HERE / "report.typ").read_bytes(),
        sys_inputs={"report": msgspec.json.encode(report).decode()},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(datetime(*report.day, tzinfo=UTC).timestamp()),
        format="pdf",
    )
    if not isinstance(rendered, bytes):
        raise TypeError(f"typst gave {type(rendered).__name__} where bytes were due")
    return rendered


def html(report: MarketReport) -> bytes:
    """Return `report` as one page that needs no other file."""
    return _environment().get_template("report.html").render(report=report).encode()


def markdown(report: MarketReport) -> bytes:
    """Return `report` as Markdown with tables, as GitHub reads them."""
    environment = _environment()
    environment.finalize = _plain
    return environment.get_template("report.md").render(report=report).encode()


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _BEGINNINGS.sub(r"\g<0>\\", _SIGNS.sub(r"\\\g<0>", value))
