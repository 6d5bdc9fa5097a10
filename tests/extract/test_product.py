from collections.abc import Callable

import pytest

from extract.goods.product import Product, products, read_products
from extract.page import Page
from extract.statements.structured import graph

SHOWN = (
    '<h1>Blue Cup 300 ml</h1><p class="price">12,50 €</p><button>Add to cart</button>'
    "<p>SKU: AB-123</p><p>Brand: Acme</p>"
)
MARKED = (
    '<script type="application/ld+json">{"@type": "Product", "name": "Blue Cup 300 ml",'
    ' "offers": {"price": "20.00", "priceCurrency": "EUR"}}</script>'
)


def _only(page: Page) -> Product:
    (found,) = products(page, graph(page))
    return found


def test_a_page_that_only_shows_its_product_is_read(
    page_of: Callable[..., Page],
) -> None:
    found = _only(page_of(SHOWN))
    (offer,) = found.offers
    assert (found.title, found.sku, found.brand) == (
        "Blue Cup 300 ml",
        "AB-123",
        "Acme",
    )
    assert (offer.price_minor, offer.currency, offer.availability) == (
        1250,
        "EUR",
        "InStock",
    )


def test_the_shown_price_goes_before_the_one_marked_up(
    page_of: Callable[..., Page],
) -> None:
    body = SHOWN.replace("<p class", "<del>20,00 €</del><p class")
    (offer,) = _only(page_of(body, MARKED)).offers
    assert (offer.price_minor, offer.list_price_minor) == (1250, 2000)


def test_agreement_makes_a_price_surer(page_of: Callable[..., Page]) -> None:
    alone = _only(page_of("<h1>Blue Cup 300 ml</h1>", MARKED)).offers[0].confidence
    body = SHOWN.replace("12,50", "20,00")
    assert _only(page_of(body, MARKED)).offers[0].confidence > alone


def test_no_currency_is_invented(page_of: Callable[..., Page]) -> None:
    assert _only(page_of(SHOWN.replace("12,50 €", "12,50"), "")).offers == []


@pytest.mark.parametrize(
    ("host", "code"), [("shop.ca", "CAD"), ("shop.com.au", "AUD"), ("shop.mx", "MXN")]
)
def test_a_sign_of_several_countries_is_that_of_the_hosts(
    page_of: Callable[..., Page], host: str, code: str
) -> None:
    body = SHOWN.replace("12,50 €", "$12.50")
    page = page_of(body, url=f"https://{host}/p/blue-cup")
    assert _only(page).offers[0].currency == code


@pytest.mark.parametrize("path", ["/cart", "/checkout/", "/search?q=cup", "/"])
def test_carts_and_searches_are_about_no_product(
    page_of: Callable[..., Page], path: str
) -> None:
    page = page_of(SHOWN, url=f"https://shop.test{path}")
    assert products(page, graph(page)) == []


def test_a_page_of_unknown_address_can_be_about_one(
    page_of: Callable[..., Page],
) -> None:
    assert _only(page_of(SHOWN, url="http://page.invalid/")).offers


def test_a_list_of_goods_is_about_none(page_of: Callable[..., Page]) -> None:
    card = '<li><a href="/p/{0}">Cup {0}</a><span class="price">{0},99 €</span></li>'
    cards = "".join(card.format(number) for number in range(1, 20))
    page = page_of(f"<h1>Cups</h1><ul>{cards}</ul>")
    assert products(page, graph(page)) == []


def test_every_candidate_is_kept_and_the_surest_first(
    page_of: Callable[..., Page],
) -> None:
    page = page_of(SHOWN.replace("<p class", "<del>20,00 €</del><p class"), MARKED)
    told = [
        one
        for one in read_products(page, graph(page)).sightings
        if one.field == "price"
    ]
    assert [one.value for one in told[:2]] == ["12.5", "20"]
    assert told[0].confidence > told[1].confidence


def test_a_variant_named_by_the_address_goes_first(
    page_of: Callable[..., Page],
) -> None:
    offers = ", ".join(
        f'{{"sku": "V{number}", "price": {number}, "priceCurrency": "EUR"}}'
        for number in (10, 11, 12)
    )
    marked = MARKED.replace('{"price": "20.00", "priceCurrency": "EUR"}', f"[{offers}]")
    page = page_of("<h1>Blue Cup</h1>", marked, url="https://shop.test/p/cup?sku=V11")
    assert [one.variant for one in products(page, graph(page))] == ["V11", "V10", "V12"]
