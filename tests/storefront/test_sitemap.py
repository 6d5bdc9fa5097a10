from datetime import UTC, datetime
from xml.etree import ElementTree

import msgspec
import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.catalogue.item import Picture
from storefront.http.kinds import kind_of
from storefront.pages import sitemaps
from storefront.pages.pictures import CARD_WIDTH
from storefront.pages.templates import product_path
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}link"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}loc"
ADDRESS = "http://127.0.0.1:8000"


def tree(answer):
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    return ElementTree.fromstring(answer.content)  # noqa: S314 - the file is ours


def files_of(shop):
    found = tree(shop.get("/sitemap.xml")).iter(f"{SPACE}loc")
    return [one.text.removeprefix(ADDRESS) for one in found]


def addresses(shop):
    return [
        one.text
        for file in files_of(shop)
        for one in tree(shop.get(file)).iter(f"{SPACE}loc")
    ]


def test_every_product_stands_in_the_site_map_once_in_each_language(shop, assortment):
    found = addresses(shop)
    path = product_path(assortment.items[7].sku, assortment.items[7].title)
    for way in (path, f"/de{path}", f"/fr{path}"):
        assert found.count(ADDRESS + way) == 1
    assert sum("/products/" in one for one in found) == 3 * len(assortment.items)


def test_pages_that_are_no_products_are_named_too(shop):
    found = addresses(shop)
    for path in (
        "/",
        "/de",
        "/guides",
        "/fr/blog",
        "/programmes",
        "/categories",
        "/categories/kitchen",
    ):
        assert ADDRESS + path in found


def test_an_address_names_its_other_languages_and_its_day(shop):
    first = next(iter(tree(shop.get("/sitemaps/products-1.xml"))))
    ways = {one.get("hreflang"): one.get("href") for one in first.iter(XHTML)}
    assert set(ways) == {"en", "de", "fr", "x-default"}
    assert ways["de"] == f"{ADDRESS}/de{ways['en'].removeprefix(ADDRESS)}"
    guides = [
        one
        for one in tree(shop.get("/sitemaps/pages-1.xml"))
        if "/guides/" in one.find(f"{SPACE}loc").text
    ]
    assert guides[0].find(f"{SPACE}lastmod").text.startswith("2026-11-")


def test_a_check_of_prices_is_no_change_of_a_page(shop):
    assert b"lastmod" not in shop.get("/sitemaps/products-1.xml").content
    assert b"lastmod" not in shop.get("/sitemap.xml").content


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/fr/", "/fr"),
        ("/categories/kitchen/", "/categories/kitchen"),
        ("/de/products/?page=2", "/de/products?page=2"),
        ("/caf%C3%A9%0d/", "/caf%C3%A9%0D"),
    ],
)
def test_a_page_has_one_address_without_a_slash_at_its_end(shop, path, leads_to):
    answer = shop.get(path)
    assert (answer.status_code, answer.headers["location"]) == (301, leads_to)


def test_the_page_that_describes_the_api_is_a_page(shop):
    lines = shop.get("/robots.txt").text.splitlines()
    for tongue in ("", "/de", "/fr"):
        assert f"Disallow: {tongue}/api/" in lines
        assert f"Allow: {tongue}/api/v1/docs" in lines
        scope = {"method": "GET", "query_string": b"", "path": f"{tongue}/api/v1/docs"}
        assert kind_of(scope) == "page"
    refused = shop.put("/api/v1/docs")
    assert refused.headers["content-type"].startswith("text/html")


def test_every_page_of_the_site_map_is_there(shop):
    paths = [one.removeprefix(ADDRESS) for one in addresses(shop)]
    asked = [one for one in paths if "/products/" not in one][::3] + paths[-3:]
    later = {"/deals", "/categories"}  # pages with files of their own
    missing = [
        one
        for one in asked
        if shop.get(one).status_code != 200 and not any(part in one for part in later)
    ]
    assert missing == []


@pytest.fixture(scope="module")
def pictured_home(tmp_path_factory, make_sample):
    sold = make_sample.assortment(NOW, size=7)
    photo = Picture(
        name="a" * 32, width=800, height=600, widths=(240, CARD_WIDTH, 800), source="x"
    )
    items = [msgspec.structs.replace(one, pictures=(photo,)) for one in sold.items]
    home = tmp_path_factory.mktemp("pictured")
    build(home, msgspec.structs.replace(sold, items=tuple(items), guides=()))
    return home


@pytest.fixture
def pictured(pictured_home):
    app = create_app(pictured_home, ShopSettings(), clock=lambda: NOW)
    with TestClient(app) as client:
        yield client


def test_pictures_are_named(pictured):
    found = [
        one.text for one in tree(pictured.get("/sitemaps/products-1.xml")).iter(IMAGE)
    ]
    assert found[0] == f"{ADDRESS}/images/{'a' * 32}-{CARD_WIDTH}.webp"


def test_a_large_shop_has_several_files(pictured, monkeypatch):
    monkeypatch.setattr(sitemaps, "AT_ONCE", 3)
    products = [one for one in files_of(pictured) if "products" in one]
    assert len(products) == 3
    assert sum("/products/" in one for one in addresses(pictured)) == 21
    assert len(list(tree(pictured.get(products[-1])))) == 3


@pytest.mark.parametrize(
    "name", ["products-9.xml", "products-0.xml", "x.xml", "products-1", "..%2fx-1.xml"]
)
def test_a_site_map_that_is_not_there_is_404(shop, name):
    assert shop.get(f"/sitemaps/{name}").status_code == 404


def test_an_empty_shop_has_a_site_map(empty_shop):
    assert files_of(empty_shop) == ["/sitemaps/pages-1.xml"]


def test_crawlers_are_kept_out_of_what_only_machines_would_walk(shop):
    lines = shop.get("/robots.txt").text.splitlines()
    for path in (
        "/go/",
        "/compare",
        "/de/compare",
        "/wishlist",
        "/fr/products?",
        "/api/",
    ):
        assert f"Disallow: {path}" in lines
    assert "Allow: /products?page=" in lines
    assert lines.index("Allow: /products?q=") < lines.index("Disallow: /products?q=*&")
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in lines
