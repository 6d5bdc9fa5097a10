"""The data that a page's scripts carry: states of its programs, layers for its counters.

Whatever a shop's software calls it (a state, a data layer, a product's JSON), it is an
object behind a `=`, in a call, alone in its script, or in an attribute. Only what speaks of
the page's subject is read, and only so many letters of it.
"""

import html
import re
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from extract.markup import grow as g
from extract.markup.elements import ID
from extract.markup.tree import Tree
from extract.statements.literal import Note, read, unescaped, values
from extract.statements.references import read_references
from extract.statements.scriptkeys import tell

# Where an object begins: behind `=`, or in a call, also behind the call's first words.
_BEGINS = re.compile(
    r"[=(]\s{0,9}(?:['\"][\w\s:.-]{0,60}['\"]\s{0,9},\s{0,9}){0,3}"
    r"(?=[{\[]\s{0,99}[\w\"'{\[])"
)
# What is called stands before that; read backwards, each letter is looked at once.
_CALLED = re.compile(r"\s{0,9}[\w$.\]\[\"']{1,80}")
_PARSED = re.compile(r"JSON\.parse\(\s*(\"(?:[^\"\\]|\\.)*+\"?|'(?:[^'\\]|\\.)*+'?)")
# Nuxt 2 names the values that its state has often, and hands them to a function.
_PACKED = re.compile(
    r"__NUXT__\s{0,9}=\s{0,9}\(function\(([\w$,\s]{1,20000})\)\s{0,9}\{"
    r"[^{}]{0,20000}?return\s{0,9}(?=\{)"
)
_WORDS = (b"rice", b"sku", b"rod")
_OPENING = np.isin(np.arange(256), list(b"{[&"))
_MAX_SCRIPT = 700_000
_NUXT = "__NUXT_DATA__"
_MAX_STARTS = 40
# What begins as an object and is none costs most; pages have a few.
_MAX_MISSES = 8
_MAX_ATTRIBUTES = 20
_MIN_ATTRIBUTE = 40
_MAX_TEXT = 2_000


class Notes(Protocol):
    """Who takes the objects."""

    def at(self, place: str) -> Note:
        """Return what takes those of one place."""

    def are_enough(self) -> bool:
        """Return whether no more need be read."""

    def letters(self) -> int:
        """Return how many letters are worth reading."""


def read_scripts(tree: Tree, marks: list[bytes], notes: Notes) -> None:
    """Hand the objects in scripts to `notes`, until they are enough.

    `marks` are what a script must speak of, one of them at least.
    """
    left, misses = notes.letters(), 0
    for place, text, is_data in _candidates(tree, marks):
        left -= len(text)
        if left < 0 or misses > _MAX_MISSES or notes.are_enough():
            break
        if place == _NUXT:
            read_references(text, notes.at(place))
        elif is_data:
            _read_data(text, notes.at(place or "script"))
        else:
            misses += _read_program(text, notes)
    if notes.are_enough():
        return
    for name, value in _attributes(tree, marks):
        _read_data(value, notes.at(name))


def _candidates(tree: Tree, marks: list[bytes]) -> Iterator[tuple[str, str, bool]]:
    """Yield each script's name and text, and whether it is data alone."""
    for node, (at, stop, _) in _telling(tree):
        source = tree.source[at:stop]
        if not any(word in source for word in _WORDS):
            continue
        kind = (tree.attribute(node, "type") or "").lower()
        is_data = "json" in kind or "x-magento" in kind
        # Most scripts about goods are about others.
        if "ld+json" in kind or not (is_data or _speaks(source, marks)):
            continue
        name = tree.attribute(node, "id") or kind
        yield name, source.decode("utf-8", "replace"), is_data


def _telling(tree: Tree) -> Iterator[tuple[int, list[int]]]:
    """Yield the scripts that have keys of products, with where their texts lie."""
    scripts = np.flatnonzero(tree.tags == ID["script"])
    scripts = scripts[tree.nodes[scripts, g.END] > scripts + 1]
    spans = tree.nodes[scripts + 1][:, [g.AT, g.STOP, g.TAG]]
    spans[:, 2] = 0
    tell(tree.data, spans)
    short = spans[:, 1] - spans[:, 0] <= _MAX_SCRIPT
    kept = np.flatnonzero((spans[:, 2] > 0) & short)
    yield from zip(scripts[kept].tolist(), spans[kept].tolist(), strict=True)


def _speaks(source: bytes, marks: list[bytes]) -> bool:
    return not marks or any(mark in source for mark in marks)


def _read_data(text: str, note: Note) -> None:
    text = text.replace("<![CDATA[", "", 1).strip(" \t\r\n;<!-")
    if "&quot;" in text[:200]:
        text = html.unescape(text)
    if text[:1] in ("{", "["):
        read(text, 0, note)


def _read_program(text: str, notes: Notes) -> int:
    """Read the objects of a program; return how many turned out to be none."""
    packed = _PACKED.search(text)
    if packed:
        names = (name.strip() for name in packed[1].split(","))
        given = values(text[text.rfind("}(") + 2 :].rstrip("; \t\r\n)"))
        named = dict(zip(names, given, strict=False))
        read(text, packed.end(), notes.at("__NUXT__"), named)
        return 0
    at = misses = 0
    for _ in range(_MAX_STARTS):
        begins = _BEGINS.search(text, at)
        if begins is None or misses > _MAX_MISSES or notes.are_enough():
            break
        start = begins.start()
        called = _CALLED.match(text[max(0, start - 80) : start][::-1])
        end = read(
            text, begins.end(), notes.at(called[0][::-1] if called else "script")
        )
        misses += end == begins.end()
        at = max(end, begins.end())
    if "JSON.parse" not in text:
        return misses
    for found, _ in zip(_PARSED.finditer(text), range(_MAX_STARTS), strict=False):
        _read_data(unescaped(found[1][1:-1]), notes.at("JSON.parse"))
    return misses


def _attributes(tree: Tree, marks: list[bytes]) -> Iterator[tuple[str, str]]:
    """Yield attributes that hold data: long ones that begin as an object does."""
    rows = tree.marks
    long = rows[rows[:, g.TO] - rows[:, g.FROM] > _MIN_ATTRIBUTE]
    first = tree.data[long[:, g.FROM]]
    found = 0
    for row in long[_OPENING[first]].tolist():
        value = tree.source[row[g.FROM] : row[g.TO]]
        if b"rice" not in value and b"sku" not in value:
            continue
        name = tree.source[row[g.NAME_AT] : row[g.NAME_END]].decode("utf-8", "replace")
        if "variation" in name or _speaks(value, marks):
            found += 1
            yield name, html.unescape(value.decode("utf-8", "replace"))
        if found == _MAX_ATTRIBUTES:
            return


def plain(value: Any) -> str | None:
    """Return a value of a script as text, also the only one of a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return None
    return str(value).strip()[:_MAX_TEXT] or None
