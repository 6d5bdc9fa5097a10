"""A whole catalogue's prices: said ahead, and brought into force a part at a time."""

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ledger import repricing
from ledger.open import Ledger, open_ledger
from ledger.prices import reprice, reprice_stored
from ledger.pricetables import price_versions
from ledger.repricing import Repricing
from ledger.rules import Rule, set_rule
from ledger.states import Cost, State, states, states_after

PARTS = (("a", "b"), ("c", "d"), ("e",))
OLD, NEW = 1_000, 500


def of(now: datetime, minor: int) -> list[list[Cost]]:
    """What the skus of each part cost."""
    return [
        [Cost(sku, "kitchen", minor, "EUR", "in_stock", now) for sku in part]
        for part in PARTS
    ]


def sell(ledger: Ledger, now: datetime, minor: int = OLD) -> None:
    with ledger.write() as connection:
        reprice(connection, [one for part in of(now, minor) for one in part], now)


def ahead(ledger: Ledger, now: datetime, minor: int = NEW) -> Repricing:
    priced = Repricing(ledger, now)
    for part in of(now, minor):
        priced.price(part)
    return priced


def held(ledger: Ledger) -> dict[str, State]:
    with ledger.read() as connection:
        return states(connection)


def prices(ledger: Ledger) -> dict[str, int | None]:
    return {sku: one.price_minor for sku, one in held(ledger).items()}


def test_parts_do_what_was_said_and_what_a_whole_does(
    opened: Callable[[], Ledger], now: datetime
) -> None:
    ledger, later = opened(), now + timedelta(days=31)
    sell(ledger, now)
    priced = Repricing(ledger, later)
    said = {s: p for part in of(later, NEW) for s, p in priced.price(part).items()}
    assert set(prices(ledger).values()) == {1_200}
    mark = priced.enforce()
    assert {s: (p.price_minor, p.was_minor) for s, p in said.items()} == {
        s: (one.price_minor, one.was_minor) for s, one in held(ledger).items()
    }
    assert said["a"].was_minor == 1_200
    assert sorted(one.mark for one in held(ledger).values()) == [6, 7, 8, 9, mark]


def test_what_is_not_priced_is_sold_no_more(ledger: Ledger, now: datetime) -> None:
    sell(ledger, now)
    priced = Repricing(ledger, now)
    priced.price(of(now, OLD)[0])
    assert priced.enforce() == 8
    assert [sku for sku, price in prices(ledger).items() if price] == ["a", "b"]


def test_the_same_again_writes_nothing(ledger: Ledger, now: datetime) -> None:
    sell(ledger, now)
    before, steps = held(ledger), list[int]()
    assert ahead(ledger, now, OLD).enforce(lambda: steps.append(1)) == 5
    assert (held(ledger), steps) == (before, [])


def test_others_write_between_two_parts(
    opened: Callable[[], Ledger], now: datetime
) -> None:
    ledger, other = opened(), opened()
    sell(ledger, now)
    seen = []

    def look() -> None:
        with other.write() as connection:  # would wait for ever within a part
            count = select(func.count()).select_from(price_versions)
            seen.append(connection.scalar(count))

    ahead(ledger, now).enforce(look)
    assert seen == [5, 7, 9]


def test_a_rule_set_in_between_holds_for_all(
    opened: Callable[[], Ledger], now: datetime
) -> None:
    ledger, other = opened(), opened()
    sell(ledger, now)
    steps = iter((False, True, False))

    def doubled() -> None:
        if next(steps):
            with other.write() as connection:
                set_rule(connection, Rule("all", markup_bp=10_000), now)
                reprice_stored(connection, now, 2_000, "rule")

    mark = ahead(ledger, now).enforce(doubled)
    assert set(prices(ledger).values()) == {2 * NEW}
    # What was said ahead holds no more: all since then is laid over it.
    assert mark == 5
    assert ahead(ledger, now).enforce() == max(s.mark for s in held(ledger).values())


def test_a_rule_set_after_the_last_part_is_laid_over(
    opened: Callable[[], Ledger], now: datetime
) -> None:
    ledger = opened()
    sell(ledger, now)
    priced = ahead(ledger, now, OLD)
    with opened().write() as connection:
        set_rule(connection, Rule("all", markup_bp=10_000), now)
        reprice_stored(connection, now, 2_000, "rule")
    assert priced.enforce() == 5
    assert set(prices(ledger).values()) == {2 * OLD}


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from ledger.open import open_ledger
from ledger.repricing import Repricing
from ledger.states import Cost

now, steps = datetime.fromisoformat(sys.argv[2]), iter((False, True))
ledger = open_ledger(Path(sys.argv[1]))
priced = Repricing(ledger, now)
for part in (("a", "b"), ("c", "d"), ("e",)):
    priced.price([Cost(sku, "kitchen", 500, "EUR", "in_stock", now) for sku in part])
priced.enforce(lambda: next(steps) and os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_kill_in_the_middle_leaves_whole_parts(tmp_path: Path, now: datetime) -> None:
    with open_ledger(tmp_path) as ledger:
        sell(ledger, now)
    command = [sys.executable, "-c", KILLED, str(tmp_path), now.isoformat()]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with open_ledger(tmp_path) as ledger:
        assert prices(ledger) == {
            "a": 600,
            "b": 600,
            "c": 1_200,
            "d": 1_200,
            "e": 1_200,
        }
        # A shop that still shows the old catalogue lays the new prices over it.
        with ledger.read() as connection:
            assert {one.sku for one in states_after(connection, 5)} == {"a", "b"}
        assert ahead(ledger, now).enforce() == 10
        assert set(prices(ledger).values()) == {600}
        assert len({one.version for one in held(ledger).values()}) == 5


def doubled(ledger: Ledger, now: datetime) -> None:
    with ledger.write() as connection:
        set_rule(connection, Rule("all", markup_bp=10_000), now)


def test_a_rule_makes_prices_a_part_at_a_time_and_others_write_between(
    opened: Callable[[], Ledger], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, other = opened(), opened()
    sell(ledger, now)
    doubled(ledger, now)
    monkeypatch.setattr(repricing, "PART", 2)
    seen = []

    def look(done: int, of: int) -> None:
        with other.write() as connection:  # would wait for ever within a part
            held = states(connection).values()
            seen.append((done, of, sum(one.price_minor == 2 * OLD for one in held)))

    assert repricing.reprice_sold(ledger, now, 2_000, "rule", look) == 5
    assert seen == [(0, 5, 0), (2, 5, 2), (4, 5, 4), (5, 5, 5)]


def test_prices_that_were_cut_short_are_made_by_doing_it_again(
    ledger: Ledger, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sell(ledger, now)
    doubled(ledger, now)
    monkeypatch.setattr(repricing, "PART", 2)

    def cut(done: int, _: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repricing.reprice_sold(ledger, now, 2_000, "rule", cut)
    assert prices(ledger) == {**dict.fromkeys("abcd", 2 * OLD), "e": 1_200}
    assert repricing.reprice_sold(ledger, now, 2_000, "rule") == 1
    assert set(prices(ledger).values()) == {2 * OLD}
