from collections.abc import Callable

from extract.goods.candidates import FIELDS
from extract.look import look
from extract.page import Page
from extract.sites.siteobjects import SiteFile

HEAD = """<title>Red lamp | Shop</title><meta property=og:title content="Red lamp!">
<script type="application/ld+json">{"@type":"Product","name":"Red lamp","sku":"L7",
"offers":{"price":"25","priceCurrency":"EUR","availability":"InStock"}}</script>"""
BODY = "<h1>Red lamp</h1><p class=price>25,00 €</p><p><button>Buy now</button>"
URL = "https://shop.test/p/red-lamp"


def test_what_is_told_goes_first_and_the_others_follow(
    page_of: Callable[..., Page],
) -> None:
    names = look(page_of(BODY, HEAD, URL)).candidates["name"]
    assert [one.value for one in names] == ["Red lamp", "Red lamp!", "Red lamp | Shop"]
    assert [one.is_told for one in names] == [True, False, False]
    assert (names[0].source, names[0].path) == ("json-ld", "Product.name")


def test_who_agrees_is_the_reason(page_of: Callable[..., Page]) -> None:
    price = look(page_of(BODY, HEAD, URL)).candidates["price"][0]
    assert (price.value, price.why) == ("25.00", "json-ld and shown agree")


def test_a_page_object_goes_before_all(page_of: Callable[..., Page]) -> None:
    source = "class A:\n    pattern = '*/**'\n    def sku(self, page): return 'X9'\n"
    seen = look(page_of(BODY, HEAD, URL), (SiteFile("sites/a.py", source),))
    first, second = seen.candidates["sku"][:2]
    assert (first.value, first.source, first.path) == ("X9", "site", "A.sku")
    assert (second.value, second.is_told) == ("L7", False)
    assert seen.product is not None
    assert seen.product["sku"] == "X9"


def test_every_field_of_an_item_has_its_candidate(page_of: Callable[..., Page]) -> None:
    seen = look(page_of(BODY, HEAD, URL))
    assert seen.product is not None
    rows = seen.candidates.items()
    told = {name for name, found in rows if found[0].is_told and name in FIELDS}
    assert told == set(seen.product) - {"url", "metadata", "currencyRaw"}


def test_a_page_of_no_product_has_none(page_of: Callable[..., Page]) -> None:
    seen = look(page_of("<p>Hello"))
    assert (seen.product, seen.supplier, seen.candidates) == (None, None, {})


def test_what_an_offer_shows_beside_its_price_is_as_sure_as_its_product(
    page_of: Callable[..., Page],
) -> None:
    body = """<h1>Red lamp</h1><b>25,00 €</b> <del>30,00 €</del><p>+ 2,00 € delivery
    <p>Sold by Lamp House<p><button>Buy now</button>"""
    told = look(page_of(body, "<title>Red lamp</title>", URL)).candidates
    shown = [told[field][0] for field in ("regularPrice", "seller", "shipping")]
    assert [one.value for one in shown] == ["30.00", "Lamp House", "2.00"]
    assert len({one.confidence for one in shown}) == 1
    assert shown[0].confidence > 0.5
