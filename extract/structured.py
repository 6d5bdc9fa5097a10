"""JSON-LD: the statements a page makes for machines, as one flat list of nodes.

Shops write it by template, so it is often not quite JSON: each block is read as it
stands, then mended by known faults, one after the other, until it reads. Money never
passes through a float: a number with a point is a Decimal of the page's own digits.
"""

import html
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from extract.page import Page

# What JSON says of itself. A node is an object; its keys are the page's, not ours.
Value: TypeAlias = Any
Node: TypeAlias = dict[str, Value]

# Real blocks stay under 1 MB even on shops with hundreds of variants; what is larger
# is data put in the wrong place, and costs more to read than it can tell.
_MAX_BLOCK = 2_000_000
_MAX_BLOCKS = 100
_MAX_NODES = 5_000
_MAX_DEPTH = 12

_WRAPPERS = re.compile(
    r"\A[\s;]*(?:(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--)|"
    r"(?:(?://|/\*)?\s*\]\]>\s*(?:\*/)?|(?://\s*)?-->)[\s;]*\Z"
)
# Strings are matched first, so that what looks like a fault inside one is left alone.
# An unclosed one runs to the end, or every quote of a hostile text would look for it.
_STRING = r'"(?:[^"\\]|\\.)*+"?'
_COMMA = re.compile(rf"({_STRING})|,(?=\s*(?:,|[}}\]]))", re.DOTALL)
_COMMENT = re.compile(rf"({_STRING})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|.|\Z)', re.DOTALL)


class Graph:
    """All nodes of one page, top level first, and the way from an @id to its node."""

    def __init__(self, values: list[Value]) -> None:
        self.nodes: list[Node] = []
        self._by_id: dict[str, Node] = {}
        for value in values:
            for node in _flat(value):
                self.nodes.append(node)
                self._index(node, 0)

    def of(self, *types: str) -> list[Node]:
        """Return the nodes of any of `types`, in page order."""
        return [node for node in self.nodes if not types_of(node).isdisjoint(types)]

    def follow(self, value: Value) -> Value:
        """Return `value`, or the node it refers to where it is but an @id."""
        if isinstance(value, dict) and not (value.keys() - {"@id", "@type"}):
            return self._by_id.get(str(value.get("@id")), value)
        return value

    def all(self, value: Value) -> list[Node]:
        """Return the nodes that `value`, a node or a list, stands for."""
        values = value if isinstance(value, list) else [value]
        found = (self.follow(item) for item in values[:_MAX_NODES])
        return [item for item in found if isinstance(item, dict)]

    def _index(self, value: Value, depth: int) -> None:
        if depth > _MAX_DEPTH or len(self._by_id) > _MAX_NODES:
            return
        if isinstance(value, list):
            for item in value:
                self._index(item, depth + 1)
        elif isinstance(value, dict):
            name = value.get("@id")
            # A bare reference does not say anything about the thing it names.
            if isinstance(name, str) and value.keys() - {"@id", "@type"}:
                self._by_id.setdefault(name, value)
            for item in value.values():
                if isinstance(item, dict | list):
                    self._index(item, depth + 1)


def graph(page: Page) -> Graph:
    """Return what `page` states in its JSON-LD blocks."""
    values: list[Value] = []
    for script in page.tree.css('script[type^="application/ld+json" i]')[:_MAX_BLOCKS]:
        values.extend(read(script.text()))
    return Graph(values)


def read(text: str) -> list[Value]:
    """Return the JSON values of one block, mended as far as needed; [] if hopeless."""
    if len(text) > _MAX_BLOCK:
        return []
    for candidate in _mendings(text):
        values = _values(candidate)
        if values:
            return values
    return []


def types_of(node: Node) -> set[str]:
    """Return the types of `node` without their vocabulary: {"Product"}.

    Types begin with a capital, which some templates forget.
    """
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    bare = (re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))
    return {name[:1].upper() + name[1:] for name in bare}


def _flat(value: Value) -> Iterator[Node]:
    """Unwrap lists and @graph containers; nodes inside nodes stay there."""
    queue = [(value, 0)]
    for item, depth in queue:
        if depth > _MAX_DEPTH or len(queue) > _MAX_NODES:
            return
        if isinstance(item, list):
            queue.extend((part, depth + 1) for part in item)
        elif isinstance(item, dict):
            if "@type" in item or "@graph" not in item:
                yield item
            queue.append((item.get("@graph"), depth + 1))


def _mendings(text: str) -> Iterator[str]:
    text = text.replace("\x00", "").strip("\ufeff \t\r\n;")
    yield text
    text = _WRAPPERS.sub("", _WRAPPERS.sub("", text)).strip()
    yield text
    if re.match(r"[\[{\s]*&(quot|#34);", text):
        text = html.unescape(text)
        yield text
    text = _COMMA.sub(r"\1", _ESCAPE.sub(_escape, text))
    yield text
    yield _COMMA.sub(r"\1", _COMMENT.sub(r"\1", text))


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[1] else found[0][1:]


def _values(text: str) -> list[Value]:
    """Read one value after the other, since some pages put several in a block."""
    values: list[Value] = []
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
