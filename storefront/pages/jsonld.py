"""What search engines read of a page: JSON-LD blocks that cannot end early."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

from storefront.catalogue.answers import Category
from storefront.catalogue.item import Item, Opinion
from storefront.money import amount
from storefront.pages.pictures import Shown

if TYPE_CHECKING:
    from storefront.pages.visit import Visit

_AVAILABILITY = {
    "in_stock": "https://schema.org/InStock",
    "limited": "https://schema.org/LimitedAvailability",
    "out_of_stock": "https://schema.org/OutOfStock",
    "preorder": "https://schema.org/PreOrder",
    "backorder": "https://schema.org/BackOrder",
    "discontinued": "https://schema.org/Discontinued",
}
# The HTML parser ends a script element at the first `</script` whatever the JSON
# says, so no `<` may stand in it. The others are for readers that know only HTML.
# Looked for one by one: `translate` would look at every character of a long text.
_ESCAPES = tuple((one, f"\\u{ord(one):04x}") for one in "<>&\u2028\u2029")
_REVIEWS = 5


def product_data(
    visit: "Visit",
    item: Item,
    path: str,
    shown: Sequence[Shown],
    trail: Sequence[Category],
) -> Markup:
    """Return the Product of `item` and the way to it, safe inside a script element."""
    address = visit.shop.settings.address
    url = address + visit.to(path)
    product = {
        "@type": "Product",
        "sku": item.sku,
        "name": item.title,
        "url": url,
        "image": [address + one.src for one in shown],
        "description": item.description or item.summary,
        "category": " > ".join(item.category_path),
        "gtin": item.gtin,
        "mpn": item.mpn,
        "brand": item.brand and {"@type": "Brand", "name": item.brand},
        "offers": _offer(item, url),
        "aggregateRating": _rating(item),
        "review": [_review(one) for one in item.opinions[:_REVIEWS]],
    }
    return embedded(
        {
            "@context": "https://schema.org",
            "@graph": [_told(product), _way(visit, trail, item.title, url)],
        }
    )


def embedded(facts: object) -> Markup:
    """Return `facts` as JSON that may stand inside a script element."""
    text = msgspec.json.encode(facts).decode()
    for one, escaped in _ESCAPES:
        text = text.replace(one, escaped)
    # S704: every character that could end the element is escaped.
    return Markup(text)  # noqa: S704


def _told(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: fact for name, fact in facts.items() if fact}


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


def _review(one: Opinion) -> dict[str, object]:
    """Return what a buyer wrote elsewhere; who it was, nobody here knows."""
    rating = {"@type": "Rating", "ratingValue": one.rating, "bestRating": 5}
    return _told(
        {
            "@type": "Review",
            "reviewBody": one.text,
            "reviewRating": rating if one.rating is not None else None,
            "datePublished": one.posted_at and one.posted_at.date().isoformat(),
            "inLanguage": one.language,
            "publisher": {"@type": "Organization", "name": one.host},
        }
    )


def _way(
    visit: "Visit", trail: Sequence[Category], title: str, url: str
) -> dict[str, object]:
    address = visit.shop.settings.address
    steps = [(visit.words("Everything"), address + visit.to("/products"))]
    steps += [(one.name, address + visit.to(f"/categories/{one.key}")) for one in trail]
    steps.append((title, url))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": link}
            for place, (name, link) in enumerate(steps, 1)
        ],
    }
