"""What tells a page's kind: its words by their hashes, and how it is laid out."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from extract.kernel import Bytes, Ints
from extract.markup.elements import ID
from extract.markup.tree import Tree
from extract.text.layout import Layout
from extract.text.lines import WORDS
from extract.text.lineviews import VIEWS
from extract.text.wordcounts import (
    ADDRESS,
    SHOWN,
    SLOTS,
    STATED,
    TITLES,
    count_names,
    count_words,
)

Floats = NDArray[np.float64]
_MOST_SHOWN = 60_000
_MOST_HEADINGS = 80
_TYPE = re.compile(rb'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"([A-Za-z]{2,40})"')
_WORD = re.compile(r"[a-z]+|\d+")
_NO_LETTER = re.compile(r"[^a-z]+")
_TELLING = ("og:type", "generator", "twitter:card")
_TAGGED = (
    "p li td h1 h2 h3 img a input button form pre code article section time iframe table "
    "select script dl video"
)
_TAGS = [ID[name] for name in _TAGGED.split()]
FIGURES = 2 * VIEWS + len(_TAGS) + 2


def counts(tree: Tree, url: str, title: str) -> Ints:
    """Return how often each slot's words stand in the page."""
    found: Ints = np.zeros(SLOTS, np.int64)
    count_names(tree.data, tree.marks, found)
    headings = tree.all("h1", "h2", "h3")[:_MOST_HEADINGS]
    titles = " ".join((title, *(tree.text(node) for node in headings)))
    _count(tree.seen[:_MOST_SHOWN], found[SHOWN:TITLES])
    _count(titles.encode("utf-8", "replace"), found[TITLES:ADDRESS])
    _count(" ".join(_address(url)).encode(), found[ADDRESS:STATED])
    _count(" ".join(_stated(tree)).encode("utf-8", "replace"), found[STATED:])
    return found


def _count(words: bytes, found: Ints) -> None:
    data: Bytes = np.frombuffer(words, np.uint8)
    if len(data):
        count_words(data, 0, len(data), False, found)


def _address(url: str) -> Iterator[str]:
    """Return an address's words, each with a letter for its place, and its shape."""
    parts = urlsplit(url)
    for mark, text in (("h", parts.netloc), ("p", parts.path), ("q", parts.query)):
        for word in _WORD.findall(text.lower())[:40]:
            yield mark + word
    steps = parts.path.rstrip("/").split("/")
    dashes = max(step.count("-") for step in steps)
    yield "shapedepth" + "i" * min(6, len(steps))
    yield "shapedashes" + "i" * min(8, dashes)
    yield "shapelast" + "i" * min(8, steps[-1].count("-"))
    yield "shapeend" + parts.path[-1:].replace("/", "slash")


def _stated(tree: Tree) -> Iterator[str]:
    for name in _TYPE.findall(tree.source)[:60]:
        yield "type" + name.decode()
    for node in tree.having("itemtype")[:60]:
        yield "item" + (tree.attribute(node, "itemtype") or "").rsplit("/", 1)[-1]
    for node in tree.all("meta")[:100]:
        name = tree.attribute(node, "property") or tree.attribute(node, "name") or ""
        name = name.lower()
        yield "meta" + _NO_LETTER.sub("", name)
        if name in _TELLING:
            content = (tree.attribute(node, "content") or "")[:30].lower()
            yield _NO_LETTER.sub("", name + content)


def figures(layout: Layout) -> Floats:
    """Return figures of how the page is laid out."""
    tree = layout.tree
    found: Floats = np.zeros(FIGURES)
    if len(layout.lines):
        views = layout.views[:, :VIEWS]
        words = layout.lines[:, WORDS] + 0.1
        found[:VIEWS] = views.mean(0)
        found[VIEWS : 2 * VIEWS] = words @ views / words.sum()
    tags = np.bincount(tree.tags[tree.tags > 0], minlength=len(ID) + 1)
    rest = [*tags[_TAGS].tolist(), len(layout.lines), len(tree.seen)]
    found[2 * VIEWS :] = np.log1p(rest)
    return found
