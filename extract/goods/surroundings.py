"""What the elements around amounts are called, and what that says of the amounts.

Shops name what they build: `price--old`, `product-card`. Patterns read the names, each
once however many amounts it holds; compiled loops climb the tree and add up.
"""

import re
from functools import lru_cache

import numpy as np

from extract.kernel import Ints, kernel
from extract.markup import grow as g
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID
from extract.markup.needles import named
from extract.markup.tree import Tree

_PRICE = re.compile(
    r"pri[cs]e|preis|prix|prec[ie]o|preco|prezzo|cena|hind|kaina|amount"
)
_NOW = re.compile(
    r"(?<![a-z])(?:sale|current|final|special|now|actual|selling|deal|promo|aktuell)"
    r"|(?:sale|now|special|final|current|our|offer)[-_]?price"
    r"|price[-_]{0,2}(?:sale|now|special|final|current|new)"
)
_OLD = re.compile(
    r"(?<![a-z])(?:old|was|list[-_]?price|regular|strike|before|original|rrp|msrp|uvp"
    r"|prev|cross(?:ed)?[-_]?out|compare[-_]?at|del|retail|ancien|streich|statt|stara?)"
    r"(?![a-z]*fold)|(?:old|was|regular|original|crossed|striked?)[-_]?price"
    r"|price[-_]{0,2}(?:old|was|regular|original|before|strike|crossed|compare)"
)
_ASIDE = re.compile(
    r"relat|recommend|similar|carousel|slider|also|up-?sell|cross-?sell|sponsor|"
    r"bundle|accessor|recently|compar|footer|header|\bnav|menu|minicart|mini-?basket|"
    r"cart-?(?:total|count|summary)|wish|review|listing|product-?(?:list|grid|item|card|tile)|"
    r"suggest|swiper|popular|bestsell|viewed|modal|popup|tooltip"
)
_ITEMPROP = re.compile(r"(?<!\S)price")
# What is said of an amount, as bits; patterns find the first five in names.
NAMES = (
    *("price_class", "now_class", "old_class", "aside", "itemprop"),
    *("struck", "linked", "repeated_cards", "same_part"),
)
_PATTERNS = (_PRICE, _NOW, _OLD, _ASIDE, _ITEMPROP)
_NEAR_KINDS = 1 | 2 | 4
_ASIDE_BIT, _ITEMPROP_BIT, _STRUCK_BIT, _LINKED_BIT, _CARDS_BIT, _SAME_BIT = (
    8, 16, 32, 64, 128, 256,
)  # fmt: skip
_CALLED = named(*(NUMBER[name] for name in ("class", "id", "itemprop")))
_LINK, _DEL, _S, _STRIKE = ID["a"], ID["del"], ID["s"], ID["strike"]
_CLIMB, _NEAR_CLIMB, _CARD_CLIMB = 40, 4, 3
_MAX_CLASSES = 300
_FEW, _PART = 3, 5
# A spot's row: its node, then what is told of it; how many elements are around it; these.
_TOLD, _HEIGHT, _FIRST = range(3)
# What is noted of each element: whether it was seen, what its names say, which they are.
_SEEN, _KINDS, _CARDS = range(3)
_CLIMBED, _OF_HEADING = 1, 2


def surroundings(tree: Tree, heading: int, places: list[int]) -> list[int]:
    """Return what the elements around the texts at `places` say of each, as bits."""
    chains: Ints = np.empty((len(places), _FIRST + _CLIMB), np.int64)
    chains[:, _TOLD] = places
    state: Ints = np.zeros((3, tree.size), np.int64)
    names: Ints = np.empty((len(tree.marks), 3), np.int64)
    _mark_above(tree.nodes, heading, state)
    count = _climb(tree.nodes, tree.marks, chains, state, names)
    _read(tree, names[:count], state)
    _tell(tree.nodes, chains, state)
    return chains[:, _TOLD].tolist()


