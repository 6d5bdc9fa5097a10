"""What a page object may give for each field, and the plain form that it gets.

Owners write what is at hand: a price as it stands there, a list of names, one picture.
Here it becomes what the records hold; what cannot be read is refused by its name.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from extract.errors import SiteBroken
from extract.goods.identifiers import gtin, plain
from extract.goods.offer import availability
from extract.money.price import currency
from extract.money.pricetext import read
from extract.page import Page
from extract.statements.words import number, stripped
from frontier.urls import join

_MAX_ITEMS = 200


class SitePrice(msgspec.Struct, frozen=True):
    """An amount, and the currency where it stands beside it."""

    amount: Decimal
    code: str | None = None


class SiteRating(msgspec.Struct, frozen=True):
    """A mean from 0 to 5 and the number of ratings."""

    mean: float
    count: int | None


def fitted(page: Page, name: str, value: object) -> object:
    """Return `value`, given for the field `name`, in plain form."""
    found = FIELDS[name](page, value)
    if found is None:
        raise SiteBroken(f"{name} cannot be {value!r:.80}")
    return found


def _text(_page: Page, value: Any) -> str | None:
    """Return a text, or the name of an object that has one."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return (stripped(value) or None) if isinstance(value, str) else None


def _passage(_page: Page, value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _number(page: Page, value: Any) -> str | None:
    found = _text(page, value)
    return plain(found) if found else None


def _gtin(page: Page, value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("value")
    found = _text(page, value)
    return gtin(found) if found else None


def _price(_page: Page, value: Any) -> SitePrice | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        exact = Decimal(str(value))
        return SitePrice(exact) if exact.is_finite() and exact > 0 else None
    found = read(value) if isinstance(value, str) else None
    if found is None or not found.amount:
        return None
    return SitePrice(found.amount, found.code)


def _currency(_page: Page, value: Any) -> str | None:
    return currency(value) if isinstance(value, str) else None


def _stock(_page: Page, value: Any) -> str | None:
    if isinstance(value, bool):
        return "InStock" if value else "OutOfStock"
    return availability({"availability": value}, {})


def _condition(_page: Page, value: Any) -> str | None:
    words = ("new", "used", "refurbished", "damaged")
    said = value.lower() if isinstance(value, str) else ""
    return next((word for word in words if word in said), None)


def _links(page: Page, value: Any) -> list[str] | None:
    found: dict[str, None] = {}
    for one in (value if isinstance(value, list | tuple) else [value])[:_MAX_ITEMS]:
        link = one.get("url") if isinstance(one, Mapping) else one
        url = join(page.base, link.strip()) if isinstance(link, str) else None
        if url:
            found[url] = None
    return list(found) or None


def _names(page: Page, value: Any) -> list[str] | None:
    many = value if isinstance(value, list | tuple) else [value]
    found = [_text(page, one) for one in many[:_MAX_ITEMS]]
    return [name for name in found if name] or None


def _properties(page: Page, value: Any) -> dict[str, str] | None:
    pairs: list[tuple[object, object]] = []
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, list | tuple):
        pairs = [
            (one.get("name"), one.get("value"))
            for one in value
            if isinstance(one, Mapping)
        ]
    read_ = [(_text(page, name), _text(page, held)) for name, held in pairs]
    return {name: held for name, held in read_[:_MAX_ITEMS] if name and held} or None


def _rating(_page: Page, value: Any) -> SiteRating | None:
    if not isinstance(value, Mapping):
        return None
    mean, best, count = (
        number(str(value[name])) if value.get(name) is not None else None
        for name in ("ratingValue", "bestRating", "reviewCount")
    )
    top = best or Decimal(5)
    if mean is None or not 0 < mean <= top:
        return None
    return SiteRating(round(float(mean / top * 5), 3), int(count) if count else None)


def _moment(_page: Page, value: Any) -> str | None:
    if isinstance(value, date | datetime):
        return value.isoformat()
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return str(value)


# The fields of a product and of an article, by the names that zyte-common-items has.
FIELDS: dict[str, Callable[[Page, Any], object]] = {
    "name": _text,
    "price": _price,
    "currency": _currency,
    "regularPrice": _price,
    "availability": _stock,
    "condition": _condition,
    "sku": _number,
    "mpn": _number,
    "gtin": _gtin,
    "brand": _text,
    "description": _passage,
    "mainImage": _links,
    "images": _links,
    "breadcrumbs": _names,
    "additionalProperties": _properties,
    "aggregateRating": _rating,
    "headline": _text,
    "datePublished": _moment,
    "dateModified": _moment,
    "authors": _names,
    "articleBody": _passage,
}
