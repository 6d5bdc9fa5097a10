"""Prices of this second over those of the snapshot, without asking in a request."""

import time
from datetime import UTC, datetime, timedelta
from sqlite3 import connect

import msgspec
import pytest
from litestar.testing import TestClient
from structlog.testing import capture_logs

from ledger.open import open_ledger
from ledger.prices import Cost, reprice, reprice_stored
from ledger.rules import Rule, set_rule
from ledger.states import ShelfState
from storefront.app import create_app
from storefront.catalogue import live as module
from storefront.catalogue.answers import Card
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment, Guide, Item
from storefront.catalogue.live import Held, Live, Overlay
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ITEM = Item(
    sku="a",
    group_key="g",
    listing_key="l",
    title="Kettle",
    price_minor=1,
    currency="EUR",
    availability="in_stock",
)
PLAIN = {str: "", int: 0, float: 0.0}
CARD = Card(*(PLAIN.get(one.type) for one in msgspec.structs.fields(Card)))


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as ledger:
        yield ledger


@pytest.fixture
def sell(ledger):
    """Publish what costs so much; returns the mark."""

    def published(day=0, **costs):
        found = [Cost(sku, "", minor, "EUR", None, NOW) for sku, minor in costs.items()]
        with ledger.write() as connection:
            return reprice(connection, found, NOW + timedelta(days=day)).mark

    return published


def test_a_rule_shows_in_the_running_shop(ledger, sell):
    mark = sell(a=1_000)
    live = Live(ledger, lambda: mark)
    live.poll()
    assert live.over(mark).laid_over(ITEM) is ITEM
    with ledger.write() as connection:
        set_rule(connection, Rule("all", markup_bp=5_000), NOW)
        reprice_stored(connection, NOW, 2_000, "rule")
    live.poll()
    assert live.over(mark).laid_over(ITEM).price_minor == 1_500
    assert live.mark == mark + 1


def test_a_card_is_as_its_item(ledger, sell):
    mark = sell(a=1_000, b=1_000)
    sell(day=40, a=500)
    live = Live(ledger, lambda: mark)
    live.poll()
    cards = [msgspec.structs.replace(CARD, sku=sku) for sku in ("a", "b", "c")]
    a, b, c = live.over(mark).laid_over_cards(cards)
    assert (a.price_minor, a.was_minor, a.currency) == (600, 1_200, "EUR")
    assert (b.price_minor, b.availability) == (None, "discontinued")
    assert c is cards[2]


def test_only_what_is_newer_than_the_snapshot_is_held(ledger, sell):
    sell(a=1_000, b=1_000)
    mark = sell(a=1_100, b=1_000)
    opened = [0]
    live = Live(ledger, lambda: opened[0])
    live.poll()
    assert live.state("a").price_minor == 1_320
    opened[0] = mark
    live.poll()
    assert (live.state("a"), live.state("b")) == (None, None)
    opened[0] = 0
    live.poll()
    assert live.state("b").price_minor == 1_200


def test_a_page_of_the_old_snapshot_and_one_of_the_new_are_both_right(ledger, sell):
    old = sell(a=1_000)
    new = sell(a=1_100)
    live = Live(ledger, lambda: old)
    live.poll()
    assert live.over(old).laid_over(ITEM).price_minor == 1_320
    assert live.over(new).laid_over(ITEM) is ITEM


def test_without_a_ledger_the_snapshot_holds():
    live = Live(None, lambda: 7)
    live.start()
    live.poll()
    assert live.over(7).laid_over(ITEM) is ITEM
    assert live.over(7).mark == 7
    live.stop()


@pytest.mark.parametrize(
    ("price", "shown"), [(990, ("HV-B", 990)), (None, (None, 490))]
)
def test_a_work_costs_what_holds_and_is_never_free_by_being_sold_no_more(price, shown):
    facts = {"kind": "niche_ebook", "title": "Book", "path": "b.pdf", "quality": None}
    facts |= {"made_at": NOW, "price_minor": 490, "sku": "HV-B"}
    state = ShelfState(3, "HV-B", price, "EUR", None, None, None)
    work = Overlay(Held({"HV-B": state}, 3)).laid_over_work(
        Guide(generated_key="b", **facts)
    )
    assert (work.sku, work.price_minor) == shown


def test_a_ledger_that_cannot_be_read_leaves_what_is_held_and_is_told_of_once(
    ledger, sell, tmp_path
):
    sell(a=1_000)
    live = Live(ledger, lambda: 0)
    live.poll()
    with connect(tmp_path / "ledger.db") as raw:
        raw.execute("ALTER TABLE shelf_states RENAME TO away")
    with capture_logs() as said:
        live.poll()
        live.poll()
        assert live.state("a").price_minor == 1_200
        with connect(tmp_path / "ledger.db") as raw:
            raw.execute("ALTER TABLE away RENAME TO shelf_states")
        live.poll()
    assert [line["event"] for line in said] == [
        "live_prices_kept",
        "live_prices_follow_again",
    ]
    assert "no such table: shelf_states" in said[0]["reason"]


