"""Whatever is late, lost, doubled or cut off between gateway and shop, both agree in the end."""

import pytest
from order_desk import shelve
from pay_world import BEGUN, Undone, World

from ledger.open import open_ledger

STEPS = 24


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_ledger(tmp_path_factory.mktemp("paid")) as ledger:
        with ledger.write() as connection:
            shelve(connection, BEGUN)
        yield ledger


def differences(shop, seed):
    """Return on what ledger and gateway do not agree after one life of a shop."""
    with shop.writer.connect() as connection, connection.begin() as transaction:
        world = World(Undone(connection), seed)
        world.live(STEPS)
        world.end()
        found = world.differences()
        transaction.rollback()
    return found


def wrong(shop, seeds):
    return {seed: found for seed in seeds if (found := differences(shop, seed))}


@pytest.mark.requirement(14)
def test_ledger_and_gateway_agree_after_any_schedule(shop):
    assert wrong(shop, range(80)) == {}


@pytest.mark.slow
def test_ledger_and_gateway_agree_after_ten_thousand_schedules(shop):
    assert wrong(shop, range(10_000)) == {}
