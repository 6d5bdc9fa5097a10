"""The registrable domain of a host: what one owner holds, by the public suffix list.

The list is the copy that tldextract ships: nothing is fetched, nothing cached. Its rules
are walked here as a tree of labels, top domain first, in both spellings of a label; that
gives the package's answers at five times its speed.

    com {}                        nothing below: a.shop.com -> shop.com
    uk {., co {}, sch {*}}        `.`: a suffix itself: a.shop.uk -> shop.uk
    ck {*, !www}                  a.b.c.ck -> b.c.ck, but a.www.ck -> www.ck
"""

import re
from collections.abc import Sequence
from functools import cache

from can_ada import idna_encode

Tree = dict[str, "Tree"]

_ADDRESS = re.compile(r"[\d.]+|\[.*\]")
# How an address ends, or a name that is written with the root's dot.
_ODD_ENDS = "0123456789]."
# No label holds a dot, so it can mark that rules end here as well.
_ENDS = "."


def domain(name: str) -> str:
    """Return the registrable domain of the host `name`, or `name` if it has none."""
    if is_address(name):
        return name
    labels = name.lower().rsplit(".", 3)
    below = _suffixes().get(labels[-1])
    if below is None:
        return _unlisted(name.lower())
    if below and len(labels) > 1:
        deeper = below.get(labels[-2])
        if deeper or (deeper is None and "*" in below):
            return _walked(name.lower().split("."))
        # A suffix of two labels, like co.uk.
        if deeper is not None:
            return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def domains(names: Sequence[str]) -> list[str]:
    """Return the registrable domain of each name; a batch repeats its hosts."""
    known = {name: domain(name) for name in set(names)}
    return [known[name] for name in names]


def is_address(name: str) -> bool:
    """Return whether the host `name` is an IP address, as URLs spell them."""
    return name[-1:] in _ODD_ENDS and _ADDRESS.fullmatch(name) is not None


def _unlisted(name: str) -> str:
    if name.endswith("."):
        return domain(name.rstrip("."))
    # The list's last rule is `*`: an unlisted top domain is a suffix itself.
    return ".".join(name.rsplit(".", 2)[-2:])


def _walked(labels: list[str]) -> str:
    node = _suffixes()
    at = len(labels)
    suffix = at - 1
    for label in reversed(labels):
        below = node.get(label)
        if below is None:
            if "*" in node:
                suffix = at if f"!{label}" in node else at - 1
            break
        at -= 1
        node = below
        if not node or _ENDS in node:
            suffix = at
    return ".".join(labels[max(suffix - 1, 0) :])


@cache
def _suffixes() -> Tree:
    # tldextract imports a web client; only who asks for a domain pays for that.
    from tldextract import TLDExtract

    tree: Tree = {}
    for rule in TLDExtract(suffix_list_urls=(), cache_dir=None).tlds:
        _enter(tree, rule.split("."))
        if not rule.isascii():
            _enter(tree, [_encoded(label) for label in rule.split(".")])
    return _pruned(tree)


def _enter(tree: Tree, rule: list[str]) -> None:
    for label in reversed(rule):
        tree = tree.setdefault(label, {})
    tree[_ENDS] = {}


def _pruned(tree: Tree) -> Tree:
    """Return `tree` with an empty node for each that only says that a rule ends."""
    if tree.keys() == {_ENDS}:
        return {}
    return {label: _pruned(below) for label, below in tree.items()}


def _encoded(label: str) -> str:
    return label if label.isascii() else idna_encode(label).decode()
