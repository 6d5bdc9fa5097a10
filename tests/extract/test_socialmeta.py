from collections.abc import Callable

from extract.page import Page
from extract.statements.socialmeta import social


def _meta(**named: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">'
        for name, value in named.items()
    )


def test_a_product_in_meta_tags_is_a_node(page_of: Callable[..., Page]) -> None:
    head = _meta(
        og__title="Cup", product__price__amount="3.50", product__price__currency="EUR"
    )
    assert social(page_of("", head)) == [
        {
            "@type": "Product",
            "name": "Cup",
            "offers": {"price": "3.50", "priceCurrency": "EUR"},
        }
    ]


def test_a_page_with_a_title_alone_is_no_product(page_of: Callable[..., Page]) -> None:
    assert social(page_of("", _meta(og__title="News", og__type="article"))) == []


def test_a_former_price_is_no_price(page_of: Callable[..., Page]) -> None:
    head = _meta(og__price__amount="3", product__original_price__amount="5")
    (node,) = social(page_of("", head))
    assert node["offers"]["price"] == "3"
    assert node["offers"]["priceSpecification"]["price"] == "5"


def test_a_card_for_other_sites_may_name_the_price(
    page_of: Callable[..., Page],
) -> None:
    head = _meta(twitter__label1="Price", twitter__data1="$8")
    assert social(page_of("", head))[0]["offers"] == {"price": "$8"}
