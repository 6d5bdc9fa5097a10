from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from extract.errors import SiteBroken
from extract.page import Page
from extract.sites.sitevalues import SitePrice, SiteRating, fitted


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("name", " Red  <b>lamp</b> ", "Red lamp"),
        ("brand", {"name": "Lux"}, "Lux"),
        ("price", "$1,299.00", SitePrice(Decimal("1299.00"))),
        ("price", "12,50 €", SitePrice(Decimal("12.50"), "EUR")),
        ("price", 19.9, SitePrice(Decimal("19.9"))),
        ("currency", "€", "EUR"),
        ("availability", "https://schema.org/OutOfStock", "OutOfStock"),
        ("availability", False, "OutOfStock"),
        ("condition", "RefurbishedCondition", "refurbished"),
        ("gtin", [{"type": "gtin13", "value": "4006381333931"}], "04006381333931"),
        ("images", ["/1.jpg", {"url": "/2.jpg"}], ["https://shop.test/1.jpg", "https://shop.test/2.jpg"]),
        ("breadcrumbs", [{"name": "Home"}, "Lamps"], ["Home", "Lamps"]),
        ("additionalProperties", [{"name": "Socket", "value": "E27"}], {"Socket": "E27"}),
        ("aggregateRating", {"ratingValue": 8, "bestRating": 10, "reviewCount": 3}, SiteRating(4.0, 3)),
        ("datePublished", date(2026, 11, 1), "2026-11-01"),
        ("authors", "Ada", ["Ada"]),
    ],
)  # fmt: skip
def test_what_is_given_gets_its_plain_form(
    page_of: Callable[..., Page], field: str, given: object, kept: object
) -> None:
    assert fitted(page_of(""), field, given) == kept


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", ""),
        ("name", ["Lamp"]),
        ("price", "ask us"),
        ("price", True),
        ("price", float("nan")),
        ("price", -1),
        ("currency", "apples"),
        ("availability", "tomorrow"),
        ("gtin", "4006381333930"),
        ("images", ["javascript:x"]),
        ("aggregateRating", {"ratingValue": 6}),
        ("datePublished", "yesterday"),
    ],
)
def test_what_cannot_be_read_is_refused(
    page_of: Callable[..., Page], field: str, given: object
) -> None:
    with pytest.raises(SiteBroken, match=field):
        fitted(page_of(""), field, given)
