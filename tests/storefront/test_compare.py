from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from storefront.pages.compare import _specs
from storefront.pages.templates import product_path
from storefront.pages.words import Words


@pytest.fixture(scope="module")
def pair(assortment):
    return [one for one in assortment.items[:20] if one.specs][:2]


def test_products_stand_side_by_side(shop, pair):
    text = shop.get("/compare", params={"sku": [one.sku for one in pair]}).text
    for one in pair:
        assert f'href="{product_path(one.sku, one.title)}"' in text
        assert all(f">{value}</td>" in text for value in one.specs.values())
    assert text.count('<th scope="col">') == 2


def test_rows_that_differ_are_marked(shop, pair):
    one = pair[0].sku
    assert "<tr class=differs>" not in shop.get(f"/compare?sku={one}").text
    assert (
        "<tr class=differs>" in shop.get(f"/compare?sku={one}&sku={pair[1].sku}").text
    )


def test_each_product_can_be_taken_out(shop, pair):
    first, second = (one.sku for one in pair)
    text = shop.get(f"/compare?sku={first}&sku={second}").text
    assert f'<a class="versus-off" href="/compare?sku={second}">' in text
    assert f'<a class="versus-off" href="/compare?sku={first}">' in text


def test_a_fifth_is_left_out_and_said_so(shop, assortment):
    skus = [one.sku for one in assortment.items[:5]]
    text = shop.get("/compare", params={"sku": skus}).text
    assert text.count('<th scope="col">') == 4
    assert "Four fit side by side" in text


def test_a_merged_sku_is_compared_by_its_living_one(shop):
    text = shop.get("/compare?sku=hm-900001&sku=hm-000001").text
    assert text.count('<th scope="col">') == 1


@pytest.mark.parametrize("query", ["", "?sku=", "?sku=nope", "?sku=%00&sku='--"])
def test_a_comparison_of_nothing_says_how_to_begin(shop, query):
    answer = shop.get(f"/compare{query}")
    assert answer.status_code == 200
    assert "Tick “Compare”" in answer.text


def test_more_to_compare_is_offered_beside_one(shop, pair):
    text = shop.get(f"/compare?sku={pair[0].sku}").text
    assert f'href="/compare?sku={pair[0].sku}&amp;sku=hm-' in text


def compared(item, **changes):
    """The rows of a comparison of `item` alone, once changed."""
    visit = SimpleNamespace(words=Words("en"))
    return [row.name for row in _specs(visit, [replace(item, **changes)])]


def test_what_sellers_state_of_our_own_facts_is_no_second_row(assortment):
    specs = {"Brand": "a", "MARKE:": "b", "EAN": "40", "delivery": "2", "Weight": "1"}
    assert compared(assortment.items[0], specs=specs) == ["Weight"]


def test_a_row_of_dashes_is_left_out(assortment):
    specs = {"Weight": "-", "Depth": " – ", "Colour": "red"}
    assert compared(assortment.items[0], specs=specs) == ["Colour"]


def test_a_fact_that_no_compared_product_has_is_left_out(shop, assortment):
    bare = next(one for one in assortment.items if one.delivery_days is None)
    known = next(one for one in assortment.items if one.delivery_days is not None)
    row = '<th scope="row"><span>Delivery</span>'
    assert row not in shop.get(f"/compare?sku={bare.sku}").text
    assert row in shop.get(f"/compare?sku={bare.sku}&sku={known.sku}").text


def test_the_name_that_a_seller_gave_says_its_language(shop, assortment):
    item = next(one for one in assortment.items if one.specs and one.language == "en")
    name = next(iter(item.specs))
    text = shop.get(f"/de/compare?sku={item.sku}").text
    assert f'<span lang="en">{name}</span>' in text
