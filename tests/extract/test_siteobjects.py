import pickle
from collections.abc import Callable

import pytest
from lamps import LAMPS

from extract.errors import SiteBroken
from extract.page import Page
from extract.sites.siteaddress import site_address
from extract.sites.siteobjects import SiteFile, read_site, site_objects
from extract.stage import with_owner
from extract.view import view_page

BODY = """<h1>Lamp</h1><b class=now>EUR 1.299,50</b><i data-number="L-7">x</i>
<dl><dt>Socket</dt><dd>E27</dd></dl>"""
STATED = """<script type="application/ld+json">{"@type":"Product","name":"Light",
"brand":"Lux","offers":{"price":"5","priceCurrency":"USD"}}</script>"""
PAGE = "https://www.shop.test/p/7?from=list"


def of(source: str, name: str = "sites/lamps.py") -> tuple[SiteFile, ...]:
    return (SiteFile(name, source),)


def named(*patterns: str) -> tuple[SiteFile, ...]:
    classes = [
        f"class C{number}:\n    pattern = {one!r}\n    def name(self, page): return {one!r}\n"
        for number, one in enumerate(patterns)
    ]
    return of("\n".join(classes))


@pytest.mark.parametrize(
    ("pattern", "host", "path", "fits"),
    [
        ("shop.test/p/*", "shop.test", "/p/7", True),
        ("shop.test/p/*", "www.shop.test", "/p/7", True),
        ("shop.test/p/*", "shop.test", "/p/7/reviews", False),
        ("shop.test/p/**", "shop.test", "/p/7/reviews", True),
        ("shop.test/p/*", "other.test", "/p/7", False),
        ("*.shop.test/**", "de.shop.test", "/", True),
        ("*.shop.test/**", "shop.test", "/", False),
        ("*.shop.test", "noshop.test", "/", False),
        ("*/p/*", "any.test", "/p/7", True),
        ("shop.test/a.b", "shop.test", "/aXb", False),
    ],
)
def test_a_pattern_names_a_host_and_a_path(
    pattern: str, host: str, path: str, fits: bool
) -> None:
    assert site_address(pattern).fits(host, path) is fits


@pytest.mark.parametrize("pattern", ["", "shop test/p", "shop.test/p?x=1", "*shop/*"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(SiteBroken, match=r"shop\.test/p/\*"):
        site_address(pattern)


@pytest.mark.parametrize(
    ("patterns", "taken"),
    [
        (["*/**", "*.shop.test/**", "a.shop.test/**"], "a.shop.test/**"),
        (["*.test/p/7", "*.shop.test/**"], "*.shop.test/**"),
        (["a.shop.test/**", "a.shop.test/p/*", "a.shop.test/p/**"], "a.shop.test/p/*"),
        (["a.shop.test/p/7", "a.shop.test/p/*"], "a.shop.test/p/7"),
    ],
)
def test_the_narrowest_pattern_is_taken(patterns: list[str], taken: str) -> None:
    page = Page("https://a.shop.test/p/7", "")
    assert read_site(page, named(*patterns)).values == {"name": taken}
    assert read_site(page, named(*reversed(patterns))).values == {"name": taken}


def test_what_a_site_gives_goes_before_what_was_found(
    page_of: Callable[..., Page],
) -> None:
    seen = view_page(page_of(BODY, STATED, url=PAGE), of(LAMPS))
    assert seen.product is not None
    product = seen.product
    assert (product.title, product.sku, product.brand) == ("Lamp", "L-7", "Lux")
    assert product.specs == {"Socket": "E27"}
    assert (seen.offers[0].price_minor, seen.offers[0].currency) == (129950, "EUR")


def test_a_site_alone_makes_a_product(page_of: Callable[..., Page]) -> None:
    seen = view_page(page_of(BODY, url=PAGE), of(LAMPS))
    assert seen.kind == "product"
    assert [offer.price_minor for offer in seen.offers] == [129950]


def test_a_function_that_fails_costs_its_field_alone(
    page_of: Callable[..., Page],
) -> None:
    found = read_site(page_of(BODY, url=PAGE), of(LAMPS))
    assert sorted(found.values) == ["additionalProperties", "name", "price", "sku"]
    assert found.failed["brand"].startswith("AttributeError: 'NoneType'")


def test_a_value_that_no_field_can_have_is_told(page_of: Callable[..., Page]) -> None:
    files = of(LAMPS.replace('select(page, ".now")', '["free"]'))
    failed = read_site(page_of(BODY, url=PAGE), files).failed
    assert failed["price"] == "SiteBroken: price cannot be ['free']"


def test_a_page_of_no_site_is_left_alone(page_of: Callable[..., Page]) -> None:
    page = page_of(BODY, url="https://shop.test/list")
    assert read_site(page, of(LAMPS)).values == {}


def test_two_for_one_pattern_are_refused_by_both_names() -> None:
    files = (*of(LAMPS), *of(LAMPS.replace("Lamps", "Lights"), "sites/lights.py"))
    told = r"sites/lamps.py \(Lamps\) and sites/lights.py \(Lights\)"
    with pytest.raises(SiteBroken, match=told):
        site_objects(files)


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(
        SiteBroken, match=r"Lamps\.prize is no field; did you mean price"
    ):
        site_objects(of(LAMPS.replace("def price", "def prize")))


@pytest.mark.parametrize("source", ["class A(:", "import nothing.there", "1 / 0"])
def test_a_file_that_cannot_be_read_is_named(source: str) -> None:
    with pytest.raises(SiteBroken, match=r"sites/lamps\.py"):
        site_objects(of(source))


def test_the_stage_of_an_owner_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(with_owner(of(LAMPS), b"salt")))  # noqa: S301 # our own
    assert sent.make.keywords["files"] == of(LAMPS)


def test_a_site_tells_of_an_article_too(page_of: Callable[..., Page]) -> None:
    source = """class Blog:
    pattern = "shop.test/**"
    def headline(self, page): return "Lamps"
    def articleBody(self, page): return "They shine."
"""
    article = view_page(page_of("<p>x", url=PAGE), of(source)).article
    assert article is not None
    assert (article.headline, article.text) == ("Lamps", "They shine.")
