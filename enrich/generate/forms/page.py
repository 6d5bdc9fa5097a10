"""What EPUB and post share: a work's chapters as XHTML, every letter of it escaped."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from enrich.generate.closing import whole
from enrich.generate.work import Work

# What XML 1.0 has no place for, even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_IN_ADDRESSES = "%/:?@!$&'()*+,;=~-._"
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def rendered(template: str, work: Work, **more: Any) -> str:
    """Return `template` filled in with `work`."""
    page = _templates().get_template(template).render(work=shown(work), **more)
    return _NO_XML.sub("", page)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = address
    return environment


def shown(work: Work) -> dict[str, Any]:
    """Return `work` as templates read it: with addresses of heads, and scales of charts."""
    told: dict[str, Any] = msgspec.to_builtins(whole(work))
    told["day"] = f"{work.as_of.day} {work.as_of:%B %Y}"
    for chapter in told["chapters"]:
        for place, block in enumerate(chapter["blocks"]):
            _complete(block, f"{chapter['name']}-{place}")
        chapter["drawn"] = any(b["type"] == "chart" for b in chapter["blocks"])
        chapter["heads"] = [b for b in chapter["blocks"] if b["type"] == "head"]
    return told


def address(url: str) -> str:
    """Return `url` with every sign percent-encoded that an address may not hold."""
    before, mark, after = url.partition("#")
    left = quote(before, safe=_IN_ADDRESSES)
    return _LONE_PERCENT.sub("%25", f"{left}{mark}{quote(after, safe=_IN_ADDRESSES)}")


def _complete(block: dict[str, Any], address: str) -> None:
    if block["type"] == "head":
        block["id"] = address
    if block["type"] == "chart":
        block["most"] = _most(block)


def _most(chart: Mapping[str, Any]) -> float:
    return max([bar["value"] for bar in chart["bars"]], default=0) or 1.0
