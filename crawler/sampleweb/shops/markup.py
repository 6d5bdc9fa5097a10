"""The ways a shop tells machines what its page says, beside the visible text."""

from dataclasses import dataclass
from typing import Any

from crawler.sampleweb.render import attr, script_json
from crawler.sampleweb.shops.item import PACKED_DAYS, Item, plain_amount
from crawler.sampleweb.shops.shop import Markup

_ORG = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class Marks:
    """Attributes that mark up the visible page; empty where a shop has none."""

    scope: str = ""
    prop: str = ""

    def item(self, type_: str, prop: str = "") -> str:
        """Return the attributes of an element that is a thing of `type_`."""
        return (
            self.name(prop) + self.scope.format(type_)
            if prop
            else self.scope.format(type_)
        )

    def name(self, prop: str, content: str = "") -> str:
        """Return the attributes of an element that holds `prop`."""
        said = f' content="{attr(content)}"' if content and self.prop else ""
        return self.prop.format(prop) + said


_MARKS: dict[Markup, Marks] = {
    "microdata": Marks(f' itemscope itemtype="{_ORG}{{}}"', ' itemprop="{}"'),
    "rdfa": Marks(f' vocab="{_ORG}" typeof="{{}}"', ' property="{}"'),
}


def marks(markup: Markup) -> Marks:
    """Return the attributes that shops of this `markup` write."""
    return _MARKS.get(markup, Marks())


def json_ld(item: Item, url: str) -> str:
    """Return the script element with the product as JSON-LD."""
    return script_json(product(item, url), 'type="application/ld+json"')


def product(item: Item, url: str) -> dict[str, Any]:
    """Return the product as schema.org JSON."""
    made: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Product", "name": item.title,
        "description": item.description, "sku": item.sku, "mpn": item.good.mpn,
        "gtin13": item.good.gtin, "brand": {"@type": "Brand", "name": item.good.brand},
        "category": " > ".join(item.category_path),
        "image": list(item.images), "offers": _offer(item, url),
    }  # fmt: skip
    if item.rating is not None:
        made["aggregateRating"] = {
            "@type": "AggregateRating", "ratingValue": item.rating, "bestRating": 5,
            "reviewCount": item.votes,
        }  # fmt: skip
    if item.reviews:
        made["review"] = [_review(review.author, review.rating, review.posted, review.text)
                          for review in item.reviews]  # fmt: skip
    return made


def _offer(item: Item, url: str) -> dict[str, Any]:
    shop, (price, was, availability) = item.shop, item.terms
    offer: dict[str, Any] = {
        "@type": "Offer", "url": url, "price": plain_amount(price),
        "priceCurrency": shop.currency, "availability": _ORG + availability,
        "itemCondition": f"{_ORG}NewCondition",
        "shippingDetails": {
            "@type": "OfferShippingDetails",
            "shippingRate": {
                "@type": "MonetaryAmount", "value": plain_amount(item.shipping_minor),
                "currency": shop.currency,
            },
            "deliveryTime": {
                "@type": "ShippingDeliveryTime", "handlingTime": _days(PACKED_DAYS),
                "transitTime": _days(shop.carried_days),
            },
        },
    }  # fmt: skip
    if was is not None:
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification", "priceType": f"{_ORG}StrikethroughPrice",
            "price": plain_amount(was), "priceCurrency": shop.currency,
        }  # fmt: skip
    return offer


def _days(span: tuple[int, int]) -> dict[str, Any]:
    return {
        "@type": "QuantitativeValue", "minValue": span[0], "maxValue": span[1],
        "unitCode": "DAY",
    }  # fmt: skip


def _review(author: str, rating: int, posted: str, text: str) -> dict[str, Any]:
    return {
        "@type": "Review", "author": {"@type": "Person", "name": author},
        "datePublished": posted, "reviewBody": text,
        "reviewRating": {"@type": "Rating", "ratingValue": rating, "bestRating": 5},
    }  # fmt: skip


def open_graph(item: Item, url: str) -> str:
    """Return the OpenGraph meta elements of a product."""
    price, _, availability = item.terms
    rows = {
        "og:type": "product", "og:title": item.title, "og:url": url,
        "og:description": item.description, "og:image": item.images[0],
        "product:price:amount": plain_amount(price),
        "product:price:currency": item.shop.currency,
        "product:availability": "in stock" if availability == "InStock" else "oos",
        "product:brand": item.good.brand, "product:retailer_item_id": item.sku,
    }  # fmt: skip
    return "".join(
        f'<meta property="{name}" content="{attr(value)}">\n'
        for name, value in rows.items()
    )


def state(item: Item) -> str:
    """Return the script element with the state a single-page front end starts from."""
    price, was, availability = item.terms
    props = {
        "product": {
            "id": item.sku, "name": item.title, "manufacturer": item.good.brand,
            "ean": item.good.gtin, "mpn": item.good.mpn, "description": item.description,
            "price": {"value": price / 100, "currency": item.shop.currency},
            "oldPrice": was / 100 if was else None, "available": availability != "OutOfStock",
            "stock": availability, "categories": list(item.category_path),
            "attributes": [{"key": key, "value": value}
                           for key, value in item.good.facts(item.shop.language)],
        }
    }  # fmt: skip
    page = {"props": {"pageProps": props}, "page": "/artikel/[slug]/[sku]", "query": {}}
    return script_json(page, 'id="__NEXT_DATA__" type="application/json"')
