"""One value a field, of all that a page says: what agrees gains, what is contradicted loses.

Each value is judged by who says it: a sum of weights, turned into how sure it is. The
weights were fitted on pages that people have read (benchmarks/product_fit.py).
"""

import math
import re
from collections.abc import Sequence

import msgspec

from extract.goods.identifiers import gtin
from extract.goods.identity import Identity, words
from extract.goods.productweights import FIELDS
from extract.goods.sighting import Sighting

# Values less sure than this are not told.
_LEAST = {
    "price": 0.4,
    "currency": 0.5,
    "sku": 0.45,
    "mpn": 0.35,
    "gtin": 0.5,
    "brand": 0.45,
}
_OUT = frozenset({"OutOfStock", "Discontinued"})
_MARKS = re.compile(r"[\W_]+")
_MOST_AGREE = 3


def judged(found: Sequence[Sighting], field: str, identity: Identity) -> list[Sighting]:
    """Return the values of `field`, the surest first, each by its best sighting."""
    best: list[Sighting] = []
    first: dict[str, Sighting] = {}
    for one in found:
        if one.field == field:
            first.setdefault(_key(one), one)
    weights = FIELDS.get(field, {})
    for key, signs in evidence(found, field, identity).items():
        score = sum(weights.get(name, 0.0) * value for name, value in signs.items())
        sure = 1 / (1 + math.exp(-score))
        best.append(msgspec.structs.replace(first[key], confidence=round(sure, 3)))
    return sorted(best, key=lambda one: -one.confidence)


def is_sure(one: Sighting) -> bool:
    """Return whether a weighed value is told."""
    return one.confidence >= _LEAST[one.field]


def chosen(weighed: Sequence[Sighting], field: str) -> str | None:
    """Return the value of `field` that is told, if any is sure enough."""
    best = next((one for one in weighed if one.field == field), None)
    return best.value if best and is_sure(best) else None


def evidence(
    found: Sequence[Sighting], field: str, identity: Identity
) -> dict[str, dict[str, float]]:
    """Return what speaks for each value of `field`, by the weights' names."""
    groups: dict[str, list[Sighting]] = {}
    for one in found:
        if one.field == field:
            groups.setdefault(_key(one), []).append(one)
    everyone = {one.source for group in groups.values() for one in group}
    return {
        key: _signs(group, everyone, field, identity) | _few(field, len(groups))
        for key, group in groups.items()
    }


def _few(field: str, groups: int) -> dict[str, float]:
    return {"few-rivals": float(groups < 3)} if field in ("brand", "mpn") else {}


def _signs(
    group: list[Sighting], everyone: set[str], field: str, identity: Identity
) -> dict[str, float]:
    sources = {one.source for one in group}
    signs = dict.fromkeys(sources, 1.0)
    signs["bias"] = 1.0
    signs["agree"] = float(min(len(sources) - 1, _MOST_AGREE))
    for source in everyone - sources:
        signs[f"not-{source}"] = 1.0
    if field == "price":
        shares = [one.confidence for one in group if one.source == "shown"]
        signs["share"] = max(shares, default=0.0)
        signs["log-share"] = math.log(max(*shares, 0.001)) if shares else 0.0
    if field == "sku":
        signs["in-address"] = float(identity.is_numbered(group[0].value))
        signs["long"] = float(len(group[0].value) > 5)
    if field in ("brand", "mpn"):
        named = words(group[0].value) <= words(identity.heading.text)
        signs["in-heading"] = float(named)
    return signs


def out_of_stock(found: Sequence[Sighting]) -> dict[str, float]:
    """Return what speaks for a product being out of stock, and against it."""
    signs = {"bias": 1.0}
    for one in found:
        if one.field == "availability":
            says = "out" if one.value in _OUT else "in"
            signs[f"{says}-{one.source}"] = 1.0
        if one.field == "price":
            signs["price"] = 1.0
            if one.source == "shown" and one.confidence > 0.5:
                signs["price-shown"] = 1.0
    return signs


def availability(found: Sequence[Sighting]) -> Sighting | None:
    """Return whether the product can be had, in schema.org's word."""
    told = [one for one in found if one.field == "availability"]
    if not told:
        return None
    weights, signs = FIELDS["availability"], out_of_stock(found)
    score = sum(weights.get(name, 0.0) * value for name, value in signs.items())
    out = 1 / (1 + math.exp(-score))
    sure = max(out, 1 - out)
    fitting = [one for one in told if (one.value in _OUT) == (out > 0.5)]
    if not fitting:
        return None
    return msgspec.structs.replace(fitting[0], confidence=round(sure, 3))


def _key(one: Sighting) -> str:
    if one.field in ("price", "currency", "availability", "before"):
        return one.value
    if one.field == "gtin":
        return gtin(one.value) or one.value
    return _MARKS.sub("", one.value).lower() or one.value