def _read(tree: Tree, rows: Ints, state: Ints) -> None:
    """Note what each element's names say, and a number for those that are the same."""
    names: dict[int, bytes] = {}
    for node, first, end in rows.tolist():
        names[node] = names.get(node, b"") + b" " + tree.source[first:end]
    cards: dict[bytes, int] = {}
    for node, words in names.items():
        state[_KINDS, node] = _kinds(words)
        state[_CARDS, node] = cards.setdefault(words, len(cards) + 1)


# Shops have their classes on all their pages, and most pages on many elements.
@lru_cache(16_384)
def _kinds(words: bytes) -> int:
    """Return of what an element's names speak."""
    text = words.decode("utf-8", "replace").lower()
    short = text[:_MAX_CLASSES]
    return sum(1 << bit for bit, kind in enumerate(_PATTERNS) if kind.search(short))


@kernel
def _mark_above(nodes: Ints, heading: int, state: Ints) -> None:
    above = nodes[heading, g.PARENT] if heading >= 0 else -1
    while above >= 0:
        state[_SEEN, above] = _OF_HEADING
        above = nodes[above, g.PARENT]


@kernel
def _climb(nodes: Ints, marks: Ints, chains: Ints, state: Ints, names: Ints) -> int:
    """Note the elements around each spot, and where the names of all these stand."""
    count = 0
    for spot in range(len(chains)):
        height, above = 0, nodes[chains[spot, _TOLD], g.PARENT]
        while above >= 0 and height < _CLIMB:
            chains[spot, _FIRST + height] = above
            height += 1
            if not state[_SEEN, above] & _CLIMBED:
                state[_SEEN, above] |= _CLIMBED
                count = _note_names(nodes[above], marks, above, names, count)
            above = nodes[above, g.PARENT]
        chains[spot, _HEIGHT] = height
    return count


@kernel
def _note_names(node: Ints, marks: Ints, number: int, names: Ints, count: int) -> int:
    for mark in range(node[g.ATTRS], node[g.ATTRS_END]):
        if _CALLED[marks[mark, g.NAME]] and count < len(names):
            names[count, 0] = number
            names[count, 1], names[count, 2] = marks[mark, g.FROM], marks[mark, g.TO]
            count += 1
    return count


@kernel
def _tell(nodes: Ints, chains: Ints, state: Ints) -> None:
    """Write what the elements around each spot say, as bits."""
    for spot in range(len(chains)):
        height, own, bits = chains[spot, _HEIGHT], 0, 0
        for step in range(height):
            node = chains[spot, _FIRST + step]
            if step < _NEAR_CLIMB:
                bits |= state[_KINDS, node] & _NEAR_KINDS | _tagged(nodes[node, g.TAG])
            if not state[_SEEN, node] & _OF_HEADING:
                own += 1
                bits |= state[_KINDS, node] & _ASIDE_BIT
        if height:
            bits |= state[_KINDS, chains[spot, _FIRST]] & _ITEMPROP_BIT
        bits |= _SAME_BIT * (own < min(height, _PART + 1))
        bits |= _CARDS_BIT * (_alike(chains, state, spot) > _FEW)
        chains[spot, _TOLD] = bits


@kernel
def _tagged(tag: int) -> int:
    if tag in (_DEL, _S, _STRIKE):
        return _STRUCK_BIT
    return _LINKED_BIT if tag == _LINK else 0


@kernel
def _alike(chains: Ints, state: Ints, spot: int) -> int:
    """Return how many spots stand in elements that are called as those of `spot`."""
    count, mine = 0, min(chains[spot, _HEIGHT], _CARD_CLIMB)
    for other in range(len(chains)):
        same = min(chains[other, _HEIGHT], _CARD_CLIMB) == mine
        for step in range(_FIRST, _FIRST + mine):
            here, there = chains[spot, step], chains[other, step]
            same = same and state[_CARDS, here] == state[_CARDS, there]
        count += same
    return count
