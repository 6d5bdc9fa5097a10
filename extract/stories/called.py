"""Where on a page its author says things are: by class, id, and the like.

Names that pages give to their parts repeat a hundred times, so each is looked at once, and
only those that hold some word of what is looked for.
"""

import re
from typing import NamedTuple
from weakref import proxy

import numpy as np

from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID
from extract.markup.joined import Joined, cuts
from extract.markup.tree import Tree
from extract.once import once

_IS_NAMING = np.isin(
    np.arange(len(NUMBER) + 1),
    [NUMBER[name] for name in ("class", "id", "itemprop", "rel", "role")],
)
_MOST_NAMED = 20_000
_MOST_GROUPS = 1_000
_LONGEST = 120
# Parts of a page that are not what it is about; `comment` and the like name them too.
_ASIDE = re.compile(
    r"related|recommend|sidebar|side-bar|footer|teaser|widget|comment|read-?more|promo"
    r"|more-(?:stor|post|art|from)|trending|popular|newsletter|cookie|modal|popup|carousel"
    r"|similar|suggest|latest|recent|breadcrumb|swiper|slick|menu|navbar|disqus|reviews"
    r"|up-?next|also-?like|see-?also|signature|mega-?nav"
)
# Classes that are rules of layout: `md:[grid-area:sidebar]`.
_RULES = re.compile(r"\S*[\[:]\S*")
_MOST_OF_IT = 3
_ASIDE_TAGS = frozenset(ID[name] for name in ("aside", "footer", "nav", "select"))
_FARTHEST = 40


class Naming(NamedTuple):
    """Names that `pattern` finds something in; each of them holds one of `words`.

    Looking for the words costs a tenth of trying the pattern on every name.
    """

    pattern: re.Pattern[str]
    words: tuple[bytes, ...]


def naming(words: str, pattern: str) -> Naming:
    """Return what finds the names of `pattern`; `words` are in small letters."""
    return Naming(re.compile(pattern), tuple(words.encode().split()))


@once
def called(tree: Tree) -> "Called":
    """Return the names of a page's parts, read once a page."""
    return Called(tree)


def seen_at(tree: Tree, node: int) -> int:
    """Return where in `tree.seen` the text of `node` begins."""
    # Whoever asks for the whole text first makes the column be filled.
    return int(tree.nodes[node, g.SEEN_AT]) if tree.seen else 0


class Called:
    """The names of a page's parts, and which of them stand beside its matter."""

    def __init__(self, tree: Tree) -> None:
        # Kept with the tree, it must not keep the tree.
        self._tree = proxy(tree)
        rows = np.flatnonzero(_IS_NAMING[tree.marks[:, g.NAME]])[:_MOST_NAMED]
        self._nodes = tree.marks[rows, g.OF]
        first, end = tree.marks[rows, g.FROM], tree.marks[rows, g.TO]
        end = np.minimum(end, first + _LONGEST)
        raws = cuts(tree.source, first, end)
        known = {raw: number for number, raw in enumerate(dict.fromkeys(raws))}
        self._numbers = np.array([known[raw] for raw in raws], np.int64)
        self._names = Joined([raw.lower() for raw in known])
        self._beside: dict[int, bool] = {}
        self._headings = np.array(tree.all("h1"), np.int64)
        self._liked: dict[Naming, list[int]] = {}
        self._aside: dict[int, bool] = {}

    def like(self, wanted: Naming) -> list[int]:
        """Return the parts with a name that is `wanted`, in reading order."""
        if wanted not in self._liked:
            nodes, _ = self._bearers(self._found(wanted))
            self._liked[wanted] = list(dict.fromkeys(nodes))
        return self._liked[wanted]

    def groups(self, wanted: Naming) -> list[tuple[str, list[int]]]:
        """Return each name that is `wanted`, with the parts that bear it."""
        found: dict[int, list[int]] = {}
        bearers = self._bearers(self._found(wanted)[:_MOST_GROUPS])
        for node, number in zip(*bearers, strict=True):
            found.setdefault(number, []).append(node)
        return [(self._name(number), nodes) for number, nodes in found.items()]

    def _found(self, wanted: Naming) -> list[int]:
        able = self._names.holding(wanted.words)
        return [k for k in able if wanted.pattern.search(self._name(k))]

    def _bearers(self, numbers: list[int]) -> tuple[list[int], list[int]]:
        """Return the parts that bear one of these names, each beside its number."""
        if not numbers:
            return [], []
        is_one = np.zeros(len(self._names.strings), np.bool_)
        is_one[numbers] = True
        rows = np.flatnonzero(is_one[self._numbers])
        return self._nodes[rows].tolist(), self._numbers[rows].tolist()

    def _name(self, number: int) -> str:
        return self._names.strings[number].decode("utf-8", "replace")

    def names(self, node: int) -> list[str]:
        """Return the names of one part, in small letters."""
        return [self._name(k) for k in self._numbers_of(node)]

    def _numbers_of(self, node: int) -> list[int]:
        first, end = np.searchsorted(self._nodes, (node, node + 1)).tolist()
        return self._numbers[first:end].tolist()

    def is_aside(self, node: int) -> bool:
        """Return whether `node` stands beside what its page is about."""
        around = [node]
        for parent in self._tree.ancestors(node):
            if parent in self._aside or len(around) > _FARTHEST:
                break
            around.append(parent)
        parent = self._tree.parent(around[-1])
        said = self._aside.get(parent, False)
        for part in reversed(around):
            said = said or self._stands_aside(part)
            self._aside[part] = said
        return said

    def _stands_aside(self, node: int) -> bool:
        if int(self._tree.nodes[node, g.TAG]) in _ASIDE_TAGS:
            return True
        # A name on most of a page (`has-sidebar`, `comments-open`) says nothing of a part.
        end = self._tree.end(node)
        if end - node > self._tree.size // _MOST_OF_IT or self._has_heading(node, end):
            return False
        return any(self._is_beside(k) for k in self._numbers_of(node))

    def _is_beside(self, number: int) -> bool:
        if number not in self._beside:
            name = _RULES.sub("", self._name(number))
            self._beside[number] = bool(_ASIDE.search(name))
        return self._beside[number]

    def _has_heading(self, node: int, end: int) -> bool:
        first, after = np.searchsorted(self._headings, (node, end)).tolist()
        return bool(first < after)
