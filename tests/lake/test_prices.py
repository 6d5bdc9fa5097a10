"""What the newest offer and the price history are, batch by batch."""

import pytest
from price_batches import put

from lake.store import Lake

LATEST = """
SELECT price_minor, minute(seen_at)::INTEGER, minute(checked_at)::INTEGER FROM offers_latest
"""
HISTORY = """
SELECT minute(valid_from)::INTEGER, minute(valid_to)::INTEGER, price_minor, currency
FROM price_history
"""


@pytest.fixture
def lake(tmp_path):
    found = Lake.open(tmp_path / "home")
    put(found, [("decide", version, True) for version in (1, 2, 3)])
    return found


def test_a_page_at_another_url_of_the_same_key_confirms_the_price(lake, ask):
    put(lake, [("page", 0, 0, 1, 1), ("offer", 0, 0, 1, 5, 0, 0)])
    put(lake, [("page", 1, 0, 4, 1)])
    assert ask(LATEST) == [(5, 1, 4)]


def test_the_same_body_at_another_key_confirms_nothing(lake, ask):
    put(lake, [("page", 0, 0, 1, 1), ("offer", 0, 0, 1, 5, 0, 0)])
    put(lake, [("page", 1, 1, 4, 1)])
    assert ask(LATEST) == [(5, 1, 1)]


def test_an_offer_is_of_the_last_page_before_it(lake, ask):
    put(lake, [("page", 0, 0, 1, 1), ("page", 0, 0, 2, 2), ("page", 0, 0, 6, 1)])
    put(lake, [("page", 0, 0, 7, 2), ("offer", 0, 0, 3, 5, 0, 0)])
    assert ask(LATEST) == [(5, 3, 7)]


def test_a_page_that_comes_late_confirms_nothing_newer(lake, ask):
    put(lake, [("page", 0, 0, 5, 1), ("offer", 0, 0, 5, 5, 0, 0)])
    put(lake, [("page", 0, 0, 2, 1)])
    assert ask(LATEST) == [(5, 5, 5)]
    assert ask(HISTORY) == [(5, None, 5, "EUR")]


def test_the_lowest_of_several_prices_at_one_time_stands(lake, ask):
    put(lake, [("offer", 0, 0, 1, price, 0, 0) for price in (9, 5, 7, None)])
    assert ask(LATEST) == [(5, 1, 1)]
    assert ask(HISTORY) == [(1, None, 5, "EUR")]


def test_of_equal_prices_the_first_currency_stands(lake, ask):
    put(lake, [("offer", 0, 0, 1, 5, 1, 1), ("offer", 0, 0, 1, 5, 0, 0)])
    put(lake, [("offer", 0, 0, 1, 5, 2, 2)])
    assert ask(HISTORY) == [(1, None, 5, "EUR")]


def test_another_currency_is_another_price(lake, ask):
    put(lake, [("offer", 0, 0, 1, 5, 0, 0), ("offer", 0, 0, 2, 5, 1, 1)])
    assert ask(HISTORY) == [(1, 2, 5, "EUR"), (2, None, 5, "USD")]


def test_an_offer_without_a_price_ends_no_price(lake, ask):
    put(lake, [("offer", 0, 0, 1, 5, 0, 0), ("offer", 0, 0, 2, None, 1, 0)])
    assert ask(HISTORY) == [(1, None, 5, "EUR")]
    assert ask(LATEST) == [(None, 2, 2)]


def test_a_listing_has_all_pages_its_offers_were_read_from(lake, ask):
    put(lake, [("page", 0, 0, 1, 1), ("page", 0, 2, 2, 1), ("offer", 0, 0, 1, 5, 0, 0)])
    put(lake, [("offer", 0, 1, 1, 5, 1, 0)])
    assert set(ask("SELECT listing_key, url, url_key FROM listing_pages")) == {
        ("l0", "u0", "k0"),
        ("l0", "u0", "k2"),
        ("l0", "u1", None),
    }
