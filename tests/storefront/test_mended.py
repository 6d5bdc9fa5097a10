"""What publishing does about a snapshot that was damaged, and about lost prices."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import msgspec
import pytest

from lake.store import Lake
from ledger.open import open_ledger
from ledger.prices import Cost, reprice, reprice_stored
from ledger.states import states
from storefront.catalogue import snapshots
from storefront.catalogue.build import build, current
from storefront.catalogue.item import Assortment, Item
from storefront.catalogue.jump import jump
from storefront.catalogue.packing import pack
from storefront.catalogue.publish import publish
from storefront.catalogue.reader import Catalogue
from storefront.catalogue.shelf import Shelf
from storefront.catalogue.snapshots import roll_back
from storefront.catalogue.verify import faults
from storefront.errors import CatalogueJumped
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTINGS = ShopSettings()


def stock(number=30, price=1_000, currency="EUR"):
    items = tuple(
        Item(
            sku=f"s{place}",
            group_key=f"g{place}",
            listing_key=f"l{place}",
            title="Kettle",
            price_minor=price,
            currency=currency,
        )
        for place in range(number)
    )
    return Assortment(items=items)


def packed(folder, assortment):
    return pack(folder / "items", assortment.items, assortment.currency)


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return Shelf(build(tmp_path_factory.mktemp("before"), stock()).folder)


@pytest.mark.parametrize("lost", [{"price": None}, {"currency": "USD"}])
def test_lost_prices_are_a_jump(tmp_path, before, lost):
    told = jump(before, packed(tmp_path, stock(**lost)), SETTINGS, 1_000)
    assert "0 of its items have a price in EUR instead of 30" in told


def test_a_few_lost_prices_are_none(tmp_path, before):
    whole = stock()
    some = (*whole.items[2:], *stock(2, None).items)
    after = msgspec.structs.replace(whole, items=some)
    assert jump(before, packed(tmp_path, after), SETTINGS, 1_000) is None
    assert jump(before, packed(tmp_path, whole), SETTINGS, None) is None


def test_a_shop_that_had_no_prices_may_have_none(tmp_path):
    bare = Shelf(build(tmp_path, stock(30, None)).folder)
    assert jump(bare, packed(tmp_path, stock(30, None)), SETTINGS, None) is None


def test_going_back_brings_prices_and_goods_back(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "PART", 2)
    (tmp_path / "lake").mkdir()
    costs = [Cost(f"s{n}", "", 1_000 + n, "EUR", None, NOW) for n in range(3)]
    with open_ledger(tmp_path) as ledger:
        with ledger.write() as connection:
            first = reprice(connection, costs, NOW)
        old = build(tmp_path, at_prices(first))
        with ledger.write() as connection:
            second = reprice(connection, [dearer(costs[0]), costs[1]], NOW)
        build(tmp_path, at_prices(second))
        roll_back(tmp_path, ledger, old.id, "ann", NOW)
        with ledger.read() as connection:
            held = states(connection)
        after = reprice_stored_prices(ledger)
    assert {sku: one.price_minor for sku, one in held.items()} == {
        sku: one.price_minor for sku, one in first.prices.items()
    }
    assert held["s2"].availability is None
    assert held["s2"].mark > second.mark
    assert held["s1"].mark <= first.mark
    assert after == {sku: one.price_minor for sku, one in first.prices.items()}


def at_prices(asked):
    whole = stock(len(asked.prices))
    items = tuple(
        msgspec.structs.replace(item, price_minor=asked.prices[item.sku].price_minor)
        for item in whole.items
    )
    return msgspec.structs.replace(whole, items=items, price_mark=asked.mark)


def dearer(cost):
    return msgspec.structs.replace(cost, cost_minor=cost.cost_minor * 10)


def reprice_stored_prices(ledger):
    with ledger.write() as connection:
        prices = reprice_stored(connection, NOW, 2_000, "rule").prices
    return {sku: one.price_minor for sku, one in prices.items()}


@pytest.fixture
def run(tmp_path):
    lake = Lake.open(tmp_path)
    with open_ledger(tmp_path) as ledger:
        yield lambda: publish(lake, ledger, SETTINGS, NOW)


@pytest.mark.parametrize("name", ["catalogue.sqlite", "manifest.json", "search"])
def test_the_next_publish_mends_a_damaged_snapshot(run, tmp_path, name):
    done = run()
    folder = tmp_path / "catalogue" / done.snapshot
    (folder / name).rename(tmp_path / "lost")
    again = run()
    assert (again.snapshot, again.unchanged) == (done.snapshot, False)
    assert (faults(folder), current(tmp_path)) == ([], done.snapshot)
    assert run().unchanged


def test_torn_tables_do_not_end_a_publish(run, tmp_path):
    done = run()
    folder = tmp_path / "catalogue" / done.snapshot
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as base:
        base.execute("DROP TABLE pictures")
        base.commit()
    run()
    assert faults(folder) == []


def test_a_damaged_catalogue_does_not_switch_the_guard_off(run, tmp_path):
    build(tmp_path, stock(30))
    last = build(tmp_path, stock(31))
    (last.folder / "catalogue.sqlite").write_bytes(b"")
    for _ in range(2):
        with pytest.raises(CatalogueJumped, match="0 items instead of 30"):
            run()
    assert Catalogue(tmp_path).opened.folder is None
    assert current(tmp_path) == last.id
