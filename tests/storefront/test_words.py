from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.art import scene
from storefront.art.motifs import AISLES, NEUTRAL, THINGS
from storefront.money import converted, marked_up, price
from storefront.pages.ages import Ages
from storefront.texts import clean, slug, web_address

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@given(minor=st.integers(0, 10**12), percent=st.integers(0, 1000))
def test_a_markup_is_rounded_half_up(minor, percent):
    exact = Decimal(minor) * (100 + percent) / 100
    assert marked_up(minor, percent) == int(exact + Decimal("0.5"))


def test_rates_work_both_ways_and_mind_the_digits():
    rates = {("EUR", "USD"): Decimal(2), ("EUR", "JPY"): Decimal(160)}
    assert converted(100, "USD", "EUR", rates) == 50
    assert converted(100, "EUR", "JPY", rates) == 160
    assert converted(100, "USD", "JPY", rates) is None


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [(123450, "EUR", "€1,234.50"), (500, "JPY", "¥500"), (1005, "KWD", "1.005 KWD")],
)
def test_prices_are_written_as_people_do(minor, currency, shown):
    assert price(minor, currency) == shown


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=90), "on 22 August 2026"),
    ],
)
def test_ages_are_written_as_people_do(ago, words):
    assert Ages("en").age(NOW - ago, NOW) == words


@given(text=st.text(max_size=200))
def test_a_slug_is_a_short_plain_word(text):
    assert 0 < len(slug(text)) <= 60
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(text=st.text(max_size=200))
def test_clean_text_is_not_longer_than_allowed(text):
    assert len(clean(text, 20) or "") <= 20


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " https://a.test",
        "https://",
        "//a.test",
        "data:text/html,x",
        "https://a.test/\n",
        'https://a.test/"><script>',
        "https://[::1",
        "JaVaScRiPt:alert(1)",
        "",
        None,
    ],
)
def test_only_web_addresses_are_linked(url):
    assert web_address(url) is None


@given(sku=st.text(max_size=20), title=st.text(max_size=40))
def test_every_product_has_a_picture(sku, title):
    name = scene.NAME.fullmatch(scene.picture(title, sku))
    drawn = ElementTree.fromstring(scene.draw(*name.groups()))  # noqa: S314 - our own
    assert drawn.tag.endswith("svg")


def test_a_picture_shows_what_the_title_names():
    assert scene.picture("Blue enamel kettles", "x").startswith("kettle-")
    assert scene.picture("Desk lamp 40W, for reading in a chair", "x").startswith(
        "lamp-"
    )
    assert scene.aisle("Home & kitchen", "x").startswith("pan-")
    assert {*AISLES.values(), *NEUTRAL} <= set(THINGS)


@pytest.mark.parametrize(
    "title",
    [
        *("Coffee grinder with cup", "Kettle descaler", "Phone case", "Olive oil"),
        *("Wasserkocher", "Gift set", "", "!!!", "Watch strap for your watch"),
    ],
)
def test_what_no_motif_shows_is_drawn_as_a_symbol(title):
    assert not scene.shows(title)
    assert scene.picture(title, "x").partition("-")[0] in NEUTRAL
