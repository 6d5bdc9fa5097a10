"""A catalogue that is too unlike the one in use is built, and refused."""

from datetime import timedelta

import pytest
from lake_goods import NOW, put, seen, stocked

from ledger.prices import reprice_stored
from ledger.rules import Rule, set_rule
from ledger.states import states_after
from storefront.catalogue.reader import Catalogue
from storefront.catalogue.snapshots import kept
from storefront.errors import CatalogueJumped


def test_a_catalogue_that_lost_much_is_built_and_refused(run, lake, ledger):
    stocked(lake, 38)
    before = run()
    gone = NOW + timedelta(hours=1)
    pages = [
        row
        for place in range(20)
        for row in seen(f"k{place}", 1000, gone, status=404)["pages"]
    ]
    put(lake, pages=pages)
    with pytest.raises(CatalogueJumped, match=r"20 items instead of 40.*50 % less"):
        run()
    shelf = Catalogue(lake.home).shelf()
    assert (shelf.id, shelf.totals.items) == (before.snapshot, 40)
    refused = [one for one in kept(lake.home) if one.fault]
    assert [one.items for one in refused] == [20]
    assert run(despite_jump=True).published == 20
    assert run().unchanged


def test_a_rule_that_moved_the_prices_in_force_is_no_jump(run, lake, ledger):
    stocked(lake, 38)
    run()
    with ledger.write() as connection:
        set_rule(connection, Rule("all", markup_bp=10_000), NOW)
        reprice_stored(connection, NOW, 2_000, "rule")
    done = run()
    assert (done.published, done.unchanged) == (40, False)
    shelf = Catalogue(lake.home).shelf()
    assert {card.price_minor for card in shelf.best(40)} == {2_000, 4_000}


def test_prices_that_jump_come_into_force_only_when_asked_for(run, lake, ledger):
    stocked(lake, 38)
    run()
    stocked(lake, 38, 1500, NOW + timedelta(hours=1))
    with pytest.raises(CatalogueJumped, match=r"18\.00 EUR instead of 12\.00"):
        run()
    with ledger.read() as connection:
        assert {one.price_minor for one in states_after(connection, 0)} == {1200, 2400}
    done = run(despite_jump=True)
    with ledger.read() as connection:
        assert {one.price_minor for one in states_after(connection, 0)} == {
            1800,
            1200,
            2400,
        }
    assert done.changed == 38


def test_a_few_items_may_come_and_go(run, lake):
    run()
    pages = seen("b", 2000, NOW + timedelta(hours=1), status=404)["pages"]
    put(lake, pages=pages)
    assert run().published == 1
