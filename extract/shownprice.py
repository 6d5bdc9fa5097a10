"""Which of the amounts that a page shows is the price of what it is about.

Near the heading, not struck through, not among other goods: each sign adds its weight,
and the amounts compete. The weights were fitted on shop pages that people have read
(benchmarks/product_fit.py), and hold for any shop.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import compress

from extract import grow as g
from extract.elements import ID
from extract.priceplaces import Place, class_words, places
from extract.productweights import SHOWN
from extract.tree import Tree

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
_LINK = ID["a"]
_STRUCK = frozenset({ID["del"], ID["s"], ID["strike"]})
_CLIMB, _NEAR_CLIMB = 40, 4
_MAX_CLASSES = 300
# A former price stands beside the new one, and is not many times of it.
_BESIDE, _MOST_BEFORE = 120, 6
_BEFORE_SHARE, _BEHIND_SHARE = 40, 60
_HERE, _CLOSE, _TOO_OFTEN = 1_000, 200, 5
_NEAR_KINDS = ("price_class", "now_class", "old_class")
_ASIDE_KIND = len(_NEAR_KINDS)
_PLAIN = (False, False, False, False)
_AHEAD = (40, 150, 400, 1_000, 2_500, 6_000)
FEATURES = (
    *("price_class", "now_class", "old_class", "struck", "aside", "part", "label"),
    *("label_old", "linked", "itemprop", "stated", "stated_here", "first", "lonely"),
    *("signed", "before", "before_near", "ahead_40", "ahead_150", "ahead_400"),
    *("ahead_1000", "ahead_2500", "ahead_6000", "far", "often", "cheapest", "dearest"),
    *("repeated_cards", "same_part", "beats_old", "beaten", "by_percent"),
    *("before_percent", "net", "none"),
)


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
    found, rows = features(tree, heading, stated)
    if not found:
        return []
    scores = [sum(compress(WEIGHTS, row)) for row in rows]
    top = max(*scores, WEIGHTS[-1])
    parts = [math.exp(score - top) for score in scores]
    whole = sum(parts) + math.exp(WEIGHTS[-1] - top)
    result = [
        Shown(place, part / whole, bool(row[2] or row[3] or row[7]))
        for place, part, row in zip(found, parts, rows, strict=True)
    ]
    return sorted(result, key=lambda one: -one.share)


WEIGHTS = [SHOWN.get(name, 0.0) for name in FEATURES]


def features(
    tree: Tree, heading: int, stated: Collection[Decimal]
) -> tuple[list[Place], list[list[float]]]:
    """Return the places of amounts, and for each what FEATURES names."""
    at = int(tree.nodes[heading, g.SEEN_AT]) if heading >= 0 else 0
    stop = int(tree.nodes[tree.end(heading), g.SEEN_AT]) if heading >= 0 else 0
    found = places(tree, at)
    if not found:
        return [], []
    surroundings = _Surroundings(tree, heading, found)
    worth = _Worth(found, stated)
    rows, first = [], True
    for place in found:
        names = {*surroundings.of(place), *_worded(place), *worth.of(place, stop)}
        names.update(_placed(place, at, stop))
        if first and place.at >= stop and not ("part" in names or "net" in names):
            names.add("first")
            first = False
        row = [0.0] * len(FEATURES)
        for name in names:
            row[_INDEX[name]] = 1.0
        rows.append(row)
    _compare(tree.seen, found, rows)
    return found, rows


def _compare(seen: bytes, found: list[Place], rows: list[list[float]]) -> None:
    """Mark neighbours of which one is the former price of the other."""
    old = [bool(row[2] or row[3] or row[7]) for row in rows]
    worth = [float(place.amount) for place in found]
    for number, place in enumerate(found):
        for other in range(max(0, number - 2), min(len(found), number + 3)):
            if abs(found[other].at - place.at) > _BESIDE:
                continue
            if not 1 < worth[other] / worth[number] < _MOST_BEFORE:
                continue
            # The price without tax is lower, and no discount.
            if old[other] and not old[number] and not rows[number][_INDEX["net"]]:
                rows[number][_INDEX["beats_old"]] = 1.0
                rows[other][_INDEX["beaten"]] = 1.0
            if _is_discount(seen, place, found[other]):
                rows[number][_INDEX["by_percent"]] = 1.0
                rows[other][_INDEX["before_percent"]] = 1.0


def _is_discount(seen: bytes, new: Place, old: Place) -> bool:
    """Return whether a percentage beside two prices is what lies between them."""
    low, high = min(new.at, old.at), max(new.at, old.at)
    share = 100 - 100 * float(new.amount) / float(old.amount)
    first, last = max(0, low - _BEFORE_SHARE), high + _BEHIND_SHARE
    if seen.find(b"%", first, last) < 0:
        return False
    told = _PERCENT.findall(seen, first, last)
    return any(abs(int(one) - share) < 1 for one in told)


_INDEX = {name: number for number, name in enumerate(FEATURES)}


class _Worth:
    """What amounts say of each other, and what the page states of them."""

    def __init__(self, found: list[Place], stated: Collection[Decimal]) -> None:
        self._often = Counter(place.amount for place in found)
        self._least, self._most = min(self._often), max(self._often)
        self._stated = stated

    def of(self, place: Place, stop: int) -> Iterator[str]:
        """Yield the names of what holds of an amount; the heading ends at `stop`."""
        amount = place.amount
        if amount in self._stated:
            yield "stated"
            if place.at - stop < _HERE:
                yield "stated_here"
        if place.sign is not None:
            yield "signed"
        if 1 < self._often[amount] < _TOO_OFTEN:
            yield "often"
        if amount == self._least:
            yield "cheapest"
        if amount == self._most:
            yield "dearest"


def _worded(place: Place) -> Iterator[str]:
    """Yield what the words around an amount say of it."""
    before, after = place.before.lower(), place.after.lower()
    if _PART.search(before[-24:]) or _PART.search(after[:16]):
        yield "part"
    if _LABEL.search(before):
        yield "label"
    if _LABEL_OLD.search(before):
        yield "label_old"
    if _NET.search(before) or _NET.search(after):
        yield "net"
    if len(before.strip()) < 5 and len(after.strip()) < 5:
        yield "lonely"


def _placed(place: Place, at: int, stop: int) -> list[str]:
    if place.at < at:
        return ["before", "before_near"][: 1 + (at - place.at < _CLOSE)]
    distance = place.at - stop
    return [next((f"ahead_{bound}" for bound in _AHEAD if distance < bound), "far")]


# Shops have their classes on all their pages, and most pages on many elements.
@lru_cache(16_384)
def _kinds(words: str) -> tuple[bool, bool, bool, bool]:
    """Return whether classes speak of a price, a new one, an old one, other goods."""
    if not words:
        return _PLAIN
    short = words[:_MAX_CLASSES]
    return (
        bool(_PRICE.search(short)),
        bool(_NOW.search(short)),
        bool(_OLD.search(short)),
        bool(_ASIDE.search(short)),
    )


class _Surroundings:
    """What the elements around amounts say of them."""

    def __init__(self, tree: Tree, heading: int, found: list[Place]) -> None:
        self._parents = tree.nodes[:, g.PARENT]
        self._tags = tree.nodes[:, g.TAG]
        self._heading = set(tree.ancestors(heading)) if heading >= 0 else set()
        self._above: dict[int, list[int]] = {}
        around = {place.node: self._chain(place.node) for place in found}
        everyone = list(self._above)
        words = class_words(tree, everyone)
        self._words = {node: words.get(node, "") for node in everyone}
        self._kinds = {node: _kinds(text) for node, text in self._words.items()}
        self._around = around
        self._cards = Counter(self._card(place) for place in found)

    def _chain(self, node: int) -> list[int]:
        """Return the elements around `node`, the nearest first."""
        path: list[int] = []
        parent = int(self._parents[node])
        while parent >= 0 and parent not in self._above:
            path.append(parent)
            parent = int(self._parents[parent])
        rest = [parent, *self._above[parent]][:_CLIMB] if parent >= 0 else []
        for one in reversed(path):
            self._above[one] = rest
            rest = [one, *rest][:_CLIMB]
        return rest

    def of(self, place: Place) -> Iterator[str]:
        """Yield the names of what holds of an amount."""
        chain = self._around[place.node]
        yield from self._near(chain[:_NEAR_CLIMB])
        own = [node for node in chain if node not in self._heading]
        if any(self._kinds[node][_ASIDE_KIND] for node in own):
            yield "aside"
        if chain and " price" in f" {self._words[chain[0]]}":
            yield "itemprop"
        if self._cards[self._card(place)] > 3:
            yield "repeated_cards"
        if len(own) < len(chain) and len(own) <= 5:
            yield "same_part"

    def _near(self, near: list[int]) -> Iterator[str]:
        for kind, name in enumerate(_NEAR_KINDS):
            if any(self._kinds[node][kind] for node in near):
                yield name
        tags = [int(self._tags[node]) for node in near]
        if not _STRUCK.isdisjoint(tags):
            yield "struck"
        if _LINK in tags:
            yield "linked"

    def _card(self, place: Place) -> str:
        return "|".join(self._words[node] for node in self._around[place.node][:3])
