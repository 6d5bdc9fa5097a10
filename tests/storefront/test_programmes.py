from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment, Programme
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SHARE = Programme(
    programme_key="a1",
    merchant="Millpond Bread",
    network="Hopmarket",
    commission_kind="percent",
    commission_rate=6.5,
    cookie_days=45,
    signup_url="https://hop.test/join",
    source_url="https://hop.test/millpond",
    score=40.0,
    why=("earnings+",),
    seen_at=NOW,
)
FIXED = Programme(
    programme_key="b2",
    merchant="Anglers <script>alert(1)</script>",
    network="Partnerfield",
    commission_kind="fixed",
    commission_rate=8.0,
    currency="EUR",
    signup_url="javascript:alert(1)",
    score=70.0,
)
BARE = Programme(programme_key="c3", merchant="Zeta")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    home = tmp_path_factory.mktemp("programmes")
    many = tuple(
        Programme(programme_key=f"d{number}", merchant=f"Many {number}", network="Big")
        for number in range(60)
    )
    build(home, Assortment(items=(), programmes=(SHARE, FIXED, BARE, *many)))
    with TestClient(create_app(home, ShopSettings(), clock=lambda: NOW)) as client:
        yield client


def order(text, *names):
    places = [text.index(name) for name in names]
    return places == sorted(places)


def test_the_best_programme_comes_first_and_what_has_no_score_last(shop):
    assert order(shop.get("/programmes").text, "Anglers", "Millpond Bread", "Many 0")


def test_a_programme_says_what_it_pays_and_where_that_was_read(shop):
    text = shop.get("/programmes?network=Hopmarket").text
    assert "6.50%" in text
    assert "45 days" in text
    assert 'href="https://hop.test/millpond" rel="nofollow noopener">' in text
    assert 'href="https://hop.test/join" rel="nofollow sponsored noopener"' in text
    assert "20 November 2026" in text
    assert "A click would earn much." in text


def test_money_and_shares_are_written_as_in_the_reader_s_language(shop):
    english, german = shop.get("/programmes").text, shop.get("/de/programmes").text
    assert "€8.00" in english
    assert "8,00\u00a0€" in german
    assert "6,50\u00a0%" in german


def test_filters_and_order_are_kept_in_the_address(shop):
    text = shop.get("/programmes?commission=fixed&sort=name").text
    assert "€8.00" in text
    assert "Millpond" not in text
    assert 'content="noindex, follow"' in text
    more = shop.get("/programmes?network=Big&sort=name").text
    assert "/programmes?network=Big&amp;sort=name&amp;page=2" in more


def test_crawled_names_and_addresses_are_only_text(shop):
    text = shop.get("/programmes?commission=fixed").text
    assert "<script>alert" not in text
    assert "javascript:" not in text


@pytest.mark.parametrize(
    "query", ["sort=x", "page=0", "page=9", f"network={'x' * 200}"]
)
def test_what_cannot_be_asked_is_refused(shop, query):
    assert shop.get(f"/programmes?{query}").status_code in {400, 404}


def test_filters_that_nothing_fits_say_so(shop):
    assert "No programme fits" in shop.get("/programmes?network=nobody").text


def test_an_empty_directory_says_when_it_will_fill(empty_shop):
    assert "No programmes have been read yet" in empty_shop.get("/programmes").text


def test_the_directory_speaks_the_visitors_language(shop):
    assert "Partnerprogramme" in shop.get("/de/programmes").text
