"""Which of the amounts that a page shows is the price of what it is about.

Near the heading, not struck through, not among other goods: each sign adds its weight,
and the amounts compete. The weights were fitted on shop pages that people have read
(benchmarks/product_fit.py), and hold for any shop.
"""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from extract.goods.priceplaces import Place, places
from extract.goods.productweights import SHOWN
from extract.goods.surroundings import NAMES as AROUND
from extract.goods.surroundings import surroundings
from extract.markup import grow as g
from extract.markup.tree import Tree

Flags = npt.NDArray[np.int64]

_PART = re.compile(
    r"shipping|delivery|postage|versand|liefer|livraison|spedizion|env[ií]o|frete|"
    r"fracht|save|sav(?:e|ing)|off\b|spar|month|/mo\b|mes\b|mois|rate|financ|instal|"
    r"deposit|tax|fee|points|over|orders|ab\b.*kauf|credit|voucher|coupon|gift|достав|рассроч"
    r"|per\b|\bx\s*$|each|/\s*(?:kg|l|ml|g|100|m)\b|[+]\s*$"
)
_LABEL = re.compile(
    r"(?:price|preis|prix|precio|prezzo|pre[cç]o|цена|cena|now|nur|buy|only|today|bid)"
    r"\W*\Z",
)
_LABEL_OLD = re.compile(
    r"(?:was|rrp|uvp|msrp|list|regular|statt|instead|before|old|orig|typical|reduced|"
    r"consigliato|precedente|ancien|antes|\bde)\W*(?:price|preis|prezzo|prix)?\W*\Z"
)
_NET = re.compile(
    r"\b(?:ex(?:cl?)?\.?\s?(?:vat|tax|gst|btw)|exkl\.? moms|brez ddv|bez (?:pdv|dph|vat)"
    r"|ohne mwst|zzgl|netto|hors taxes?|\bht\b|sin iva|iva escl|sem iva|без ндс|alv 0"
    r"|\+ ?vat|plus vat|kdv hariç|fără tva|áfa nélkül)|税抜"
)
_PERCENT = re.compile(rb"(\d{1,2})(?:[.,]\d+)?\s?%")
# A former price stands beside the new one, and is not many times of it.
_BESIDE, _MOST_BEFORE = 120, 6
_BEFORE_SHARE, _BEHIND_SHARE = 40, 60
_HERE, _CLOSE, _TOO_OFTEN = 1_000, 200, 5
_AHEAD = (40, 150, 400, 1_000, 2_500, 6_000)
FEATURES = (
    *AROUND,
    *("part", "label", "label_old", "net", "lonely"),
    *("stated", "stated_here", "signed", "often", "cheapest", "dearest"),
    *("before", "before_near", *(f"ahead_{bound}" for bound in _AHEAD), "far", "first"),
    *("beats_old", "beaten", "by_percent", "before_percent", "none"),
)
WEIGHTS = np.array([SHOWN.get(name, 0.0) for name in FEATURES])
_BITS = np.arange(len(FEATURES))
_BIT = {name: 1 << bit for bit, name in enumerate(FEATURES)}
_IS_OLD = _BIT["old_class"] | _BIT["struck"] | _BIT["label_old"]
_NO_PRICE = _BIT["part"] | _BIT["net"]
_DISTANCES = [*(_BIT[f"ahead_{bound}"] for bound in _AHEAD), _BIT["far"]]


@dataclass(slots=True, frozen=True)
class Shown:
    """A shown amount, with the share of belief that it is the price."""

    place: Place
    share: float
    is_old: bool


def shown_prices(tree: Tree, heading: int, stated: Collection[Decimal]) -> list[Shown]:
    """Return the amounts that the page shows, the most likely price first.

    `stated` are the prices that it states for machines.
    """
    found, marks = _marked(tree, heading, stated)
    if not found:
        return []
    # Rounded, so that equals stay in the page's order.
    scores = np.round([*(_rows(marks) @ WEIGHTS), WEIGHTS[-1]], 9).tolist()
    top = max(scores)
    parts = [math.exp(score - top) for score in scores]
    whole = sum(parts)
    result = [
        Shown(place, part / whole, bool(mark & _IS_OLD))
        for place, part, mark in zip(found, parts, marks, strict=False)
    ]
    return sorted(result, key=lambda one: -one.share)


def features(
    tree: Tree, heading: int, stated: Collection[Decimal]
) -> tuple[list[Place], Flags]:
    """Return the places of amounts, and for each a row that says which FEATURES hold."""
    found, marks = _marked(tree, heading, stated)
    return found, _rows(marks)


