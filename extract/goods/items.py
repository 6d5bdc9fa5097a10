"""A product in the words of others: zyte-common-items, and a supplier's catalogue.

Money is text with a decimal point here, since these formats cross into programs that know
no minor units. What is not known has no key.
"""

from decimal import Decimal
from typing import Any

from extract.goods.product import Product
from extract.money.currencies import exponent

Item = dict[str, Any]
# The lengths by which numbers are called, of those that GS1 stores as fourteen digits.
_GTIN_TYPES = {8: "gtin8", 12: "upc", 13: "gtin13", 14: "gtin14"}
_BOOKS = ("978", "979")
_STOCK = {"OutOfStock": "OutOfStock", "Discontinued": "OutOfStock"}
# Our words for the state of goods, and schema.org's.
CONDITIONS = {
    "new": "NewCondition",
    "used": "UsedCondition",
    "refurbished": "RefurbishedCondition",
    "damaged": "DamagedCondition",
}


def product_item(
    found: list[Product],
    url: str,
    canonical: str | None = None,
    currency_raw: str | None = None,
) -> Item | None:
    """Return the products of a page as one item, in the names of zyte-common-items."""
    if not found:
        return None
    first = found[0]
    item = _item(first) | {
        "currencyRaw": currency_raw if first.offers else None,
        "description": first.description,
        "mainImage": {"url": first.images[0]} if first.images else None,
        "images": [{"url": image} for image in first.images],
        "breadcrumbs": [{"name": name} for name in first.category_path],
        "aggregateRating": _rating(first),
        "variants": [_filled(_item(one)) for one in found] if len(found) > 1 else [],
        "canonicalUrl": canonical,
        "url": url,
        "metadata": {"probability": first.confidence},
    }
    return _filled(item)


def supplier_item(found: list[Product], url: str) -> Item | None:
    """Return the same as an entry of a supplier's catalogue."""
    if not found:
        return None
    first = found[0]
    offer = first.offers[0] if first.offers else None
    numbers = (first.sku, first.mpn, first.gtin, first.variant or None)
    shipping = offer.shipping_minor if offer else None
    return {
        "product_id": next((one for one in numbers if one), url),
        "title": first.title,
        "description": first.description,
        "price": amount(offer.price_minor, offer.currency) if offer else None,
        "currency": offer.currency if offer else None,
        "images": first.images,
        "specifications": first.specs,
        "supplier_info": {"name": offer.seller if offer else None, "url": url},
        "availability": first.availability,
        "shipping_info": (
            {"price": amount(shipping, offer.currency), "currency": offer.currency}
            if offer and shipping is not None
            else {}
        ),
    }


def amount(minor: int, code: str) -> str:
    """Return an amount in the smallest unit of `code` as `19.90`."""
    return f"{Decimal(minor).scaleb(-exponent(code)):f}"


def _item(one: Product) -> Item:
    """Return what a product and a variant of it both have."""
    offer = one.offers[0] if one.offers else None
    before = offer.list_price_minor if offer else None
    item: Item = {
        "name": one.title,
        "price": amount(offer.price_minor, offer.currency) if offer else None,
        "currency": offer.currency if offer else None,
        "regularPrice": amount(before, offer.currency) if offer and before else None,
        "availability": _stock(one.availability),
        "condition": CONDITIONS.get(offer.condition or "") if offer else None,
        "sku": one.sku,
        "mpn": one.mpn,
        "gtin": _gtin(one.gtin),
        "brand": {"name": one.brand} if one.brand else None,
        "additionalProperties": [
            {"name": name, "value": value} for name, value in one.specs.items()
        ],
    }
    for name in ("color", "size"):
        item[name] = one.specs.get(name)
    return item


def _stock(said: str | None) -> str | None:
    """Return one of the two words that the format has."""
    return _STOCK.get(said, "InStock") if said else None


def _gtin(number: str | None) -> list[dict[str, str]]:
    """Return a number of fourteen digits as long as it is printed on the product."""
    if number is None:
        return []
    digits = number.lstrip("0")
    length = next(size for size in _GTIN_TYPES if len(digits) <= size)
    name = _GTIN_TYPES[length]
    if length == 13 and digits.startswith(_BOOKS):
        name = "isbn13"
    return [{"type": name, "value": number[-length:]}]


def _rating(one: Product) -> Item | None:
    if one.rating is None:
        return None
    return {"ratingValue": one.rating, "bestRating": 5.0, "reviewCount": one.reviews}


def _filled(item: Item) -> Item:
    """Return `item` without what is not known."""
    return {name: value for name, value in item.items() if value not in (None, [], {})}
