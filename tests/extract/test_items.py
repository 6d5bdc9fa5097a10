import pytest

from extract.goods.items import amount, product_item, supplier_item
from extract.goods.offer import Offer
from extract.goods.product import Product

SUPPLIER = {
    *("product_id", "title", "description", "price", "currency", "images"),
    *("specifications", "supplier_info", "availability", "shipping_info"),
}
# Those of zyte-common-items that we can fill.
NAMES = {
    *("name", "price", "currency", "currencyRaw", "regularPrice", "availability"),
    *("sku", "mpn", "gtin", "brand", "mainImage", "images", "additionalProperties"),
    *("aggregateRating", "breadcrumbs", "variants", "description", "condition"),
    *("canonicalUrl", "url", "metadata", "color", "size"),
}
OFFER = Offer(
    price_minor=1990,
    currency="EUR",
    list_price_minor=2500,
    availability="OutOfStock",
    shipping_minor=490,
    condition="new",
    seller="Lampen KG",
)


def lamp(variant: str) -> Product:
    return Product(
        title="Lamp",
        gtin="04006381333931",
        mpn="L7",
        sku=variant,
        brand="Lux",
        description="It shines.",
        category_path=["Home", "Lamps"],
        images=["https://a.test/1.jpg"],
        specs={"color": "red", "size": "S"},
        variant=variant,
        availability="OutOfStock",
        rating=4.5,
        reviews=3,
        confidence=0.95,
        offers=[OFFER],
    )


def test_an_item_has_the_names_of_the_format() -> None:
    item = product_item(
        [lamp("A"), lamp("B")], "https://a.test/", "https://a.test/7", "€"
    )
    assert item is not None
    assert set(item) == NAMES
    assert (item["price"], item["regularPrice"], item["availability"]) == ("19.90", "25.00", "OutOfStock")  # fmt: skip
    assert item["gtin"] == [{"type": "gtin13", "value": "4006381333931"}]
    assert (item["brand"], item["mainImage"]) == ({"name": "Lux"}, {"url": "https://a.test/1.jpg"})  # fmt: skip
    assert [one["sku"] for one in item["variants"]] == ["A", "B"]


def test_what_is_not_known_has_no_key() -> None:
    bare = Product(title="Lamp", confidence=0.5, offers=[])
    item = product_item([bare], "https://a.test/")
    assert item == {
        "name": "Lamp",
        "url": "https://a.test/",
        "metadata": {"probability": 0.5},
    }


def test_a_supplier_entry_has_every_name_of_the_schema() -> None:
    entry = supplier_item([lamp("A")], "https://a.test/")
    assert entry is not None
    assert set(entry) == SUPPLIER
    assert (entry["product_id"], entry["price"], entry["supplier_info"]["name"]) == ("A", "19.90", "Lampen KG")  # fmt: skip
    assert entry["shipping_info"] == {"price": "4.90", "currency": "EUR"}
    bare = supplier_item([Product(confidence=0.5, offers=[])], "https://a.test/")
    assert bare is not None
    assert set(bare) == SUPPLIER


def test_no_product_is_no_item() -> None:
    assert product_item([], "https://a.test/") is None
    assert supplier_item([], "https://a.test/") is None


@pytest.mark.parametrize(
    ("minor", "code", "text"),
    [(1990, "EUR", "19.90"), (1990, "JPY", "1990"), (1990, "KWD", "1.990")],
)
def test_amounts_have_their_currency_s_decimals(
    minor: int, code: str, text: str
) -> None:
    assert amount(minor, code) == text


@pytest.mark.parametrize(
    ("kept", "kind", "value"),
    [
        ("00000096385074", "gtin8", "96385074"),
        ("00036000291452", "upc", "036000291452"),
        ("09780306406157", "isbn13", "9780306406157"),
        ("10012345678902", "gtin14", "10012345678902"),
    ],
)
def test_numbers_are_called_by_their_length(kept: str, kind: str, value: str) -> None:
    product = Product(title="Lamp", gtin=kept, confidence=0.5, offers=[])
    item = product_item([product], "https://a.test/")
    assert item is not None
    assert item["gtin"] == [{"type": kind, "value": value}]
