"""The demo's books: a sale of today has the lowest price of 30 days beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lake_goods import MAKING, NOW, put, seen

from jobs.business import Business
from jobs.demobooks import begin_books, know_rates
from jobs.settings import read_settings
from lake.ask import ask
from lake.pin import pin
from lake.pool import Pool
from lake.store import Lake
from ledger.open import open_ledger
from ledger.rules import in_force
from storefront.catalogue.publish import publish
from storefront.catalogue.reader import Catalogue


def in_stock(key: str, price: int) -> dict:
    rows = seen(key, price)
    rows["offers"][0]["availability"] = "InStock"
    return rows


@pytest.fixture
def open_(tmp_path: Path) -> Iterator[Business]:
    """A home with two kettles that were never on sale."""
    lake = Lake.open(tmp_path)
    released = MAKING | {"state": "released", "changed_at": NOW}
    put(lake, releases=[released], **in_stock("a", 1000))
    put(lake, **in_stock("b", 2000))
    settings = read_settings(tmp_path, {})
    with open_ledger(tmp_path) as ledger, Pool(1) as pool:
        yield Business(tmp_path, settings, ledger, pool)


def published(open_: Business) -> dict[str, tuple[int | None, int | None]]:
    publish(open_.lake, open_.ledger, open_.settings.shop, NOW)
    cards = Catalogue(open_.home).shelf().best(9)
    return {card.title: (card.price_minor, card.was_minor) for card in cards}


def test_what_is_on_sale_stands_beside_the_price_of_the_days_before(open_) -> None:
    begin_books(open_, NOW)
    prices = published(open_)
    reduced = [price for price, was in prices.values() if was]
    assert len(reduced) == 1
    assert set(prices.values()) & {(1030, 1200), (2060, 2400)}


def test_the_demo_sells_its_e_books(open_) -> None:
    begin_books(open_, NOW)
    with open_.ledger.read() as connection:
        kinds = [rule for rule in in_force(connection) if rule.scope == "kind"]
    assert [(one.key, one.fixed_minor, one.currency) for one in kinds] == [
        ("niche_ebook", 490, "EUR")
    ]


def test_without_books_nothing_may_be_called_reduced(open_) -> None:
    assert published(open_) == {"Kettle a": (1200, None), "Kettle b": (2400, None)}


def test_books_that_were_begun_are_left_alone(open_) -> None:
    published(open_)
    begin_books(open_, NOW)
    with open_.ledger.read() as connection:
        assert in_force(connection) == []


def test_the_rates_of_a_day_are_taken_in_once(open_) -> None:
    know_rates(open_, NOW)
    know_rates(open_, NOW)
    pin(open_.lake)
    told = ask(open_.home, "SELECT base, quote FROM fx_rates").to_pylist()
    assert told == [{"base": "EUR", "quote": "GBP"}]
