"""Pictures of products: found where a page states a product, fetched like pages."""

import json
from pathlib import Path

import pytest
from crawled_pages import asked
from small_web import Shown, SmallWeb, small_web

from crawler.campaign.model import Campaign
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.keeping.images import images_of
from crawler.settings import CrawlSettings

URL = "http://shop.test/p/1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


def product(*images: str, more: str = "") -> bytes:
    stated = {"@type": "Product", "name": "Lamp", "image": images}
    text = json.dumps({"@context": "https://schema.org", **stated})
    script = f'<script type="application/ld+json">{text}</script>'
    return f"<html><head>{script}{more}</head><body>Lamp</body></html>".encode()


def crawled(home: Path, web: SmallWeb, most: int) -> Crawled:
    settings = CrawlSettings(
        delay_s=0, allow_private=True, js="never", patience_s=1.0, images=most
    )
    campaign = Campaign(name="shop", seeds=(f"{web.origins[0]}/p",))
    return crawl(Job(home=home, campaign=campaign, settings=settings))


def test_the_pictures_of_a_product_come_in_its_order():
    body = product("/b.png", "https://cdn.test/a.png", "/b.png")
    found = ["http://shop.test/b.png", "https://cdn.test/a.png"]
    assert images_of(URL, body, "text/html", 8) == found
    assert images_of(URL, body, "text/html", 1) == found[:1]
    assert images_of(URL, body, "text/html", 0) == []


def test_a_product_without_pictures_shows_what_its_page_shows():
    meta = '<meta property="og:image" content="/og.jpg">'
    assert images_of(URL, product(more=meta), "text/html", 8) == [
        "http://shop.test/og.jpg"
    ]


@pytest.mark.parametrize(
    "body",
    [
        b'<meta property="og:image" content="/og.jpg">',
        b'<script type="application/ld+json">{"@type": "Article", "image": "/a.png"}',
        product("data:image/png;base64,AAAA", "mailto:a@b.test"),
    ],
)
def test_what_is_no_picture_of_a_product_is_left(body):
    assert images_of(URL, body, "text/html", 8) == []


def test_pictures_on_other_hosts_are_kept_with_the_page_they_are_of(tmp_path):
    shown = {"/a.png": Shown(PNG, "image/png"), "/p": Shown(b"")}
    with small_web(shown, addresses=2) as web:
        picture = f"{web.origins[1]}/a.png"
        web.pages["/p"] = Shown(product(picture, f"{web.origins[1]}/gone.png"))
        assert crawled(tmp_path, web, most=8).pages == 1
    query = "SELECT url, parent_url, status, content_type, body_len FROM pages"
    found = asked(tmp_path, f"{query} JOIN bodies USING (content_digest) ORDER BY url")
    page = f"{web.origins[0]}/p"
    assert (picture, page, 200, "image/png", len(PNG)) in found
    assert (f"{web.origins[1]}/gone.png", page, 404, "text/css", 0) in found
    assert len(found) == 3


def test_nobody_asks_for_pictures_unless_told(tmp_path):
    shown = {"/a.png": Shown(PNG, "image/png"), "/p": Shown(product("/a.png"))}
    with small_web(shown) as web:
        crawled(tmp_path, web, most=0)
        assert web.paths() == ["/p"]


def test_a_page_in_the_place_of_a_picture_leads_nowhere(tmp_path):
    page = Shown(b'<html><a href="/elsewhere">x</a></html>')
    with small_web({"/p": Shown(product("/a.png")), "/a.png": page}) as web:
        crawled(tmp_path, web, most=8)
        assert sorted(web.paths()) == ["/a.png", "/p"]
