from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment, Programme
from storefront.events.reading import read, segments
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
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("programmes")


@pytest.fixture(scope="module")
def shop(home):
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
    assert 'href="/go/read/a1" rel="nofollow noopener">' in text
    assert 'href="/go/join/a1" rel="nofollow sponsored noopener"' in text
    assert "20 November 2026" in text
    assert "A click would earn much." in text


@pytest.mark.requirement(16)
@pytest.mark.parametrize(("way", "there"), [("join", "join"), ("read", "millpond")])
def test_the_way_to_a_programme_is_noted_and_leads_there(shop, home, way, there):
    answer = shop.get(f"/go/{way}/a1?url=https://evil.test", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"https://hop.test/{there}"
    last = [event for path in segments(home) for _, event in read(path).events][-1]
    assert (last.offer_key, last.host, last.sku) == (f"{way}/a1", "hop.test", None)


@pytest.mark.parametrize(
    "key", ["join/b2", "join/c3", "join/none", "other/a1", "join/"]
)
def test_no_other_way_leads_to_a_programme(shop, key):
    assert shop.get(f"/go/{key}", follow_redirects=False).status_code in {301, 404}


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
