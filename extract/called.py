"""Where on a page its author says things are: by class, id, and the like.

Names that pages give to their parts repeat a hundred times, so each is looked at once.
"""

import re
from itertools import islice
from weakref import proxy

import numpy as np

from extract import grow as g
from extract.attributes import NUMBER
from extract.elements import ID
from extract.once import once
from extract.tree import Tree

_NAMING = [NUMBER[name] for name in ("class", "id", "itemprop", "rel", "role")]
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
        rows = tree.marks[np.isin(tree.marks[:, g.NAME], _NAMING)][:_MOST_NAMED]
        source = tree.source
        self._nodes = rows[:, g.OF]
        spans = rows[:, g.FROM].tolist(), rows[:, g.TO].tolist()
        raws = [source[at:end] for at, end in zip(*spans, strict=True)]
        numbers = {raw: number for number, raw in enumerate(dict.fromkeys(raws))}
        self._numbers = np.array([numbers[raw] for raw in raws], np.int64)
        self._named = [
            raw[:_LONGEST].decode("utf-8", "replace").lower() for raw in numbers
        ]
        self._beside = {
            name for name in self._named if _ASIDE.search(_RULES.sub("", name))
        }
        self._headings = np.array(tree.all("h1"), np.int64)
        self._liked: dict[re.Pattern[str], list[int]] = {}
        self._aside: dict[int, bool] = {}

    def like(self, pattern: re.Pattern[str]) -> list[int]:
        """Return the parts with a name that `pattern` finds something in, in reading order."""
        if pattern not in self._liked:
            wanted = [k for k, name in enumerate(self._named) if pattern.search(name)]
            nodes = self._nodes[np.isin(self._numbers, wanted)]
            self._liked[pattern] = np.unique(nodes).tolist()
        return self._liked[pattern]

    def groups(self, pattern: re.Pattern[str]) -> list[tuple[str, list[int]]]:
        """Return each name that `pattern` finds something in, with the parts that bear it."""
        wanted = (k for k, name in enumerate(self._named) if pattern.search(name))
        return [
            (self._named[k], self._nodes[self._numbers == k].tolist())
            for k in islice(wanted, _MOST_GROUPS)
        ]

    def names(self, node: int) -> list[str]:
        """Return the names of one part, in small letters."""
        first, end = np.searchsorted(self._nodes, (node, node + 1)).tolist()
        return [self._named[k] for k in self._numbers[first:end].tolist()]

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
        return any(name in self._beside for name in self.names(node))

    def _has_heading(self, node: int, end: int) -> bool:
        first, after = np.searchsorted(self._headings, (node, end)).tolist()
        return bool(first < after)
