"""Prices that a worker makes anew after a rule was set in the console."""

import threading
from datetime import UTC, datetime

import pytest

from jobs.repricing import reprice_kind
from jobs.work.kinds import PassingError, Task
from ledger import repricing
from ledger.open import open_ledger
from ledger.prices import Cost, reprice
from ledger.rules import Rule, set_rule
from ledger.states import states

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.setattr(repricing, "PART", 1)
    with open_ledger(tmp_path) as ledger:
        with ledger.write() as connection:
            costs = [Cost(f"HV-{n}", "", 1_000, "EUR", None, None) for n in range(3)]
            reprice(connection, costs, NOW, 2_000)
            set_rule(connection, Rule("all", markup_bp=5_000), NOW)
        yield ledger


def made(ledger):
    with ledger.read() as connection:
        return [one.price_minor for _, one in sorted(states(connection).items())]


def test_prices_follow_the_rule_that_holds_and_a_second_try_changes_nothing(ledger):
    kind = reprice_kind(ledger, 2_000)
    for attempt in (1, 2):
        kind.run(Task(1, "reprice", "prices", {}, attempt))
        assert made(ledger) == [1_500] * 3
    with ledger.read() as connection:
        assert {one.version for one in states(connection).values()} == {4, 5, 6}


def test_who_is_asked_to_stop_leaves_the_rest_to_the_next_try(ledger):
    class Second(threading.Event):
        asked = 0

        def is_set(self):
            self.asked += 1
            return self.asked == 2

    with pytest.raises(PassingError):
        reprice_kind(ledger, 2_000).run(Task(1, "reprice", None, {}, 1, Second()))
    assert made(ledger) == [1_500, 1_200, 1_200]
