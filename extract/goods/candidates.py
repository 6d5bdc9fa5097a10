"""Every value that a page offers for a field, and why one of them is told.

A person who doubts a price wants to see what else was there. What was weighed keeps its
weight; names, texts and pictures are not weighed: their first source in order is taken, as
sure as the product is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from extract.goods.facts import Facts, facts
from extract.goods.identity import Identity
from extract.goods.items import CONDITIONS, Item, amount
from extract.goods.offer import Offer, offers, rating
from extract.goods.product import Reading
from extract.goods.sighting import Sighting
from extract.goods.subject import subject
from extract.page import Page
from extract.sites.siteobjects import SiteReading
from extract.sites.siteproduct import said, site_sightings
from extract.sites.sitevalues import SiteRating
from extract.statements.structured import Graph

# In the order in which a person looks for them.
FIELDS = (
    *("name", "price", "currency", "regularPrice", "availability", "condition"),
    *("seller", "shipping"),
    *("brand", "sku", "mpn", "gtin", "aggregateRating", "breadcrumbs"),
    *("additionalProperties", "mainImage", "images", "description"),
)
_WEIGHED = {"before": "regularPrice"}
_STATED = {
    "title": "name",
    "description": "description",
    "category_path": "breadcrumbs",
    "images": "images",
    "specs": "additionalProperties",
}
_PARTS = ("json-ld", "microdata", "rdfa", "opengraph")
# Where schema.org has what was read, for sources that name no place of their own.
_PLACES = {
    "price": "offers.price",
    "currency": "offers.priceCurrency",
    "regularPrice": "offers.priceSpecification.price",
    "availability": "offers.availability",
    "condition": "offers.itemCondition",
}
UNDISPUTED = "nothing says otherwise"
# Past this, what is not told is left out for another reason than doubt.
_SURE = 0.5
_MONEY = ("price", "regularPrice", "shipping")
# What is told of an offer without being weighed.
_BESIDE = ("regularPrice", "seller", "shipping")
# The item's values that are no texts, as texts.
_TEXTS: dict[str, Callable[[Any], str]] = {
    "brand": lambda value: str(value["name"]),
    "mainImage": lambda value: str(value["url"]),
    "gtin": lambda value: str(value[0]["value"]),
    "aggregateRating": lambda value: said(
        SiteRating(value["ratingValue"], value.get("reviewCount"))
    ),
    "images": lambda value: said([one["url"] for one in value]),
    "breadcrumbs": lambda value: said([one["name"] for one in value]),
    "additionalProperties": lambda value: said(
        {one["name"]: one["value"] for one in value}
    ),
}


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one field: how sure it is, where it stands, and what became of it."""

    value: str
    confidence: float
    source: str
    path: str = ""
    raw: str = ""
    is_told: bool = False
    why: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """What was read of a page's product: weighed, as it was found, by the owner."""

    reading: Reading
    sightings: list[Sighting]
    site: SiteReading


def candidates(
    page: Page, graph: Graph, item: Item, evidence: Evidence
) -> dict[str, list[Candidate]]:
    """Return the candidates of each field of `item`, the one that is told first."""
    by_field: dict[str, list[Sighting]] = {}
    sure = item["metadata"]["probability"]
    own = site_sightings(evidence.site)
    stated = _stated(page, graph, sure)
    for one in [*own, *evidence.reading.sightings, *stated]:
        field = _WEIGHED.get(one.field, one.field)
        is_weighed = field not in _BESIDE or one.source != "shown"
        told = one if is_weighed else msgspec.structs.replace(one, confidence=sure)
        by_field.setdefault(field, []).append(told)
    sources = _sources([*evidence.sightings, *own, *stated])
    offered = {
        name: value
        for one in evidence.reading.products[:1]
        for name, value in _offered(one.offers[:1])
    }
    found = {}
    for field in FIELDS:
        value = _told(field, item) or offered.get(field)
        rows = _rows(field, by_field.get(field, []), value, sources)
        if rows or value:
            found[field] = _with_told(rows, value, sure)
    return found


def ranked(
    field: str, found: list[Sighting], told: str | None, sure: float
) -> list[Candidate]:
    """Return what was found of one field as candidates, what is told first."""
    if not found and not told:
        return []
    return _with_told(_rows(field, found, told, _sources(found)), told, sure)


def _sources(found: Iterable[Sighting]) -> dict[tuple[str, str], list[str]]:
    """Return who says each value, in order."""
    sources: dict[tuple[str, str], list[str]] = {}
    for one in found:
        field = _WEIGHED.get(one.field, one.field)
        named = sources.setdefault((field, _key(field, one.value)), [])
        if one.source not in named:
            named.append(one.source)
    return sources


