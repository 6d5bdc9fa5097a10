"""What a page object gives, put over the products that were found without it.

What all variants share goes to each of them; what is one variant's own (its price, its
numbers, its name) goes to the one that the page shows, the first.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from extract.goods.offer import Offer
from extract.goods.product import Product
from extract.goods.sighting import Sighting
from extract.money.currencies import exponent
from extract.money.price import minor_units
from extract.sites.siteobjects import SiteReading
from extract.sites.sitevalues import SitePrice, SiteRating

SURE = 1.0
_SHARED = {
    "brand": "brand",
    "description": "description",
    "breadcrumbs": "category_path",
}
_OWN = {
    "name": "title",
    "sku": "sku",
    "mpn": "mpn",
    "gtin": "gtin",
    "availability": "availability",
}
_MONEY = ("price", "currency", "regularPrice", "availability", "condition")


def with_site(found: list[Product], site: SiteReading) -> list[Product]:
    """Return `found` with what `site` gives in place of what it found."""
    given = site.values
    if not given:
        return found
    if not found:
        if "name" not in given:
            return []
        found = [Product(confidence=SURE, offers=[])]
    shared = [_put(one, _changes(given, _SHARED) | _data(one, given)) for one in found]
    first = _put(shared[0], _changes(given, _OWN) | _pictures(shared[0], given))
    return [_priced(first, given), *shared[1:]]


def site_sightings(site: SiteReading) -> list[Sighting]:
    """Return what `site` gives as candidates that nothing goes before."""
    return [
        Sighting(
            field=name,
            value=said(value),
            raw=said(value),
            source="site",
            path=site.path(name),
            confidence=SURE,
        )
        for name, value in site.values.items()
    ]


def said(value: Any) -> str:
    """Return a field's value in one line."""
    if isinstance(value, SitePrice):
        return f"{value.amount:f}"
    if isinstance(value, SiteRating):
        return f"{value.mean:g} of 5" + (f", {value.count}" if value.count else "")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {one}" for name, one in value.items())
    return str(value)


def _changes(given: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {own: given[name] for name, own in names.items() if name in given}


def _data(one: Product, given: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "additionalProperties" in given:
        changes["specs"] = {**one.specs, **given["additionalProperties"]}
    if "aggregateRating" in given:
        rating: SiteRating = given["aggregateRating"]
        changes |= {"rating": rating.mean, "reviews": rating.count or one.reviews}
    return changes


def _pictures(one: Product, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pictures, the main one first; a list of them replaces all."""
    if "images" not in given and "mainImage" not in given:
        return {}
    links = [*given.get("mainImage", ())[:1], *given.get("images", one.images)]
    return {"images": list(dict.fromkeys(links))}


def _priced(one: Product, given: Mapping[str, Any]) -> Product:
    """Return `one` with its first offer as it is given; without currency, as it was."""
    if not any(name in given for name in _MONEY):
        return one
    base = one.offers[0] if one.offers else None
    offer = _offer(base, given)
    return _put(one, {"offers": [offer, *one.offers[1:]]}) if offer else one


def _offer(base: Offer | None, given: Mapping[str, Any]) -> Offer | None:
    price: SitePrice | None = given.get("price")
    code = given.get("currency") or (price and price.code) or (base and base.currency)
    if not code or (base is None and price is None):
        return None
    minor = minor_units(price.amount, code) if price else _again(base, code)
    if not minor:
        return None
    fresh = base or Offer(price_minor=minor, currency=code)
    changes: dict[str, Any] = {"price_minor": minor, "currency": code}
    if price:
        changes["confidence"] = SURE
    if "regularPrice" in given:
        before = minor_units(given["regularPrice"].amount, code)
        changes["list_price_minor"] = before if before and before > minor else None
    elif fresh.list_price_minor and fresh.list_price_minor <= minor:
        changes["list_price_minor"] = None
    for name in ("availability", "condition"):
        if name in given:
            changes[name] = given[name]
    return msgspec.structs.replace(fresh, **changes)


def _again(base: Offer | None, code: str) -> int | None:
    """Return the price of `base` in the smallest unit of `code`, another's name."""
    if base is None:
        return None
    exact = Decimal(base.price_minor).scaleb(-exponent(base.currency))
    return minor_units(exact, code)


def _put(one: Product, changes: dict[str, Any]) -> Product:
    return msgspec.structs.replace(one, **changes) if changes else one
