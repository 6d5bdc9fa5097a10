import pytest

from storefront.pages.amounts import Amounts
from storefront.pages.templates import product_path

PRICE = Amounts("en").price


def is_reduced(item):
    return bool(
        item.was_minor and item.price_minor and item.price_minor < item.was_minor
    )


@pytest.fixture(scope="module")
def reduced(assortment):
    return next(item for item in assortment.items if is_reduced(item))


def test_deals_show_reductions_of_our_own_and_gaps(shop, reduced):
    text = shop.get("/deals").text
    assert product_path(reduced.sku, reduced.title) in text
    assert "Same thing, other price" in text
    assert text.count("Our lowest price of the 30 days before:") == text.count("<s>")


def test_a_reduction_stands_beside_our_lowest_price_before(shop, reduced):
    text = shop.get(product_path(reduced.sku, reduced.title)).text
    assert f"<s>{PRICE(reduced.was_minor, reduced.currency)}</s>" in text
    assert "our lowest price of the 30 days before" in text


def test_a_list_price_of_a_source_is_never_crossed_out(shop, assortment):
    item = next(
        one for one in assortment.items if one.list_price_minor and not is_reduced(one)
    )
    text = shop.get(product_path(item.sku, item.title)).text
    assert "<s>" not in text.partition("Goes beside it")[0]
    assert "it is no former price of ours" in text
