from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import msgspec
import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/blog/feed.xml", "/deals/feed.xml", "/products/feed.xml")


@pytest.fixture(scope="module")
def fallen(tmp_path_factory, make_sample):
    sold = make_sample.assortment(NOW, size=8)
    items = [
        msgspec.structs.replace(
            item,
            was_minor=(item.price_minor or 0) * 2 if number == 2 else None,
            added_at=NOW - timedelta(days=number),
            title=f"{item.title} <\x00{number}]]>&" if number == 3 else item.title,
        )
        for number, item in enumerate(sold.items)
    ]
    home = tmp_path_factory.mktemp("fallen")
    build(home, msgspec.structs.replace(sold, items=tuple(items), guides=()))
    with TestClient(create_app(home, ShopSettings(), clock=lambda: NOW)) as client:
        yield client


def entries(answer):
    assert answer.headers["content-type"].startswith("application/atom+xml")
    # S314: the feed is ours.
    feed = ElementTree.fromstring(answer.content)  # noqa: S314
    return feed.findall(f"{ATOM}entry")


@pytest.mark.parametrize("path", FEEDS)
def test_an_empty_shop_has_feeds_without_entries(empty_shop, path):
    assert entries(empty_shop.get(path)) == []


def test_what_came_last_comes_first(fallen):
    found = entries(fallen.get("/products/feed.xml"))
    days = [entry.find(f"{ATOM}updated").text for entry in found]
    assert len(days) == 8
    assert days == sorted(days, reverse=True)


def test_only_prices_that_fell_are_told_of(fallen):
    found = entries(fallen.get("/de/deals/feed.xml"))
    assert len(found) == 1
    assert "€ statt " in found[0].find(f"{ATOM}summary").text
    assert "/de/products/" in found[0].find(f"{ATOM}link").get("href")


def test_hostile_titles_stay_text(fallen):
    titles = [
        entry.find(f"{ATOM}title").text
        for entry in entries(fallen.get("/products/feed.xml"))
    ]
    assert any(title.endswith(" <3]]>&") for title in titles)