def test_a_writer_at_work_keeps_no_page_waiting(ledger, sell):
    sell(a=1_000)
    live = Live(ledger, lambda: 0)
    with ledger.write() as connection:
        reprice(connection, [Cost("a", "", 2_000, "EUR", None, NOW)], NOW)
        live.poll()
        assert live.state("a").price_minor == 1_200
    live.poll()
    assert live.state("a").price_minor == 2_400


def held(live):
    """How many states lie in memory."""
    return len(live._held.states)


def test_what_is_more_than_may_be_held_is_asked_for(ledger, sell):
    sell(a=1_000, b=2_000, c=3_000)
    live = Live(ledger, lambda: 0, most=2)
    with capture_logs() as said:
        live.poll()
        sell(a=1_000, b=2_000, c=4_000)
        live.poll()
    assert [line["event"] for line in said] == ["live_prices_full"]
    assert held(live) == 2
    assert [live.state(sku).price_minor for sku in "abc"] == [1_200, 2_400, 4_800]
    cards = [msgspec.structs.replace(CARD, sku=sku) for sku in "zcb"]
    shown = live.over(0).laid_over_cards(cards)
    assert [card.price_minor for card in shown] == [cards[0].price_minor, 4_800, 2_400]
    assert live.state("z") is None


def test_a_new_snapshot_ends_the_asking(ledger, sell):
    mark = sell(a=1_000, b=2_000, c=3_000)
    opened = [0]
    live = Live(ledger, lambda: opened[0], most=2)
    live.poll()
    opened[0] = mark - 1
    live.poll()
    assert (held(live), live.over(opened[0])._beyond) == (1, None)
    assert live.state("c").price_minor == 3_600
    assert (live.state("a"), live.state("b")) == (None, None)


def test_where_the_ledger_cannot_be_asked_the_snapshot_holds(ledger, sell, tmp_path):
    sell(a=1_000, b=2_000)
    live = Live(ledger, lambda: 0, most=1)
    live.poll()
    with connect(tmp_path / "ledger.db") as raw:
        raw.execute("ALTER TABLE shelf_states RENAME TO away")
    assert (live.state("a").price_minor, live.state("b")) == (1_200, None)


def test_more_than_one_read_takes_comes_whole(ledger, sell, monkeypatch):
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    last = sell(**{f"s{number}": 100 for number in range(10)})
    live = Live(ledger, lambda: 0)
    live.poll()
    assert all(live.state(f"s{number}") for number in range(10))
    assert live.mark == last == 10


def test_the_thread_reads_by_itself_and_ends(ledger, sell, monkeypatch):
    monkeypatch.setattr(module, "EVERY_S", 0.01)
    looked = []
    live = Live(ledger, lambda: looked.append(1) or 0)
    live.start()
    sell(a=1_000)
    so_far = len(looked)
    while len(looked) < so_far + 2:
        pass
    live.stop()
    assert live.state("a").price_minor == 1_200


def test_the_thread_outlives_any_error_and_tells_of_it_once(ledger, sell, monkeypatch):
    monkeypatch.setattr(module, "EVERY_S", 0.01)
    looked = []

    def opened():
        looked.append(1)
        return 0 if len(looked) > 3 else 1 // 0

    live = Live(ledger, opened)
    sell(a=1_000)
    with capture_logs() as said:
        live.start()
        until = time.monotonic() + 10
        while live.state("a") is None and time.monotonic() < until:
            pass
        live.stop()
    assert live.state("a").price_minor == 1_200
    assert [line["event"] for line in said] == [
        "live_prices_failed",
        "live_prices_follow_again",
    ]


def test_a_rule_set_beside_a_running_shop_shows_on_its_pages(ledger, sell, tmp_path):
    mark = sell(a=1_000)
    item = msgspec.structs.replace(ITEM, price_minor=1_200)
    build(tmp_path, Assortment(items=(item,), price_mark=mark))
    app = create_app(tmp_path, ShopSettings(limits=False))
    with TestClient(app) as client:
        pages = ("/products/a/kettle", "/")
        before = [client.get(page) for page in pages]
        with ledger.write() as connection:
            set_rule(connection, Rule("all", markup_bp=5_000), NOW)
            reprice_stored(connection, NOW, 2_000, "rule")
        until = time.monotonic() + 10
        while "15.00" not in client.get(pages[0]).text and time.monotonic() < until:
            time.sleep(0.05)
        after = [client.get(page) for page in pages]
    assert all("12.00" in page.text for page in before)
    assert all("15.00" in page.text and "12.00" not in page.text for page in after)
    assert before[0].headers["etag"] != after[0].headers["etag"]
