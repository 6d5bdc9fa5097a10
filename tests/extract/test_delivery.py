import pytest

from extract.goods.delivery import delivery
from extract.goods.offer import Offer
from extract.goods.offered import with_delivery
from extract.goods.product import products
from extract.goods.sighting import Sighting
from extract.page import parse
from extract.statements.structured import graph


def said(*lines: str) -> dict[str, str]:
    found = delivery("\n".join(["Cup", *lines, "More"]).encode(), 0)
    return {one.field: one.value for one in found}


@pytest.mark.parametrize(
    ("line", "cost"),
    [
        ("+ £12.00 delivery", "12.00"),
        ("+EUR 12.00 postage", "12.00"),
        ("Price: £220.00 + £12.00 delivery", "12.00"),
        ("0€ Versandkosten", "0"),
        ("Versandkosten: 4,95 €", "4.95"),
        ("Standard Shipping - $5", "5"),
        ("Shipping: FREE", "0"),
        ("Kostenloser Versand", "0"),
        ("Free shipping worldwide", "0"),
        ("送料 無料", "0"),
    ],
)
def test_a_line_about_shipping_alone_tells_its_price(line: str, cost: str) -> None:
    assert said(line) == {"shipping": cost}


@pytest.mark.parametrize(
    "line",
    [
        "Free standard delivery over £50",
        "€ 119,01 inkl. MwSt. zzgl. Versandkosten",
        "+ $99.23 Shipping & Import Fees Deposit to Norway",
        "Livraison en 1 à 3 jours",
        "Delivery 5 days",
        "Shipping 12",
        "Free shipping on orders over $75",
        "Free shipping from 100€*",
        "Versand ab 4,95 €",
        "판매자가 설정한 배송일로 실제 배송일과",
        "Best sellers",
        "판매자 상품",
        "Sold by the metre",
        "Sold by the kilogram, which is what most people ask of us every day",
    ],
)
def test_conditions_times_and_lists_tell_nothing(line: str) -> None:
    assert said(line) == {}


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["Sold by Cup House"], "Cup House"),
        (["Sold by", "Cup House"], "Cup House"),
        (["Dispatched from and sold by CIGA."], "CIGA"),
        (["Venduto da Tazze S.r.l. e spedito da Altri"], "Tazze S.r.l"),
        (["Verkauf durch Tassen GmbH"], "Tassen GmbH"),
        (["Verkäufer: Tassen GmbH"], "Tassen GmbH"),
    ],
)
def test_a_line_names_who_sells(lines: list[str], name: str) -> None:
    assert said(*lines) == {"seller": name}


def test_the_first_line_counts() -> None:
    assert said("+ £2.00 delivery", "+ £3.00 delivery") == {"shipping": "2.00"}


def test_the_offer_of_a_page_has_what_it_shows() -> None:
    body = """<h1>Cup</h1><b>£ 7.50</b><p>+ £2.00 delivery<p>Sold by Cup House<p>
    <button>Add to basket</button>"""
    page = parse("https://shop.test/cup", body.encode())
    (offer,) = products(page, graph(page))[0].offers
    assert (offer.seller, offer.shipping_minor) == ("Cup House", 200)


def test_shipping_in_another_currency_is_not_the_offers() -> None:
    said = [Sighting(field="shipping", value="2", raw="+ €2 delivery", source="shown")]
    (offer,) = with_delivery([Offer(price_minor=750, currency="GBP")], said)
    assert offer.shipping_minor is None
