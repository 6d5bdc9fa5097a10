"""The brand that a page shows: beside its heading, or as the first words of its title.

A name in an element that calls itself brand, and links to a page of the brand, are found
by a few bytes of the page's source, since a look at every element would take too long.
"""

import re
from collections.abc import Iterator

import numpy as np

from extract import grow as g
from extract.attributes import NUMBER
from extract.identifiers import plain
from extract.identity import Identity, words
from extract.sighting import Sighting
from extract.tree import Tree

_CLASSES = (b"brand", b"Brand", b"anufactur", b"byline", b"marca", b"marke")
_LINKS = (b"/brand", b"/marque", b"/marca", b"/marke", b"/manufacturer", b"brand=")
_CLASS_OF = [NUMBER[name] for name in ("class", "id", "itemprop")]
_LINK_OF = [NUMBER["href"]]
_MAX_HITS = 30
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
    rows = tree.marks
    low, high = np.searchsorted(rows[:, g.OF], [first, last])
    rows = rows[low:high]
    start, stop = (int(tree.nodes[node, g.AT]) for node in (first, last - 1))
    for source, needles, names in (
        ("class", _CLASSES, _CLASS_OF),
        ("link", _LINKS, _LINK_OF),
    ):
        kept = rows[np.isin(rows[:, g.NAME], names)]
        for hit in _hits(tree.source, needles, start, stop):
            row = int(np.searchsorted(kept[:, g.FROM], hit, "right")) - 1
            if row >= 0 and hit < kept[row, g.TO]:
                yield source, int(kept[row, g.OF])


def _hits(
    source: bytes, needles: tuple[bytes, ...], start: int, stop: int
) -> Iterator[int]:
    for needle in needles:
        at = source.find(needle, start, stop)
        for _ in range(_MAX_HITS):
            if at < 0:
                break
            yield at
            at = source.find(needle, at + 1, stop)


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
