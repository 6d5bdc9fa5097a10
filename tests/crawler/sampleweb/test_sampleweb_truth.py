from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec
import pytest
from protego import Protego
from selectolax.lexbor import LexborHTMLParser

from crawler.sampleweb.hosts import DEMO, HOSTS
from crawler.sampleweb.page import PageTruth, ProductTruth
from crawler.sampleweb.shops.shop import SHOPS

MARKED = {shop.host for shop in SHOPS if shop.markup not in ("tables", "script")}
PLAIN_TROUBLE = {"rights.test", "traps.test", "doors.test", "redirects.test"}


@pytest.fixture(scope="module")
def marked(all_pages) -> list:
    return [
        page
        for page in all_pages
        if page.truth.product and page.truth.host in MARKED and page.truth.status == 200
    ]


def links_in(body: bytes, url: str) -> set[str]:
    found = LexborHTMLParser(body).css("a[href]")
    return {urljoin(url, link.attributes["href"]) for link in found}


def minor(amount: str) -> int:
    return round(float(amount) * 100)


def said(ld: dict) -> ProductTruth:
    """Read a product from JSON-LD alone."""
    offer, rating = ld["offers"], ld.get("aggregateRating", {})
    was = offer.get("priceSpecification")
    shipping = offer["shippingDetails"]["shippingRate"]["value"]
    time = offer["shippingDetails"]["deliveryTime"]
    return ProductTruth(
        title=ld["name"], brand=ld["brand"]["name"], gtin=ld["gtin13"], mpn=ld["mpn"],
        sku=ld["sku"], price_minor=minor(offer["price"]), currency=offer["priceCurrency"],
        list_price_minor=minor(was["price"]) if was else None,
        availability=offer["availability"].rpartition("/")[2],
        shipping_minor=minor(shipping), rating=rating.get("ratingValue"),
        reviews=rating.get("reviewCount", 0), images=tuple(ld["image"]),
        category_path=tuple(ld["category"].split(" > ")), description=ld["description"],
        delivery_days=sum(time[name]["maxValue"] for name in ("handlingTime", "transitTime")),
    )  # fmt: skip


def test_at_least_2100_products_in_json_ld_say_what_the_manifest_says(
    marked, body_of, json_ld_of
) -> None:
    wrong = [
        page.truth.url
        for page in marked
        if said(json_ld_of(body_of(page))) != page.truth.product
    ]
    assert len(marked) >= 2100
    assert wrong == []


def test_the_products_are_spread_evenly_and_fit_a_polite_minute(all_pages) -> None:
    crawlable = Counter(
        page.truth.host for page in all_pages if page.truth.host in MARKED
    )
    assert len(crawlable) == 4
    assert max(crawlable.values()) <= 600
    assert min(crawlable.values()) >= 550


def test_every_link_in_a_page_stands_in_the_manifest(all_pages, body_of) -> None:
    checked = [
        page
        for page in all_pages
        if page.truth.host in PLAIN_TROUBLE or HOSTS[page.truth.host].group in DEMO
    ]
    html = [page for page in checked if b"text/html" in page.response.head]
    wrong = [
        page.truth.url
        for page in html
        if not page.truth.needs_js
        and links_in(body_of(page), page.truth.url) != set(page.truth.links)
    ]
    assert len(html) > 2500
    assert wrong == []


def test_links_within_the_demo_lead_to_pages_or_to_forbidden_paths(
    sample_web, all_pages
) -> None:
    known = {page.truth.url for page in all_pages}
    forbidden = ("/cart", "/login", "/join/", "/cread.php", "/hop/")
    dead = {
        link
        for page in all_pages
        if HOSTS[page.truth.host].group in DEMO
        for link in page.truth.links
        if link not in known and not urlsplit(link).path.startswith(forbidden)
    }
    assert dead == set()


def tracked_links(pages: list) -> list:
    articles = [page.truth for page in pages if page.truth.kind == "article"]
    links = [urlsplit(link) for truth in articles for link in truth.links]
    return [link for link in links if link.path.startswith(("/cread.php", "/hop/"))]


def test_affiliate_links_lead_to_the_product_they_name(sample_web, all_pages) -> None:
    known = {page.truth.url for page in all_pages}
    links = tracked_links(all_pages)
    goals = [
        sample_web.page(link.hostname, f"{link.path}?{link.query}") for link in links
    ]
    heads = [goal.response.head.decode() for goal in goals]
    places = {head.partition("Location: ")[2].split()[0] for head in heads}
    assert len(links) == 120
    assert places <= known


def test_an_affiliate_link_to_a_foreign_host_leads_nowhere(sample_web) -> None:
    path = "/cread.php?ued=http%3A%2F%2Fevil.example%2F"
    assert sample_web.page("partnerfield.test", path) is None


@pytest.mark.parametrize("host", [host for host in HOSTS if host != "robots-503.test"])
def test_the_manifest_and_robots_txt_agree(host: str, sample_web, body_of) -> None:
    rules = sample_web.page(host, "/robots.txt")
    text = body_of(rules) if rules.response.status == 200 else b""
    parsed = Protego.parse(text.decode("utf-8", "replace"))
    for path in sample_web.paths(host):
        truth = sample_web.page(host, path).truth
        moved = host == "robots-redirect.test" and path.startswith("/private/")
        assert truth.robots_allowed == (
            parsed.can_fetch(truth.url, "any") and not moved
        )


def test_programmes_have_their_terms_on_the_page(all_pages, body_of) -> None:
    programmes = [page for page in all_pages if page.truth.programme]
    page = programmes[0]
    truth, text = page.truth.programme, body_of(page).decode()
    assert len(programmes) == 64
    assert {one.truth.programme.commission_kind for one in programmes} == {
        "flat",
        "percent",
    }
    assert f"{truth.cookie_days} days" in text
    assert f"{truth.gravity:.2f}" in text
    assert truth.payout_terms in text


def test_articles_carry_the_text_the_manifest_holds(all_pages, body_of) -> None:
    articles = [page for page in all_pages if page.truth.kind == "article"]
    texts = [
        "\n".join(
            node.text() for node in LexborHTMLParser(body_of(page)).css("article > p")
        )
        for page in articles
    ]
    assert len(articles) > 150
    assert all(
        page.truth.article.text in text
        for page, text in zip(articles, texts, strict=True)
    )


def test_the_written_manifest_reads_back(sample_web, tmp_path: Path) -> None:
    count = sample_web.write_manifest(tmp_path / "manifest.jsonl")
    lines = (tmp_path / "manifest.jsonl").read_bytes().splitlines()
    read = [msgspec.json.decode(line, type=PageTruth) for line in lines]
    assert count == len(read) > 2800
    assert read == list(sample_web.manifest())
