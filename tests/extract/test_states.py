from collections.abc import Callable
from typing import Any

import pytest

from extract.goods.identity import Identity
from extract.page import Page
from extract.statements.states import is_layer, states

HEADING = "<h1>Blue Cup 300 ml</h1>"
PLACES = {
    "next": '<script id="__NEXT_DATA__" type="application/json">{"props": {"product": %s}}</script>',
    "state": "<script>window.__INITIAL_STATE__ = {a: {b: %s}};</script>",
    "layer": "<script>dataLayer.push({ecommerce: {detail: {products: [%s]}}})</script>",
    "event": "<script>gtag('event', 'view_item', {items: [%s]});</script>",
    "magento": '<script type="text/x-magento-init">{"*": {"x": %s}}</script>',
    "parsed": "<script>var p = JSON.parse('%s')</script>",
    "attribute": "<div data-product='%s'></div>",
}
CUP = '{"name": "Blue Cup 300 ml", "sku": "C-1", "price": 9.50, "brand": "Acme"}'


def _told(page: Page) -> list[dict[str, Any]]:
    return [node for _, node in states(page, Identity(page))]


@pytest.mark.parametrize("place", PLACES)
def test_the_pages_product_is_found_wherever_scripts_keep_it(
    page_of: Callable[..., Page], place: str
) -> None:
    (node,) = _told(page_of(HEADING + PLACES[place].replace("%s", CUP)))
    assert (node["sku"], node["brand"]) == ("C-1", "Acme")
    assert node["offers"]["price"] in ("9.50", "9.5")


def test_other_products_in_scripts_do_not_count(page_of: Callable[..., Page]) -> None:
    other = CUP.replace("Blue Cup 300 ml", "Iron Pan").replace("C-1", "P-2")
    script = f"<script>var also = {{of: 'Blue Cup 300 ml', list: [{other}]}};</script>"
    assert _told(page_of(HEADING + script)) == []


def test_a_number_in_the_address_makes_it_the_pages(
    page_of: Callable[..., Page],
) -> None:
    script = "<script>var params = {prodid: '66868', price: '88.00'};</script>"
    page = page_of(HEADING + script, url="https://shop.test/p/66868/cup")
    assert _told(page)[0]["offers"] == {"price": "88.00"}


def test_hundredths_are_read_as_such(page_of: Callable[..., Page]) -> None:
    script = (
        '<script type="application/json">{"title": "Blue Cup 300 ml", "vendor": "Acme",'
        ' "price": 1299, "compare_at_price": 1999}</script>'
    )
    offer = _told(page_of(HEADING + script))[0]["offers"]
    assert (offer["price"], offer["priceSpecification"]["price"]) == ("12.99", "19.99")


def test_values_that_name_each_other_by_number_are_followed(
    page_of: Callable[..., Page],
) -> None:
    state = (
        '[{"product": 1}, {"name": 2, "price": 3}, "Blue Cup 300 ml", {"amount": 4}, 9]'
    )
    script = f'<script type="application/json" id="__NUXT_DATA__">{state}</script>'
    assert _told(page_of(HEADING + script))[0]["offers"] == {"price": "9"}


def test_values_that_are_handed_to_a_function_are_put_in_place(
    page_of: Callable[..., Page],
) -> None:
    script = """<script>window.__NUXT__=(function(a,b,c){c.x=1;return {data:[{item:{
    name:a,price:b,sku:"C-1",brand:"Acme",old:!0}}],n:c}}("Blue Cup 300 ml",9.5,{}));
    </script>"""
    (node,) = _told(page_of(HEADING + script))
    assert (node["name"], node["offers"]["price"]) == ("Blue Cup 300 ml", "9.5")


def test_stock_may_be_a_yes_or_no(page_of: Callable[..., Page]) -> None:
    text = '{"name": "Blue Cup 300 ml", "price": 1, "inStock": false}'
    script = f"<script>var product = {text};</script>"
    assert _told(page_of(HEADING + script))[0]["offers"]["availability"] == "OutOfStock"


@pytest.mark.parametrize(
    "script",
    [
        "x = {price: (" * 20_000,
        'JSON.parse("{price: ' * 20_000,
        "var price: = {'a\\" * 20_000,
        "Blue Cup 300 ml price: " + "=[[[" * 50_000,
    ],
    ids=["calls", "parses", "escapes", "lists"],
)
def test_hostile_scripts_say_nothing(page_of: Callable[..., Page], script: str) -> None:
    page = page_of(f"{HEADING}<script>/* Blue Cup 300 ml */ {script}</script>" * 10)
    assert _told(page) == []


def test_eight_statements_of_a_product_are_enough(
    page_of: Callable[..., Page],
) -> None:
    layers = "".join(PLACES["layer"].replace("%s", CUP) for _ in range(20))
    assert len(_told(page_of(HEADING + layers))) == 8


def test_a_layer_is_known_by_what_is_called(page_of: Callable[..., Page]) -> None:
    page = page_of(HEADING + PLACES["layer"].replace("%s", CUP))
    (place, _) = states(page, Identity(page))[0]
    assert is_layer(place)
