"""A page's tree, read once: its elements, attributes and texts, kept as columns.

A node is its number in reading order. Whoever looks for something asks a column first
(which nodes are `meta`, which have an `itemprop`), and reads strings of those alone.
"""

import html
import threading
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from extract.kernel import Bytes, Ints
from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID
from extract.markup.grow import FIELDS, MARKS, grow
from extract.markup.openelements import SIZE
from extract.markup.seen import write_seen

# Pages of more are cut off: real ones have a fifth of it, and memory is bounded.
_MOST_NODES, _MOST_MARKS = 200_000, 400_000
# What the loops read past a page's end, and rows that one tag may open.
_PADDING = bytes(8)
_SLACK = 512
# A page that shows less than this waits for its scripts.
_BARE = 600
# Attributes by node, and by name.
Given = dict[int, dict[str, str]]
_NAMES = {number: name for name, number in ID.items()}


class _Room(threading.local):
    """What a thread reads its pages in, one after the other.

    Memory that each page asks for anew and gives back costs a tenth of reading it. What
    is not written to costs nothing.
    """

    def __init__(self) -> None:
        self.nodes: Ints = np.empty((_MOST_NODES + _SLACK, FIELDS), np.int64)
        self.marks: Ints = np.empty((_MOST_MARKS, MARKS), np.int64)
        self._text: Bytes = np.empty(0, np.uint8)

    def text(self, size: int) -> Bytes:
        """Return room for a text of `size` bytes."""
        if len(self._text) < size:
            self._text = np.empty(size, np.uint8)
        return self._text


_room = _Room()


class Tree:
    """One page's nodes; `nodes` and `marks` are rows as grow.py describes them."""

    def __init__(self, text: bytes) -> None:
        """Read `text`, which is UTF-8."""
        self.source = text.replace(b"\0", b"") if b"\0" in text else text
        size = len(self.source)
        self.data: Bytes = np.frombuffer(self.source + _PADDING, np.uint8)
        nodes = _room.nodes[: min(size, _MOST_NODES) + _SLACK]
        marks = _room.marks[: min(size, _MOST_MARKS)]
        state: Ints = np.zeros(SIZE, np.int64)
        self.size = int(grow(self.data, state, nodes, marks))
        self.nodes: Ints = nodes[: self.size + 1].copy()
        self.marks: Ints = marks[: state[g.NOTED]].copy()

    @cached_property
    def tags(self) -> Ints:
        """The number of each node's element; texts have one below 0."""
        return np.ascontiguousarray(self.nodes[: self.size, g.TAG])

    @cached_property
    def named(self) -> Ints:
        """The number of each attribute's name."""
        return np.ascontiguousarray(self.marks[:, g.NAME])

    def all(self, *names: str) -> list[int]:
        """Return the elements of these names, in reading order."""
        chosen = self.tags == ID[names[0]]
        for name in names[1:]:
            chosen |= self.tags == ID[name]
        return np.flatnonzero(chosen).tolist()

    def having(self, name: str) -> list[int]:
        """Return the elements that have the attribute `name`, in reading order."""
        rows = self.marks[self.named == NUMBER[name]]
        return list(dict.fromkeys(rows[:, g.OF].tolist()))

    def name(self, node: int) -> str:
        """Return the name of an element; that of a text is empty."""
        tag, at, stop = self.nodes[node, [g.TAG, g.AT, g.STOP]].tolist()
        if tag:
            return _NAMES.get(tag, "")
        words = self.source[at + 1 : min(stop, at + 80)].split(None, 1)
        return words[0].strip(b"/>").decode("utf-8", "replace").lower() if words else ""

    def attribute(self, node: int, name: str) -> str | None:
        """Return the value of an element's attribute; without one it is empty."""
        number = NUMBER[name]
        first, end = self.nodes[node, [g.ATTRS, g.ATTRS_END]].tolist()
        for row in self.marks[first:end].tolist():
            if row[g.NAME] == number:
                return self._value(row)
        return None

    def attributes(self, node: int) -> dict[str, str]:
        """Return all attributes of an element, the first of each name."""
        first, end = self.nodes[node, [g.ATTRS, g.ATTRS_END]].tolist()
        found: dict[str, str] = {}
        for row in self.marks[first:end].tolist():
            name = self.source[row[g.NAME_AT] : row[g.NAME_END]]
            found.setdefault(name.decode("utf-8", "replace").lower(), self._value(row))
        return found

    def given(self, nodes: list[int], names: Mapping[int, str]) -> Given:
        """Return the attributes of all `nodes` that have these numbers, and those names."""
        firsts, ends = self.nodes[nodes][:, [g.ATTRS, g.ATTRS_END]].T
        counts = ends - firsts
        offsets = counts.cumsum() - counts
        which = (firsts - offsets).repeat(counts) + np.arange(counts.sum())
        found: Given = {}
        rows = self.marks[which][:, [g.NAME, g.FROM, g.TO]].tolist()
        for node, row in zip(np.repeat(nodes, counts).tolist(), rows, strict=True):
            name = names.get(row[0])
            if name is not None:
                value = _unescaped(self.source[row[1] : row[2]]).strip()
                found.setdefault(node, {}).setdefault(name, value)
        return found

    def _value(self, row: list[int]) -> str:
        return _unescaped(self.source[row[g.FROM] : row[g.TO]]).strip()

    def parent(self, node: int) -> int:
        """Return the element around `node`; -1 for the outermost."""
        return int(self.nodes[node, g.PARENT])

    def ancestors(self, node: int) -> Iterator[int]:
        """Return the elements around `node`, the nearest first."""
        node = self.parent(node)
        while node >= 0:
            yield node
            node = self.parent(node)

    def end(self, node: int) -> int:
        """Return the first node behind `node` that is not inside of it."""
        return int(self.nodes[node, g.END])

    def children(self, node: int) -> Iterator[int]:
        """Return what stands right inside of an element."""
        child, end = node + 1, self.end(node)
        while child < end:
            yield child
            child = self.end(child)

    def held(self, node: int) -> str:
        """Return what a script, a style or a title holds, as it is written."""
        if self.end(node) == node + 1:
            return ""
        at, stop = self.nodes[node + 1, [g.AT, g.STOP]].tolist()
        return self.source[at:stop].decode("utf-8", "replace")

    @cached_property
    def seen(self) -> bytes:
        """What the page shows, a line a block, in UTF-8.

        One that shows next to nothing shows what it has for browsers without scripts.
        """
        shown = self._shown(scripts=True)
        if len(shown) < _BARE and b"<noscript" in self.source:
            plain = self._shown(scripts=False)
            if len(plain) > _BARE:
                return plain
            shown = self._shown(scripts=True)
        return shown

    def _shown(self, *, scripts: bool) -> bytes:
        out = _room.text(2 * len(self.source) + 64)
        length = write_seen(self.data, self.nodes, scripts, out)
        return out[:length].tobytes()

    def lines(self, node: int) -> str:
        """Return what an element shows, a line a block."""
        seen = self.seen
        at = int(self.nodes[node, g.SEEN_AT])
        stop = int(self.nodes[self.nodes[node, g.END], g.SEEN_AT])
        return seen[at:stop].decode("utf-8", "replace").strip()

    def text(self, node: int) -> str:
        """Return what an element shows, as one line."""
        return self.lines(node).replace("\n", " ")


def _unescaped(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    return html.unescape(text) if "&" in text else text
