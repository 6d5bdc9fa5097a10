import json

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
        "Ships in 24 hours",
        "Delivery in 2-4 working days to Norway",
        "Delivery in 3 to 99999 days",
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


@pytest.mark.parametrize(
    "line",
    [
        "Livraison en 1 à 3 jours",
        "Delivery 5 days",
        "Delivery in 2-4 working days",
        "Delivery time: 2 to 4 days",
        "Standard delivery within 48 hours.",
        "Lieferzeit ca. 2-3 Werktage",
        "Lieferung in 3–5 Werktagen",
    ],
)
def test_a_line_tells_how_long_a_delivery_takes(line: str) -> None:
    assert said(line) == {"arrival": line}


TIMED = """<h1>Cup</h1><script type="application/ld+json">{"@type": "Product", "name":
 "Cup", "offers": {"@type": "Offer", "price": "7.50", "priceCurrency": "GBP",
 "shippingDetails": %s}}</script>"""


def days(least: int, most: int, unit: str = "DAY") -> dict[str, object]:
    kind = "QuantitativeValue"
    return {"@type": kind, "minValue": least, "maxValue": most, "unitCode": unit}


def arrival_of(*times: dict[str, object]) -> str | None:
    details = [
        {"@type": "OfferShippingDetails", "deliveryTime": time} for time in times
    ]
    body = TIMED % json.dumps(details)
    page = parse("https://shop.test/cup", body.encode())
    return products(page, graph(page))[0].shipping


def test_packing_and_carrying_make_the_time_of_a_delivery() -> None:
    assert arrival_of({"handlingTime": days(0, 1), "transitTime": days(2, 3)}) == (
        "2-4 days"
    )
    assert arrival_of({"transitTime": days(24, 48, "HUR")}) == "1-2 days"


def test_a_time_that_is_half_told_or_told_twice_is_none() -> None:
    assert arrival_of({"handlingTime": days(0, 1)}) is None
    assert arrival_of({"transitTime": days(2, 3)}, {"transitTime": days(9, 12)}) is None
    assert arrival_of({"transitTime": days(2, 9_000)}) is None
    assert arrival_of({"transitTime": {"maxValue": [{}]}}) is None


def test_the_line_counts_where_nothing_is_stated() -> None:
    body = """<h1>Cup</h1><b>£ 7.50</b><p>Delivery in 2-4 working days<p>
    <button>Add to basket</button>"""
    page = parse("https://shop.test/cup", body.encode())
    assert products(page, graph(page))[0].shipping == "Delivery in 2-4 working days"


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
