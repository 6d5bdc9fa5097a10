import pytest

from extract.goods.labels import labelled


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("SKU: AB-12", "sku", "AB-12"),
        ("Item # 4711", "sku", "4711"),
        ("Artikel-Nr.: 28003", "sku", "28003"),
        ("Артикул: 0638", "sku", "0638"),
        ("Article Number\n002.937.72", "sku", "002.937.72"),
        ("Model number NC5100EF", "mpn", "NC5100EF"),
        ("Modellnummer HMP 2000", "mpn", "HMP 2000"),
        ("EAN: 4006381333931", "gtin", "04006381333931"),
        ("ISBN-10: 316148410X", "gtin", "09783161484100"),
        ("Brand: Acme & Sons", "brand", "Acme & Sons"),
        ("Marke\nAcme", "brand", "Acme"),
        ("Marca: R.K.", "brand", "R.K."),
    ],
)
def test_labels_are_known_in_many_languages(line: str, field: str, value: str) -> None:
    found = labelled(f"Cup\n{line}\nmore".encode(), 0)
    assert [(one.field, one.value) for one in found] == [(field, value)]


@pytest.mark.parametrize(
    "line",
    ["Item added to cart", "EAN: 4006381333932", "Model citizens", "Reference: none"],
)
def test_what_is_no_value_is_none(line: str) -> None:
    assert labelled(f"Cup\n{line}\n".encode(), 0) == []


def test_a_label_inside_a_line_needs_its_colon() -> None:
    assert labelled(b"Cup SKU: 73556 and sku 99", 0)[0].value == "73556"
    assert labelled(b"Cup and sku 99", 0) == []
