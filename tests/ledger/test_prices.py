"""Prices in force: made by rules, written only when they change, told by marks."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from ledger.lowest import histories
from ledger.open import Ledger
from ledger.prices import Cost, Repriced, reprice, reprice_stored, states_after
from ledger.pricetables import price_versions
from ledger.pricing import DEAREST_MINOR
from ledger.rules import Rule, set_rule
from ledger.states import states

Publish = Callable[..., Repriced]


@pytest.fixture
def writer(ledger: Ledger) -> Iterator[Connection]:
    with ledger.write() as connection:
        yield connection


@pytest.fixture
def publish(writer: Connection, now: datetime) -> Publish:
    """Publish what costs so much, on a day after the first."""

    def on(day: float, availability: str = "in_stock", **costs: int) -> Repriced:
        found = [
            Cost(sku, "kitchen/kettles", minor, "EUR", availability, now)
            for sku, minor in costs.items()
        ]
        return reprice(writer, found, now + timedelta(days=day))

    return on


def versions(connection: Connection) -> list[tuple[object, ...]]:
    of = price_versions.c
    told = select(of.sku, of.price_minor, of.cost_minor, of.rule_ids, of.reason)
    return [tuple(row) for row in connection.execute(told.order_by(of.version))]


def test_a_price_is_a_fifth_above_its_cost(publish: Publish) -> None:
    assert publish(0, a=1_000).prices["a"].price_minor == 1_200


def test_publishing_again_writes_nothing(publish: Publish, writer: Connection) -> None:
    first = publish(0, a=1_000, b=2_000)
    before = states(writer)
    again = publish(0, a=1_000, b=2_000)
    assert (again.prices, again.mark, again.changed) == (first.prices, first.mark, 0)
    assert states(writer) == before
    assert len(versions(writer)) == 2


def test_only_changes_are_versions(publish: Publish, writer: Connection) -> None:
    publish(0, a=1_000, b=2_000)
    publish(1, a=1_100, b=2_000)
    assert versions(writer) == [
        ("a", 1_200, 1_000, "", "publish"),
        ("b", 2_400, 2_000, "", "publish"),
        ("a", 1_320, 1_100, "", "publish"),
    ]


def test_marks_grow_with_each_change(publish: Publish, writer: Connection) -> None:
    first = publish(0, a=1_000, b=2_000)
    second = publish(1, a=1_100, b=2_000)
    assert first.mark == 2
    assert second.mark == 3
    (changed,) = states_after(writer, first.mark)
    assert (changed.mark, changed.sku, changed.price_minor) == (3, "a", 1_320)
    assert [one.sku for one in states_after(writer, 0)] == ["b", "a"]


def test_availability_alone_is_a_mark_and_no_version(
    publish: Publish, writer: Connection
) -> None:
    first = publish(0, a=1_000)
    assert publish(1, "out_of_stock", a=1_000).mark == first.mark + 1
    assert states_after(writer, first.mark)[0].availability == "out_of_stock"
    assert len(versions(writer)) == 1


def test_what_is_confirmed_again_is_told_without_a_mark(
    writer: Connection, now: datetime
) -> None:
    later = now + timedelta(days=1)
    for checked in (now, later):
        cost = Cost("a", "", 1_000, "EUR", None, checked)
        assert reprice(writer, [cost], now).mark == 1
    assert states(writer)["a"].checked_at == later


def test_what_is_no_longer_sold_has_no_price(
    publish: Publish, writer: Connection
) -> None:
    first = publish(0, a=1_000, b=2_000)
    second = publish(1, b=2_000)
    assert set(second.prices) == {"b"}
    (gone,) = states_after(writer, first.mark)
    assert (gone.sku, gone.price_minor, gone.availability) == (
        "a",
        None,
        "discontinued",
    )
    assert versions(writer)[-1] == ("a", None, None, "", "publish")
    assert publish(2, b=2_000).changed == 0


def test_what_comes_back_is_sold_again(publish: Publish) -> None:
    publish(0, a=1_000)
    publish(1)
    back = publish(2, a=1_000)
    assert back.prices["a"].price_minor == 1_200
    assert back.changed == 1


@pytest.mark.parametrize("minor", [-1, 0, DEAREST_MINOR + 1])
def test_what_cannot_be_a_cost_has_no_price(publish: Publish, minor: int) -> None:
    assert publish(0, a=minor, b=1).prices.keys() == {"b"}


@pytest.mark.parametrize(
    ("costs", "was"),
    [
        ([(0, 1_000), (40, 900)], 1_200),
        ([(0, 1_000), (29, 900)], None),
        ([(0, 1_000), (40, 1_100)], None),
        # Raised for two days and cut again: no reduction.
        ([(0, 1_000), (38, 1_500), (40, 1_000)], None),
        ([(0, 1_000), (38, 1_500), (40, 1_200)], None),
        ([(0, 1_000), (38, 1_500), (40, 900)], 1_200),
        # Cut, then raised a little: still below what it was, but raised.
        ([(0, 1_000), (40, 700), (41, 900)], None),
        # Cut twice: the second cut is from the first.
        ([(0, 1_000), (40, 900), (41, 800)], 1_080),
        # The cut price is the price by now.
        ([(0, 1_000), (40, 900), (69, 900)], 1_200),
        ([(0, 1_000), (40, 900), (70, 900)], None),
    ],
)
def test_a_former_price_stands_beside_a_reduction_alone(
    publish: Publish, costs: list[tuple[int, int]], was: int | None
) -> None:
    done = [publish(day, a=minor) for day, minor in costs]
    assert done[-1].prices["a"].was_minor == was


def test_coming_back_cheaper_is_no_reduction(publish: Publish) -> None:
    publish(0, a=1_000)
    publish(40)
    assert publish(41, a=900).prices["a"].was_minor is None


def test_a_clock_that_goes_back_makes_no_reduction(
    publish: Publish, writer: Connection
) -> None:
    publish(50, a=1_500)
    publish(10, a=1_400)
    assert publish(55, a=1_000).prices["a"].was_minor is None
    times = select(price_versions.c.valid_from).order_by(price_versions.c.version)
    held = list(writer.scalars(times))
    assert held == sorted(held)


def test_the_end_of_a_reduction_is_a_mark(publish: Publish, writer: Connection) -> None:
    publish(0, a=1_000)
    publish(40, a=900)
    before = states(writer)["a"]
    assert publish(71, a=900).mark == before.mark + 1
    assert states(writer)["a"].version == before.version


def test_of_a_price_that_never_rests_the_newest_spells_are_looked_at(
    writer: Connection, now: datetime
) -> None:
    row = {"sku": "a", "currency": "EUR", "rule_ids": "", "reason": "publish"}
    rows = [
        row | {"version": n, "price_minor": n, "valid_from": now + timedelta(hours=n)}
        for n in range(1, 1_001)
    ]
    writer.execute(insert(price_versions).values(cost_minor=1), rows)
    ((_, spells),) = histories(writer, ["a"])
    assert [one.price_minor for one in spells] == list(range(701, 1_001))
    assert spells[0].until == spells[1].since
    assert spells[-1].until is None


def test_another_currency_is_another_price(writer: Connection, now: datetime) -> None:
    costs = [Cost("a", "", 1_000, currency, None, now) for currency in ("EUR", "JPY")]
    for days, cost in enumerate(costs):
        done = reprice(writer, [cost], now + timedelta(days=60 * days))
    assert (done.prices["a"].currency, done.prices["a"].was_minor) == ("JPY", None)


def test_a_rule_changes_prices_without_a_publish(
    publish: Publish, writer: Connection, now: datetime
) -> None:
    publish(0, a=1_000, b=2_000)
    rule = set_rule(writer, Rule("category", "kitchen", markup_bp=3_000), now)
    done = reprice_stored(writer, now, 2_000, "rule")
    assert done.prices["a"].price_minor == 1_300
    assert done.changed == 2
    assert versions(writer)[-1] == ("b", 2_600, 2_000, str(rule.rule_id), "rule")
    assert reprice_stored(writer, now, 2_000, "rule").changed == 0


def test_a_rule_leaves_what_is_gone_alone(
    publish: Publish, writer: Connection, now: datetime
) -> None:
    publish(0, a=1_000)
    publish(1)
    set_rule(writer, Rule("all", markup_bp=3_000), now)
    assert reprice_stored(writer, now, 2_000, "rule").changed == 0


def test_two_may_reprice_at_once(opened: Callable[[], Ledger], now: datetime) -> None:
    ledgers = [opened() for _ in range(4)]

    def sell(number: int) -> int:
        cost = Cost("a", "", number, "EUR", None, now)
        with ledgers[number % 4].write() as connection:
            return reprice(connection, [cost], now).mark

    with ThreadPoolExecutor(4) as pool:
        marks = list(pool.map(sell, range(100, 1_100, 100)))
    assert sorted(marks) == list(range(1, 11))
