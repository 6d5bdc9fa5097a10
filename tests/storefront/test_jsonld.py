import json
import re

import pytest

from storefront.pages.templates import product_path
from storefront.texts import slug

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(shop, path):
    """What a page says to search engines, by type."""
    blocks = [json.loads(one) for one in DATA.findall(shop.get(path).text)]
    facts = [one for block in blocks for one in block.get("@graph", [block])]
    return {one["@type"]: one for one in facts}


def way(shop, path):
    return [
        step["name"] for step in told(shop, path)["BreadcrumbList"]["itemListElement"]
    ]


def test_a_product_is_told_with_the_span_of_what_shops_ask(shop, assortment):
    item = next(one for one in assortment.items if len(one.offers) > 1)
    product = told(shop, product_path(item.sku, item.title))["Product"]
    offers = product["offers"]
    prices = [one.price_minor for one in item.offers if one.currency == item.currency]
    assert offers["@type"] == "AggregateOffer"
    assert offers["offerCount"] == len(prices)
    assert offers["lowPrice"] == f"{min(prices) / 100:.2f}"
    assert offers["highPrice"] == f"{max(prices) / 100:.2f}"
    assert offers["priceCurrency"] == item.currency


def test_what_others_rated_and_what_we_drew_is_not_told(shop, assortment):
    for item in assortment.items[:30]:
        text = shop.get(product_path(item.sku, item.title)).text
        data = "".join(DATA.findall(text))
        assert "aggregateRating" not in data
        assert "Review" not in data
        assert "/art/" not in data


def test_what_no_shop_offers_is_no_product(shop, assortment):
    item = next(one for one in assortment.items if not one.offers)
    assert set(told(shop, product_path(item.sku, item.title))) == {"BreadcrumbList"}


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("/categories/kitchen/kettles", ["Home", "Everything", "Kitchen", "Kettles"]),
        ("/de/categories/kitchen", ["Startseite", "Alles", "Kitchen"]),
    ],
)
def test_pages_tell_the_way_to_them_from_the_first(shop, path, steps):
    assert way(shop, path) == steps


def test_a_guide_tells_the_way_to_it(shop, assortment):
    guide = assortment.guides[0]
    path = f"/guides/{guide.generated_key}/{slug(guide.title)}"
    assert way(shop, path) == ["Home", "Guides", guide.title]


def test_the_first_page_says_whose_site_it_is(shop):
    facts = told(shop, "/fr")
    assert facts["WebSite"]["url"] == "http://127.0.0.1:8000/fr"
    assert facts["WebSite"]["publisher"]["name"] == facts["Organization"]["name"]
