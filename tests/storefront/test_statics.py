from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient

from ledger.sessions import IDLE
from storefront.app import create_app
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TERMS = """# What you and we agree on

Plain **words** with <script>alert(1)</script> and [a](javascript:alert(1))
and ![x](https://evil.test/x.png).

| a | b |
|---|---|
| 1 | 2 |
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    home = tmp_path_factory.mktemp("own")
    pages = home / "pages"
    pages.mkdir()
    (pages / "terms.md").write_text(TERMS)
    (pages / "terms.de.md").write_text("Nur auf Deutsch")
    (pages / "imprint.md").write_bytes(b"\xff\xfe broken")
    (pages / "secret.md").write_text("not a page")
    with TestClient(create_app(home, ShopSettings(), clock=lambda: NOW)) as client:
        yield client


def test_the_merchants_words_are_shown_as_a_page(shop):
    text = shop.get("/terms").text
    assert "<h1>What you and we agree on</h1>" in text
    assert "<strong>words</strong>" in text
    assert "<td>2</td>" in text


def test_markup_in_the_merchants_words_does_nothing(shop):
    text = shop.get("/terms").text
    assert "<script>alert" not in text
    assert 'href="javascript' not in text
    assert "<img src" not in text.partition("<h1>")[2].partition("</main>")[0]


def test_a_language_of_its_own_comes_first(shop):
    text = shop.get("/de/terms").text
    assert "Nur auf Deutsch" in text
    assert "<h1>Bedingungen</h1>" in text
    assert "What you and we agree on" in shop.get("/fr/terms").text


@pytest.mark.parametrize("path", ["/delivery", "/imprint", "/secret"])
def test_what_is_not_written_or_not_readable_is_404(shop, path):
    assert shop.get(path).status_code == 404


def test_what_is_not_written_is_not_linked(shop):
    text = shop.get("/terms").text
    assert 'href="/terms"' in text
    assert 'href="/delivery"' not in text


def test_what_is_kept_is_told_with_the_figures_that_keep_it(empty_shop):
    text = empty_shop.get("/privacy").text
    assert f"{IDLE.days} days after the last use" in text
    assert "180 days, or until you take it back" in text


def test_counts_and_what_networks_are_told_are_kept_secret_from_nobody(empty_shop):
    text = empty_shop.get("/privacy").text
    assert "we count how often its page was looked at" in text
    assert "the network is told that number" in text
    assert "unless a number of days is set" in text


@pytest.mark.parametrize(
    ("every", "said"),
    [(False, "Requests that fail or are slow"), (True, "Each request")],
)
def test_the_page_says_of_the_log_what_the_log_does(tmp_path, every, said):
    settings = ShopSettings(log_requests=every)
    with TestClient(create_app(tmp_path, settings, clock=lambda: NOW)) as client:
        assert f"{said} leave" in client.get("/privacy").text


@pytest.mark.parametrize(
    ("prefix", "said"),
    [("", "Links to shops are"), ("/de", "Links zu Läden sind"), ("/fr", "Les liens")],
)
def test_every_foot_says_that_links_are_commercial(empty_shop, prefix, said):
    foot = empty_shop.get(f"{prefix}/about").text.partition("<footer")[2]
    assert said in foot


@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
@pytest.mark.parametrize("language", ["", "/de", "/fr"])
def test_an_empty_shop_has_its_standing_pages(empty_shop, path, language):
    assert empty_shop.get(f"{language}{path}").status_code == 200
