"""What search engines read of a page: JSON-LD blocks that cannot end early."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

from storefront.catalogue.answers import Category
from storefront.catalogue.item import Item
from storefront.money import amount
from storefront.pages.pictures import Shown

if TYPE_CHECKING:
    from storefront.pages.visit import Visit

Step = tuple[str, str]
"""A name and its path without a language."""
# The HTML parser ends a script element at the first `</script` whatever the JSON
# says, so no `<` may stand in it. The others are for readers that know only HTML.
# Looked for one by one: `translate` would look at every character of a long text.
_ESCAPES = tuple((one, f"\\u{ord(one):04x}") for one in "<>&\u2028\u2029")
_CONTEXT = "https://schema.org"


def product_data(
    visit: "Visit",
    item: Item,
    path: str,
    shown: Sequence[Shown],
    trail: Sequence[Category],
) -> Markup:
    """Return the Product of `item` and the way to it, safe inside a script element.

    Ratings and reviews are other shops', which search engines forbid to pass on; what
    no shop offers is no Product to them.
    """
    address = visit.shop.settings.address
    way = _way(visit, [*shelves(visit, trail), (item.title, path)])
    offers = _offers(item)
    if offers is None:
        return embedded({"@context": _CONTEXT, **way})
    product = {
        "@type": "Product",
        "sku": item.sku,
        "name": item.title,
        "url": address + visit.to(path),
        "image": [address + one.src for one in shown if one.host],
        "description": item.description or item.summary,
        "category": " > ".join(item.category_path),
        "gtin": item.gtin,
        "mpn": item.mpn,
        "brand": item.brand and {"@type": "Brand", "name": item.brand},
        "offers": offers,
    }
    return embedded({"@context": _CONTEXT, "@graph": [_told(product), way]})


def shop_data(visit: "Visit") -> Markup:
    """Return what the first page says: which site this is, and whose."""
    settings = visit.shop.settings
    whose = {"@type": "Organization", "name": settings.name, "url": settings.address}
    site = {
        "@type": "WebSite",
        "name": settings.name,
        "url": settings.address + visit.to("/"),
        "inLanguage": visit.language,
        "publisher": whose,
    }
    return embedded({"@context": _CONTEXT, "@graph": [site, whose]})


def way_data(visit: "Visit", steps: Sequence[Step]) -> Markup:
    """Return the way from the first page over `steps`, safe inside a script element."""
    return embedded({"@context": _CONTEXT, **_way(visit, steps)})


def shelves(visit: "Visit", trail: Sequence[Category]) -> list[Step]:
    """Return the steps to the last category of `trail`."""
    steps = [(visit.words("Everything"), "/products")]
    return steps + [(one.name, f"/categories/{one.key}") for one in trail]


def embedded(facts: object) -> Markup:
    """Return `facts` as JSON that may stand inside a script element."""
    text = msgspec.json.encode(facts).decode()
    for one, escaped in _ESCAPES:
        text = text.replace(one, escaped)
    # S704: every character that could end the element is escaped.
    return Markup(text)  # noqa: S704


def _told(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: fact for name, fact in facts.items() if fact}


def _offers(item: Item) -> dict[str, Any] | None:
    """Return the span of what the shops ask, in the currency that most of them use."""
    used = Counter(one.currency for one in item.offers)
    if not used:
        return None
    most = used.most_common(1)[0][0]
    currency = item.currency if item.currency and item.currency in used else most
    prices = [one.price_minor for one in item.offers if one.currency == currency]
    return {
        "@type": "AggregateOffer",
        "lowPrice": amount(min(prices), currency),
        "highPrice": amount(max(prices), currency),
        "offerCount": len(prices),
        "priceCurrency": currency,
    }


def _way(visit: "Visit", steps: Sequence[Step]) -> dict[str, object]:
    address = visit.shop.settings.address
    links = [(visit.words("Home"), "/"), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": address + visit.to(path),
            }
            for place, (name, path) in enumerate(links, 1)
        ],
    }
