"""Publishing some products at a time: the parts are seen nowhere."""

from datetime import timedelta

import pytest
from lake_goods import NOW, put, seen, wrote

from ledger.repricing import Repricing
from ledger.states import states_after
from storefront.catalogue import parts
from storefront.catalogue.live import Held, Overlay
from storefront.catalogue.reader import Catalogue


@pytest.fixture
def shelved(lake):
    """A lake with eight kettles on one shelf, one of them sold by two shops."""
    for number, key in enumerate("cdefghij"):
        rows = seen(key, 3000 + number, group="i" if key == "j" else None)
        rows["products"][0] |= {"category_path": ["Kitchen", "Kettles"]}
        put(lake, **rows)
    put(lake, **wrote("c", text="It boils."))
    return lake


def prices(lake):
    shelf = Catalogue(lake.home).shelf()
    return {item.title[-1]: item for item in map(shelf.item, _skus(shelf))}


def _skus(shelf):
    return [sku for sku, *_ in shelf.skus()]


def test_the_size_of_a_part_changes_nothing(shelved, run, monkeypatch):
    assert run().published == 9
    monkeypatch.setattr(parts, "AT_ONCE", 2)
    assert run().unchanged
    one = prices(shelved)["c"]
    assert len(one.related) == 6
    assert one.opinions[0].text == "It boils."


def test_what_died_between_two_parts_is_taken_up(shelved, run, ledger, monkeypatch):
    run()
    old = Catalogue(shelved.home).shelf()
    monkeypatch.setattr(parts, "AT_ONCE", 1)
    for key in "cd":
        put(shelved, **seen(key, 500, NOW + timedelta(hours=1)))
    with monkeypatch.context() as patch:
        patch.setattr(Repricing, "enforce", dies_after_one)
        with pytest.raises(RuntimeError, match="out of power"):
            run()
    # The shop that still sells the old catalogue asks the price that is in force.
    with ledger.read() as connection:
        newer = {one.sku: one for one in states_after(connection, old.price_mark)}
    laid = [Overlay(Held(newer, 0)).laid_over(old.item(sku)) for sku in _skus(old)]
    assert [item.price_minor for item in laid].count(600) == 1
    run()
    assert [prices(shelved)[key].price_minor for key in "cd"] == [600, 600]


def dies_after_one(self, real=Repricing.enforce):
    steps = iter((None, RuntimeError("out of power")))

    def step():
        if error := next(steps):
            raise error

    return real(self, step)
