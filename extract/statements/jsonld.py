"""JSON-LD: the statements a page makes for machines, read although they are broken.

Shops write it by template, so it is often not quite JSON: each block is read as it
stands, then mended by known faults, one after the other, until it reads. Money never
passes through a float: a number with a point is a Decimal of the page's own digits.
"""

import html
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID
from extract.markup.tree import Tree

# Real blocks stay under 1 MB even on shops with hundreds of variants; what is larger
# is data put in the wrong place, and costs more to read than it can tell.
_MAX_BLOCK = 2_000_000
_MAX_BLOCKS = 100
_TYPE = b"application/ld+json"

# Each is looked for at one end alone: a page of white space would take seconds.
_OPENING = re.compile(r"(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--")
_CLOSING = re.compile(r"(?:(?://|/\*)?\s*\]\]>\s*(?:\*/)?|(?://\s*)?-->)\Z")
_LONGEST_CLOSING = 100
_AROUND = "\ufeff\u00a0 \t\r\n\f\v;"
# Strings are matched first, so that what looks like a fault inside one is left alone.
# An unclosed one runs to the end, or every quote of a hostile text would look for it.
_STRING = r'"(?:[^"\\]|\\.)*+"?'
_COMMA = re.compile(rf"({_STRING})|,(?=\s*(?:,|[}}\]]))", re.DOTALL)
_COMMENT = re.compile(rf"({_STRING})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|.|\Z)', re.DOTALL)


def blocks(tree: Tree) -> list[Any]:
    """Return the values of all blocks of a page, in its order."""
    rows = tree.marks
    typed = rows[tree.named == NUMBER["type"]]
    typed = typed[tree.tags[typed[:, g.OF]] == ID["script"]]
    values: list[Any] = []
    nodes = (row[g.OF] for row in typed.tolist() if _is_block(tree, row))
    for node, _ in zip(nodes, range(_MAX_BLOCKS), strict=False):
        values.extend(read(tree.held(node)))
    return values


def _is_block(tree: Tree, row: list[int]) -> bool:
    said = tree.source[row[g.FROM] : row[g.TO]].strip().lower()
    return said.startswith(_TYPE)


def read(text: str) -> list[Any]:
    """Return the JSON values of one block, mended as far as needed; [] if hopeless."""
    if len(text) > _MAX_BLOCK:
        return []
    for candidate in _mendings(text):
        values = _values(candidate)
        if values:
            return values
    return []


def _mendings(text: str) -> Iterator[str]:
    text = text.replace("\x00", "").strip("\ufeff \t\r\n;")
    yield text
    text = _unwrapped(_unwrapped(text))
    yield text
    if re.match(r"[\[{\s]*&(quot|#34);", text):
        text = html.unescape(text)
        yield text
    text = _COMMA.sub(r"\1", _ESCAPE.sub(_escape, text))
    yield text
    yield _COMMA.sub(r"\1", _COMMENT.sub(r"\1", text))


def _unwrapped(text: str) -> str:
    """Return `text` without one comment or CDATA section around all of it."""
    text = text.strip(_AROUND)
    opening = _OPENING.match(text)
    text = text[opening.end() :] if opening else text
    closing = _CLOSING.search(text, max(len(text) - _LONGEST_CLOSING, 0))
    return (text[: closing.start()] if closing else text).strip(_AROUND)


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[1] else found[0][1:]


def _values(text: str) -> list[Any]:
    """Read one value after the other, since some pages put several in a block."""
    values: list[Any] = []
    text = text.lstrip()
    while text and len(values) < _MAX_BLOCKS:
        try:
            value, end = _DECODER.raw_decode(text)
        # ValueError: no JSON, or an integer of absurd length. RecursionError: nesting
        # beyond what the reader bears, which only an attack has.
        except (ValueError, RecursionError):
            return []
        values.append(value)
        text = text[end:].lstrip(" \t\r\n;,")
    return values


# Not strict: shops leave line breaks and control characters inside their strings.
_DECODER = json.JSONDecoder(
    strict=False, parse_float=Decimal, parse_constant=lambda _: None
)
