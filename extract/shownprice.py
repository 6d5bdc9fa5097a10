"""Which of the amounts that a page shows is the price of what it is about.

Near the heading, not struck through, not among other goods: each sign adds its weight,
and the amounts compete. The weights were fitted on shop pages that people have read
(benchmarks/product_fit.py), and hold for any shop.
"""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

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
_STRUCK = frozenset({ID["del"], ID["s"], ID["strike"]})
_CLIMB, _NEAR_CLIMB = 40, 4
_MAX_CLASSES = 300
# A former price stands beside the new one, and is not many times of it.
_BESIDE, _MOST_BEFORE = 120, 6
_BEFORE_SHARE, _BEHIND_SHARE = 40, 60
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
    scores = [sum(map(float.__mul__, row, WEIGHTS)) for row in rows]
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
    amounts = [place.amount for place in found]
    said = [_worded(place) for place in found]
    ahead = (
        place
        for place, signs in zip(found, said, strict=True)
        if place.at >= stop and not (signs["part"] or signs["net"])
    )
    first = next(ahead, None)
    rows = []
    for place, signs in zip(found, said, strict=True):
        row = [0.0] * len(FEATURES)
        _mark(row, surroundings.of(place))
        _mark(row, signs)
        _mark(row, _placed(place, at, stop))
        same = amounts.count(place.amount)
        _mark(
            row,
            {
                "stated": place.amount in stated,
                "stated_here": place.amount in stated and place.at - stop < 1_000,
                "first": place is first,
                "signed": place.sign is not None,
                "often": 1 < same < 5,
                "cheapest": place.amount == min(amounts),
                "dearest": place.amount == max(amounts),
            },
        )
        rows.append(row)
    _compare(tree.seen, found, rows)
    return found, rows


def _compare(seen: bytes, found: list[Place], rows: list[list[float]]) -> None:
    """Mark neighbours of which one is the former price of the other."""
    old = [bool(row[2] or row[3] or row[7]) for row in rows]
    for number, place in enumerate(found):
        for other in range(max(0, number - 2), min(len(found), number + 3)):
            ratio = found[other].amount / place.amount
            if (
                abs(found[other].at - place.at) > _BESIDE
                or not 1 < ratio < _MOST_BEFORE
            ):
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
    share = 100 - 100 * new.amount / old.amount
    told = _PERCENT.findall(seen, max(0, low - _BEFORE_SHARE), high + _BEHIND_SHARE)
    return any(abs(int(one) - share) < 1 for one in told)


_INDEX = {name: number for number, name in enumerate(FEATURES)}


def _mark(row: list[float], signs: dict[str, bool]) -> None:
    for name, holds in signs.items():
        if holds:
            row[_INDEX[name]] = 1.0


def _worded(place: Place) -> dict[str, bool]:
    before, after = place.before.lower(), place.after.lower()
    return {
        "part": bool(_PART.search(before[-24:]) or _PART.search(after[:16])),
        "label": bool(_LABEL.search(before)),
        "label_old": bool(_LABEL_OLD.search(before)),
        "net": bool(_NET.search(before) or _NET.search(after)),
        "lonely": len(before.strip()) < 5 and len(after.strip()) < 5,
    }


def _placed(place: Place, at: int, stop: int) -> dict[str, bool]:
    if place.at < at:
        return {"before": True, "before_near": at - place.at < 200}
    distance = place.at - stop
    for bound in _AHEAD:
        if distance < bound:
            return {f"ahead_{bound}": True}
    return {"far": True}


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
        parents = tree.nodes[: tree.size, g.PARENT]
        self._tags = tree.nodes[: tree.size, g.TAG]
        self._heading = set(tree.ancestors(heading)) if heading >= 0 else set()
        self._around: dict[int, list[int]] = {}
        for place in found:
            chain: list[int] = []
            node = int(parents[place.node])
            while node >= 0 and len(chain) < _CLIMB:
                chain.append(node)
                node = int(parents[node])
            self._around[place.node] = chain
        everyone = list({node for chain in self._around.values() for node in chain})
        self._words = class_words(tree, everyone)
        self._link = ID["a"]
        self._cards: dict[str, int] = {}
        for place in found:
            card = self._card(place)
            self._cards[card] = self._cards.get(card, 0) + 1

    def of(self, place: Place) -> dict[str, bool]:
        chain = self._around[place.node]
        near = [_kinds(self._words.get(node, "")) for node in chain[:_NEAR_CLIMB]]
        own = [node for node in chain if node not in self._heading]
        tags = [int(self._tags[node]) for node in chain[:_NEAR_CLIMB]]
        return {
            "price_class": any(kinds[0] for kinds in near),
            "now_class": any(kinds[1] for kinds in near),
            "old_class": any(kinds[2] for kinds in near),
            "struck": not _STRUCK.isdisjoint(tags),
            "aside": any(_kinds(self._words.get(node, ""))[3] for node in own),
            "linked": self._link in tags,
            "itemprop": " price" in f" {self._words.get(chain[0], '')}"
            if chain
            else False,
            "repeated_cards": self._cards[self._card(place)] > 3,
            "same_part": len(own) < len(chain) and len(own) <= 5,
        }

    def _card(self, place: Place) -> str:
        chain = self._around[place.node][:3]
        return "|".join(self._words.get(node, "") for node in chain)
