from decimal import Decimal

from extract.goods.shownprice import shown_prices
from extract.markup.tree import Tree

RELATED = (
    '<div class="related-products">'
    + '<a href="/x"><span class="price">5,00 €</span></a>' * 5
    + "</div>"
)


def _price(body: str, stated: tuple[Decimal, ...] = ()) -> str | None:
    tree = Tree(f"<body>{body}{RELATED}</body>".encode())
    found = shown_prices(tree, tree.all("h1")[0], stated)
    return str(found[0].place.amount)


def test_the_price_beside_the_heading_wins() -> None:
    assert _price('<h1>Cup</h1><p class="price">12,50 €</p>') == "12.50"


def test_a_struck_price_is_the_former_one() -> None:
    assert _price("<h1>Cup</h1><del>20,00 €</del> <b>15,00 €</b>") == "15.00"


def test_shipping_and_savings_are_no_price() -> None:
    assert _price("<h1>Cup</h1><p>Shipping $4.99</p><p>$19.00</p>") == "19.00"


def test_raised_cents_are_cents() -> None:
    assert _price("<h1>Cup</h1><p class=price>$34<sup>99</sup></p>") == "34.99"


def test_numbers_of_neighbours_do_not_run_together() -> None:
    assert _price("<h1>Car</h1><p><b>Rs 635,000</b><i>2010</i></p>") == "635000"


def test_a_page_without_money_shows_no_price() -> None:
    tree = Tree(b"<h1>Cup</h1><p>3 of 4 people in 2020</p>")
    assert shown_prices(tree, 0, ()) == []


def test_a_percentage_tells_the_former_price() -> None:
    assert _price("<h1>Cup</h1><p>€ 18,00 -50%</p><p>€ 9,00</p>") == "9.00"


def test_the_price_without_tax_is_not_the_price() -> None:
    assert _price("<h1>Cup</h1><p>120,00 €</p><p>excl. VAT: 100,00 €</p>") == "120.00"
