"""How a page is laid out: its lines, what its parts are called, and each line's figures."""

import re
from functools import cached_property

import numpy as np

from extract.kernel import Bytes, Ints
from extract.markup.tree import Tree
from extract.text import classwords
from extract.text.alike import ALIKE_SLOTS, count_alike
from extract.text.lines import COLUMNS, START, STOP, find_lines
from extract.text.lineviews import (
    SUMS,
    TOLD,
    Columns,
    sum_up,
    view_lines,
)
from extract.text.repeats import SLOTS, Floats, note_words, share_repeated
from extract.text.secondlook import ALL

_PADDING = bytes(8)
_STATED = re.compile(
    r'"(?:articleBody|description|text|reviewBody)"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){40,}+)'
)
_MOST_STATED = 200_000


class Layout:
    """The lines of one page, in reading order."""

    def __init__(self, tree: Tree, says: tuple[str, str, str]) -> None:
        """Lay out `tree`; `says` is its title, description and stated text."""
        self.tree = tree
        self._seen: Bytes = np.frombuffer(tree.seen + _PADDING, np.uint8)
        nodes = tree.nodes
        self.own: Ints = np.empty(tree.size, np.int64)
        self.chain: Ints = np.empty(tree.size, np.int64)
        classwords.mark(tree.data, nodes, tree.marks, self.own, self.chain)
        rows: Ints = np.empty((tree.seen.count(b"\n") + 2, COLUMNS), np.int64)
        self.first_line: Ints = np.empty(tree.size + 1, np.int64)
        count = find_lines(self._seen, nodes, self.chain, rows, self.first_line)
        self.lines = rows[:count]
        self.told: Floats = np.full((count, TOLD), -1, np.float32)
        for k, text in enumerate(says):
            if text:
                self._tell(text, self.told[:, k])

    def _tell(self, text: str, told: Floats) -> None:
        slots: Bytes = np.zeros(SLOTS, np.uint8)
        words = text[:_MOST_STATED].encode("utf-8", "replace") + b"\0"
        note_words(np.frombuffer(words, np.uint8), slots)
        share_repeated(self._seen, self.lines, slots, told)

    @cached_property
    def sums(self) -> Ints:
        """Sums of figures up to each line."""
        sums: Ints = np.empty((len(self.lines) + 1, SUMS), np.int64)
        sum_up(self.lines, sums)
        return sums

    @cached_property
    def views(self) -> Floats:
        """Each line's figures, for a model, with room for those of a second look."""
        views: Floats = np.empty((len(self.lines), ALL), np.float32)
        if len(views):
            view_lines(self.columns, views)
        return views

    @cached_property
    def columns(self) -> Columns:
        """All of it, as loops take it."""
        tree = self.tree
        alike: Ints = np.empty(tree.size, np.int64)
        slots: Ints = np.empty(ALIKE_SLOTS, np.int64)
        count_alike(tree.data, tree.nodes, tree.marks, alike, slots)
        return Columns(
            tree.nodes, self.own, self.chain, alike, self.first_line, self.lines,
            self.sums, self.told,
        )  # fmt: skip

    def text(self, k: int) -> str:
        """Return the text of a line."""
        at, stop = self.lines[k, [START, STOP]].tolist()
        return self.tree.seen[at:stop].decode("utf-8", "replace")


def stated_text(tree: Tree) -> str:
    """Return the texts that a page's structured data holds, as they are written there."""
    scripts = (
        tree.held(node)
        for node in tree.all("script")
        if "ld+json" in (tree.attribute(node, "type") or "")
    )
    return " ".join(found for script in scripts for found in _STATED.findall(script))