def _rows(marks: list[int]) -> Flags:
    rows: Flags = np.array(marks, np.int64).reshape(-1, 1) >> _BITS & 1
    return rows


def _marked(
    tree: Tree, heading: int, stated: Collection[Decimal]
) -> tuple[list[Place], list[int]]:
    """Return the places of amounts, and what holds of each, as bits."""
    at = int(tree.nodes[heading, g.SEEN_AT]) if heading >= 0 else 0
    stop = int(tree.nodes[tree.end(heading), g.SEEN_AT]) if heading >= 0 else 0
    found = places(tree, at)
    if not found:
        return [], []
    around = surroundings(tree, heading, [place.node for place in found])
    worth = _Worth(found, stated)
    marks, first = [], _BIT["first"]
    for place, mark in zip(found, around, strict=True):
        own = worth.of(place, stop) | _placed(place.at, at, stop)
        bits = mark | own | _worded(place.before, place.after)
        if place.at >= stop and not bits & _NO_PRICE:
            bits |= first
            first = 0
        marks.append(bits)
    _compare(tree.seen, found, marks)
    return found, marks


def _compare(seen: bytes, found: list[Place], marks: list[int]) -> None:
    """Mark neighbours of which one is the former price of the other."""
    for number, place in enumerate(found):
        for other in range(max(0, number - 2), min(len(found), number + 3)):
            if abs(found[other].at - place.at) > _BESIDE:
                continue
            if not 1 < found[other].worth / place.worth < _MOST_BEFORE:
                continue
            # The price without tax is lower, and no discount.
            is_old = marks[other] & _IS_OLD and not marks[number] & _IS_OLD
            if is_old and not marks[number] & _BIT["net"]:
                marks[number] |= _BIT["beats_old"]
                marks[other] |= _BIT["beaten"]
            if _is_discount(seen, place, found[other]):
                marks[number] |= _BIT["by_percent"]
                marks[other] |= _BIT["before_percent"]


def _is_discount(seen: bytes, new: Place, old: Place) -> bool:
    """Return whether a percentage beside two prices is what lies between them."""
    low, high = min(new.at, old.at), max(new.at, old.at)
    first, last = max(0, low - _BEFORE_SHARE), high + _BEHIND_SHARE
    if seen.find(b"%", first, last) < 0:
        return False
    share = 100 - 100 * new.worth / old.worth
    told = _PERCENT.findall(seen, first, last)
    return any(abs(int(one) - share) < 1 for one in told)


class _Worth:
    """What amounts say of each other, and what the page states of them."""

    def __init__(self, found: list[Place], stated: Collection[Decimal]) -> None:
        self._often = Counter(place.worth for place in found)
        self._least, self._most = min(self._often), max(self._often)
        self._stated = {float(amount) for amount in stated}

    def of(self, place: Place, stop: int) -> int:
        """Return what holds of an amount; the heading ends at `stop`."""
        worth, bits = place.worth, 0
        if worth in self._stated:
            bits = _BIT["stated"]
            if place.at - stop < _HERE:
                bits |= _BIT["stated_here"]
        if place.sign is not None:
            bits |= _BIT["signed"]
        if 1 < self._often[worth] < _TOO_OFTEN:
            bits |= _BIT["often"]
        if worth == self._least:
            bits |= _BIT["cheapest"]
        if worth == self._most:
            bits |= _BIT["dearest"]
        return bits


# Lists of goods have the same words beside each price.
@lru_cache(4_096)
def _worded(before: bytes, after: bytes) -> int:
    """Return what the words around an amount say of it."""
    ahead = before.decode("utf-8", "replace").lower()
    behind = after.decode("utf-8", "replace").lower()
    bits = 0
    if _PART.search(ahead[-24:]) or _PART.search(behind[:16]):
        bits |= _BIT["part"]
    if _LABEL.search(ahead):
        bits |= _BIT["label"]
    if _LABEL_OLD.search(ahead):
        bits |= _BIT["label_old"]
    if _NET.search(ahead) or _NET.search(behind):
        bits |= _BIT["net"]
    if len(ahead.strip()) < 5 and len(behind.strip()) < 5:
        bits |= _BIT["lonely"]
    return bits


def _placed(place: int, at: int, stop: int) -> int:
    """Return where a place is from the heading, which lies between `at` and `stop`."""
    if place < at:
        near = at - place < _CLOSE
        return _BIT["before"] | (_BIT["before_near"] if near else 0)
    return _DISTANCES[bisect_right(_AHEAD, place - stop)]
