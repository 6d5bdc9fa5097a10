"""The categories that a page shows above its product, where it states none."""

from urllib.parse import urlsplit

import numpy as np

from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID
from extract.markup.needles import Needles, named
from extract.markup.tree import Tree

# Spellings of what the element is called; a trail in another one is not found.
_NAMES = Needles((b"readcrumb", b"bread-crumb", b"readCrumb", b"pathway"))
_CALLED = named(*(NUMBER[name] for name in ("class", "id", "aria-label", "role")))
_MAX_TRAILS = 24
_FEWEST, _MOST = 2, 12
_MAX_CHARS = 80
_HOMES = frozenset(("home", "homepage", "start", "startseite", "accueil", "inicio"))
_MARKS = " /›»>|\u00a0·→"


def crumbs(tree: Tree, title: str | None) -> list[str]:
    """Return the names on a page's trail, without its home and the page itself."""
    for node in _trails(tree):
        names = _names(tree, node)
        if _FEWEST <= len(names) <= _MOST:
            last = names[-1].lower()
            # The page itself ends its trail, often cut short.
            own = (title or "").lower().startswith(last.rstrip(".…"))
            first = 1 if _is_home(tree, node, names[0]) else 0
            return names[first:-1] if own else names[first:]
    return []


def _is_home(tree: Tree, node: int, name: str) -> bool:
    """Return whether a trail begins at the host's first page, which is no category."""
    link = int(np.flatnonzero(tree.tags[node : tree.end(node)] == ID["a"])[0]) + node
    path = urlsplit(tree.attribute(link, "href") or "").path.strip("/")
    # Languages and countries have first pages of their own.
    return len(path) <= len("en-gb") or name.lower() in _HOMES


def _trails(tree: Tree) -> list[int]:
    hits = _NAMES.among(tree, slice(0, None), _CALLED)
    rows = [row for _, row in hits]
    return list(dict.fromkeys(tree.marks[rows, g.OF].tolist()))[:_MAX_TRAILS]


def _names(tree: Tree, node: int) -> list[str]:
    """Return the links' texts of a trail, and what stands behind the last one."""
    tags, end = tree.tags, tree.end(node)
    links = np.flatnonzero(tags[node:end] == ID["a"])[: _MOST + 1] + node
    texts = [tree.text(int(link)).strip(_MARKS) for link in links]
    names = [text for text in texts if text and len(text) <= _MAX_CHARS]
    if len(links) and len(names) >= _FEWEST:
        behind = int(tree.end(int(links[-1])))
        start, stop = (int(tree.nodes[one, g.SEEN_AT]) for one in (behind, end))
        rest = tree.seen[start:stop].decode("utf-8", "replace").strip(_MARKS + "\n")
        if rest and "\n" not in rest and len(rest) <= _MAX_CHARS:
            names.append(rest)
    return list(dict.fromkeys(names))
