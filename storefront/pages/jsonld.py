"""What search engines read of a product: a JSON-LD block that cannot end early."""

from typing import Any

import msgspec
from markupsafe import Markup

from storefront.catalogue.item import Item
from storefront.money import amount

_AVAILABILITY = {
    "in_stock": "https://schema.org/InStock",
    "out_of_stock": "https://schema.org/OutOfStock",
    "preorder": "https://schema.org/PreOrder",
}
# The HTML parser ends a script element at the first `</script` whatever the JSON
# says, so no `<` may stand in it. The others are for readers that know only HTML.
_ESCAPES = str.maketrans(
    {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


def product_data(item: Item, url: str, picture: str) -> Markup:
    """Return the schema.org Product of `item` as JSON, safe inside a script element."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": item.sku,
        "name": item.title,
        "url": url,
        "image": picture,
        "description": item.description,
        "gtin": item.gtin,
        "mpn": item.mpn,
        "brand": item.brand and {"@type": "Brand", "name": item.brand},
        "offers": _offer(item, url),
        "aggregateRating": _rating(item),
    }
    return embedded({name: fact for name, fact in facts.items() if fact})


def embedded(facts: object) -> Markup:
    """Return `facts` as JSON that may stand inside a script element."""
    text = msgspec.json.encode(facts).decode()
    # S704: every character that could end the element is escaped.
    return Markup(text.translate(_ESCAPES))  # noqa: S704


def _offer(item: Item, url: str) -> dict[str, Any] | None:
    if item.price_minor is None or item.currency is None:
        return None
    offer = {
        "@type": "Offer",
        "url": url,
        "price": amount(item.price_minor, item.currency),
        "priceCurrency": item.currency,
    }
    if item.availability in _AVAILABILITY:
        offer["availability"] = _AVAILABILITY[item.availability]
    return offer


def _rating(item: Item) -> dict[str, Any] | None:
    if item.rating is None or not item.reviews:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": item.rating,
        "reviewCount": item.reviews,
    }
