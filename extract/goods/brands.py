"""The brand that a page shows: beside its heading, or as the first words of its title.

A name in an element that calls itself brand, and links to a page of the brand, are found
by a few bytes of the page's source, since a look at every element would take too long.
"""

import re
from collections.abc import Iterator

import numpy as np

from extract.goods.identifiers import plain
from extract.goods.identity import Identity, words
from extract.goods.sighting import Sighting
from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.needles import Needles, named
from extract.markup.tree import Tree

_CLASSES = Needles((b"brand", b"Brand", b"anufactur", b"byline", b"marca", b"marke"))
_LINKS = Needles(
    (b"/brand", b"/marque", b"/marca", b"/marke", b"/manufacturer", b"brand=")
)
_CLASS_OF = named(*(NUMBER[name] for name in ("class", "id", "itemprop")))
_LINK_OF = named(NUMBER["href"])
_MAX_NODES = 90
_MAX_CHARS, _MAX_WORDS = 40, 5
_FRAME = re.compile(
    r"^(?:visit the|besuchen? (?:sie )?den|visita (?:lo|la) (?:store|tienda)(?: di| de)?"
    r"|visiter la boutique|brand|marke|marca|marque|by|von|di|par|de|more from|shop|merk"
    r"|producent|hersteller|manufacturer)\s*:?\s+|[\s-]+(?:store|shop|boutique)$",
    re.IGNORECASE,
)
_FAR = 3_000
# Nodes around the heading in which a brand is looked for.
_BEFORE, _BEHIND = 120, 350


def brands(tree: Tree, identity: Identity) -> list[Sighting]:
    """Return the names that the page shows as its product's brand."""
    at = int(tree.nodes[max(identity.heading.node, 0), g.SEEN_AT])
    found: dict[tuple[str, str], Sighting] = {}
    for source, node in _places(tree, identity.heading.node):
        name = _name(tree, node)
        if name is None:
            continue
        where = abs(int(tree.nodes[node, g.SEEN_AT]) - at)
        inside = words(name) <= words(identity.heading.text)
        kind = f"{source}-{'titled' if inside else 'near' if where < _FAR else 'far'}"
        sighting = Sighting(field="brand", value=name, raw=name, source=kind)
        found.setdefault((name, kind), sighting)
    return list(found.values())


def _places(tree: Tree, heading: int) -> Iterator[tuple[str, int]]:
    """Yield elements near the heading that call themselves a brand, or lead to one."""
    first, last = max(heading - _BEFORE, 0), min(max(heading, 0) + _BEHIND, tree.size)
    low, high = np.searchsorted(tree.marks[:, g.OF], [first, last]).tolist()
    for source, needles, names in (
        ("class", _CLASSES, _CLASS_OF),
        ("link", _LINKS, _LINK_OF),
    ):
        rows = [row for _, row in needles.among(tree, slice(low, high), names)]
        nodes = dict.fromkeys(tree.marks[rows, g.OF].tolist())
        for node, _ in zip(nodes, range(_MAX_NODES), strict=False):
            yield source, node


def _name(tree: Tree, node: int) -> str | None:
    text = tree.text(node)
    if not text:
        pictures = (one for one in range(node, min(tree.end(node), node + 6)))
        alts = (tree.attribute(one, "alt") for one in pictures)
        text = next((alt for alt in alts if alt), "")
    if len(text) > 2 * _MAX_CHARS:
        return None
    name = _FRAME.sub("", _FRAME.sub("", text.strip())).strip(" :-|")
    is_name = len(name) <= _MAX_CHARS and len(name.split()) <= _MAX_WORDS
    return plain(name) if is_name and not name[:1].isdigit() else None