def _rows(
    field: str,
    found: list[Sighting],
    told: str | None,
    sources: Mapping[tuple[str, str], list[str]],
) -> list[Candidate]:
    wanted = _key(field, told) if told else None
    best: dict[str, Sighting] = {}
    for one in found:
        best.setdefault(_key(field, one.value), one)
    order = sorted(best, key=lambda key: (key != wanted, -best[key].confidence))
    return [
        Candidate(
            value=told if told and key == wanted else best[key].value,
            confidence=best[key].confidence,
            source=best[key].source,
            path=best[key].path or _place(field, best[key].source),
            raw=best[key].raw,
            is_told=key == wanted,
            why=_why(
                [best[one] for one in order], key == wanted, sources.get((field, key))
            ),
        )
        for key in order
    ]


def _why(order: list[Sighting], is_told: bool, sources: list[str] | None) -> str:
    """Return why a value is told, or why it is not."""
    saying = sources or []
    if not is_told:
        return f"said by {_joined(saying)}" if len(saying) > 1 else ""
    if order[0].source == "site":
        return "your page object goes before all"
    if len(saying) > 1:
        return f"{_joined(saying)} agree"
    if len(order) == 1:
        return UNDISPUTED
    rival = order[1]
    firmer = "surer than" if rival.confidence < order[0].confidence else "goes before"
    return f"{firmer} {rival.source}"


def _joined(names: list[str]) -> str:
    return " and ".join(", ".join(names).rsplit(", ", 1))


def _with_told(rows: list[Candidate], told: str | None, sure: float) -> list[Candidate]:
    """Return `rows` with the value that is told, also where no source has it alone."""
    if not told:
        return [msgspec.structs.replace(rows[0], why=_untold(rows[0])), *rows[1:]]
    if rows and rows[0].is_told:
        return rows
    joined = Candidate(
        value=told,
        confidence=sure,
        source="page",
        is_told=True,
        why="no single place has it so",
    )
    return [joined, *rows]


def _untold(best: Candidate) -> str:
    """Return why nothing is told although there is something."""
    if best.confidence < _SURE:
        return "not sure enough to be told"
    return "it stands in another field, or with the variants"


def _stated(page: Page, graph: Graph, sure: float) -> Iterator[Sighting]:
    """Yield what is not weighed, source by source, in the order in which it counts."""
    identity = Identity(page)
    for name in _PARTS:
        part = graph.parts.get(name)
        node = subject(page, part, identity) if part else None
        if part and node is not None:
            yield from _of_facts(facts(page, part, node), name, sure)
            mean, count = rating(part, node)
            if mean is not None:
                value = said(SiteRating(mean, count))
                yield _sighting("aggregateRating", value, name, sure)
            for _, offer in offers(part, node)[:1]:
                yield from _of_offer(offer, name, sure)
    for field, found, source in _shown(page, identity):
        if found:
            yield _sighting(field, found, source, sure)


def _of_offer(offer: Offer, source: str, sure: float) -> Iterator[Sighting]:
    if offer.condition:
        yield _sighting("condition", CONDITIONS[offer.condition], source, sure)
    for field, value in _offered([offer]):
        yield _sighting(field, value, source, sure)


def _offered(found: list[Offer]) -> Iterator[tuple[str, str]]:
    for offer in found:
        if offer.seller:
            yield "seller", offer.seller
        if offer.shipping_minor is not None:
            yield "shipping", amount(offer.shipping_minor, offer.currency)


def _of_facts(own: Facts, source: str, sure: float) -> Iterator[Sighting]:
    for name, field in _STATED.items():
        value = getattr(own, name)
        if value:
            yield _sighting(field, said(value), source, sure)
    if own.images:
        yield _sighting("mainImage", own.images[0], source, sure)


def _shown(page: Page, identity: Identity) -> Iterator[tuple[str, str | None, str]]:
    yield "name", identity.heading.text, "heading"
    yield "name", page.meta("og:title", "twitter:title"), "og:title"
    yield "name", page.title, "title"
    yield "description", page.meta("og:description"), "og:description"
    yield "description", page.meta("description"), "description"
    yield "mainImage", page.meta("og:image", "twitter:image"), "og:image"


def _sighting(field: str, value: str, source: str, sure: float) -> Sighting:
    return Sighting(field=field, value=value, raw=value, source=source, confidence=sure)


def _place(field: str, source: str) -> str:
    bare = source.removesuffix("-range")
    if bare not in _PARTS:
        return ""
    return f"Product.{_PLACES.get(field, field)}"


def _told(field: str, item: Item) -> str | None:
    """Return the item's own value of `field` as text."""
    value: Any = item.get(field)
    if value is None:
        return None
    return _TEXTS.get(field, str)(value)


def _key(field: str, value: str) -> str:
    """Return what two spellings of one value have in common."""
    if field in _MONEY:
        try:
            return f"{Decimal(value).normalize():f}"
        except InvalidOperation:
            return value
    if field == "gtin":
        return value.lstrip("0")
    return " ".join(value.casefold().split())
