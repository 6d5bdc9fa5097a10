"""What a page's head tells social networks and feeds of a product: Open Graph and its like.

Many shops state their price nowhere else. It becomes a product node as the other syntaxes
make one, so that whoever reads products need not know where one came from.
"""

from typing import Any

from extract.page import Page

# Ours <- theirs, the more specific first.
_PRODUCT = {
    "name": ("og:title", "twitter:title"),
    "description": ("og:description", "description", "twitter:description"),
    "image": ("og:image:secure_url", "og:image", "twitter:image", "twitter:image:src"),
    "sku": ("product:retailer_item_id", "product:sku", "og:sku", "product:id"),
    "mpn": ("product:mfr_part_no", "product:retailer_part_no", "product:mpn"),
    "gtin": ("product:ean", "product:gtin", "product:upc", "product:isbn", "og:upc"),
    "brand": ("product:brand", "og:brand"),
    "category": ("product:category",),
    "color": ("product:color",),
    "url": ("og:url",),
}
_OFFER = {
    "price": (
        *("product:sale_price:amount", "product:price:amount", "og:price:amount"),
        *("product:price", "og:price"),
    ),
    "priceCurrency": (
        *("product:sale_price:currency", "product:price:currency"),
        *("og:price:currency", "og:currency", "product:currency"),
    ),
    "availability": ("product:availability", "og:availability"),
    "itemCondition": ("product:condition", "og:condition"),
}
_LIST_PRICE = ("product:original_price:amount", "product:list_price:amount")
# Labels that shops give to their cards on other sites.
_LABELS = {"price": "price", "availability": "availability", "brand": "brand"}
_GOODS = ("product", "product.item", "og:product", "product.group")


def social(page: Page) -> list[dict[str, Any]]:
    """Return the product that a page's meta tags describe, at most one."""
    offer = _filled(page, _OFFER)
    product = _filled(page, _PRODUCT)
    for number in ("1", "2"):
        label = (page.meta(f"twitter:label{number}") or "").lower()
        value = page.meta(f"twitter:data{number}")
        name = _LABELS.get(label)
        if name and value:
            (product if name == "brand" else offer).setdefault(name, value)
    told = {"sku", "mpn", "gtin", "brand"} & product.keys()
    kind = (page.meta("og:type") or "").lower()
    if not offer and not told and kind not in _GOODS and not kind.endswith(":product"):
        return []
    before = page.meta(*_LIST_PRICE)
    if offer and before:
        offer["priceSpecification"] = {"price": before, "priceType": "ListPrice"}
    return [{"@type": "Product", **product} | ({"offers": offer} if offer else {})]


def _filled(page: Page, names: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    found = {ours: page.meta(*theirs) for ours, theirs in names.items()}
    return {ours: value for ours, value in found.items() if value}
