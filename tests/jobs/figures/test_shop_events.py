"""What befalls orders reaches the lake in its order and once, whoever is killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import told_orders
from order_desk import PRICES, Desk, piece, shelve
from sqlalchemy import delete, func, insert, select, update

from jobs.figures.orderevents import order_key
from jobs.figures.shopevent import shop_event_kind
from jobs.work.kinds import LastingError, Task
from lake.settings import LakeSettings
from lake.sql import current
from lake.store import Lake
from ledger.open import Ledger, open_ledger
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.tables import orders
from ledger.orders.wish import Buyer
from ledger.pricetables import price_versions
from ledger.settings import LedgerSettings
from ledger.tables import work
from storefront.events.taking import take

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEPS = ["checkout", "order", "refund"]


@pytest.fixture
def ledger(tmp_path) -> Iterator[Ledger]:
    with open_ledger(tmp_path, LedgerSettings(synchronous="NORMAL")) as ledger:
        with ledger.write() as connection:
            shelve(connection, NOW)
            connection.execute(insert(price_versions), list(map(costs, PRICES)))
        yield ledger


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake.open(tmp_path, LakeSettings())


def costs(sku):
    version = list(PRICES).index(sku) + 1
    of = {"version": version, "sku": sku, "price_minor": PRICES[sku], "reason": "rule"}
    return of | {
        "currency": "EUR",
        "cost_minor": PRICES[sku] // 2,
        "rule_ids": "",
        "valid_from": NOW,
    }


def bought(ledger: Ledger, key: str, **more) -> str:
    """Have an order of two lids and a book that is paid, and a lid of it refunded."""
    with ledger.write() as connection:
        desk = Desk(connection, NOW)
        order = desk.paid(key, piece("HV-LID", 2), piece("HV-BOOK"), **more)
        back = (Back(1, 1),)
        wish = RefundWish(key=key, order_id=order.order_id, actor="1", lines=back)
        asked = refund(connection, wish, NOW)
        later = NOW + timedelta(days=1)
        settle_refund(connection, RefundFacts(asked.refund_id, "done"), later)
    return order.order_id


def buyer(number: int) -> Buyer:
    """Return somebody whom no rule takes for another one's fraud."""
    return Buyer(email=f"{number}@buyer{number}.test", country="DE")


def rows(lake: Lake, columns: str, where: str = "true") -> list[tuple]:
    asked = f"SELECT {columns} FROM shop_events WHERE {where}"  # noqa: S608 - ours
    sql = f"{asked} ORDER BY segment, place"
    with current(lake) as connection:
        return connection.execute(sql).fetchall()


def tell(ledger: Ledger, lake: Lake, *payloads: dict) -> None:
    kind = shop_event_kind(lake.home, ledger, 2.5)
    for number, payload in enumerate(payloads):
        kind.run(Task(number, kind.name, None, payload, 1))


def all_of(order_id: str) -> list[dict]:
    return [{"kind": kind, "order_id": order_id} for kind in STEPS]


def test_an_order_is_told_line_by_line_and_adds_up(ledger, lake):
    order = bought(ledger, "a")
    tell(ledger, lake, *all_of(order))
    take(lake)
    found = rows(lake, "kind, sku, quantity, amount_minor, cost_minor, fee_minor")
    assert found == [
        ("checkout", None, 3, 1900, None, None),
        ("order", "HV-LID", 2, 1000, 500, None),
        ("order", "HV-BOOK", 1, 900, 450, None),
        ("order", None, None, 0, None, 48),
        ("refund", "HV-LID", 1, 500, None, None),
    ]
    assert rows(lake, "DISTINCT order_key, currency", "true") == [
        (order_key(order), "EUR")
    ]


def test_what_was_told_before_is_taken_once(ledger, lake):
    order = bought(ledger, "a")
    tell(ledger, lake, *all_of(order), *all_of(order))
    assert take(lake).events == 5
    tell(ledger, lake, *all_of(order))
    assert take(lake).events == 0
    assert len(rows(lake, "event_id")) == 5


def test_a_refund_that_failed_after_all_is_taken_back(ledger, lake):
    order = bought(ledger, "a")
    with ledger.write() as connection:
        desk = Desk(connection, NOW)
        (row,) = desk.order(order).refunds
        said = RefundFacts(row["refund_id"], "failed")
        settle_refund(connection, said, NOW + timedelta(days=2))
        told = [said["kind"] for kind, said in desk.works() if kind == "shop_event"]
    assert told == [*STEPS, "refund"]
    tell(ledger, lake, *all_of(order))
    take(lake)
    amounts = rows(lake, "amount_minor, tax_minor", "kind = 'refund'")
    assert amounts == [(500, 0), (-500, 0)]


def test_a_second_payment_that_goes_back_is_no_refund_of_the_sale(ledger, lake):
    with ledger.write() as connection:
        desk = Desk(connection, NOW)
        order = desk.place("a").order_id
        desk.begin(order, "pi_1")
        desk.say("pi_1", state="failed")
        desk.pay(order, "pi_2")
        assert desk.say("pi_1").outcome == "returned"
        (back,) = desk.order(order).refunds
        settle_refund(connection, RefundFacts(back["refund_id"], "done"), NOW)
    tell(ledger, lake, {"kind": "refund", "order_id": order})
    assert take(lake).events == 0


def test_nobody_is_named_and_the_visitor_stands_in_one_row(ledger, lake):
    ann = {"email": "ann@buyer.test", "country": "DE", "language": "de"}
    address = {"name": "Ann Buyer", "street": "Elm 1"}
    her = Buyer(**ann, ship_to=address, visitor="v1")
    order = bought(ledger, "a", buyer=her)
    with ledger.write() as connection:
        connection.execute(update(orders).values(coupon="MAY"))
    tell(ledger, lake, *all_of(order))
    take(lake, now=lambda: NOW)
    said = str(rows(lake, "*"))
    assert not [word for word in ("ann@", "Ann", "Elm", order) if word in said]
    assert rows(lake, "kind, channel", "visitor = 'v1'") == [("checkout", "MAY")]


def test_a_forgotten_visitor_leaves_the_sale(ledger, lake):
    her = Buyer(email="ann@buyer.test", country="DE", visitor="v1")
    tell(ledger, lake, *all_of(bought(ledger, "a", buyer=her)))
    assert take(lake, unwanted={"v1"}, now=lambda: NOW).forgotten == 1
    assert {kind for (kind,) in rows(lake, "kind")} == {"order", "refund"}


@pytest.mark.parametrize(
    "payload",
    [None, {"kind": "sold", "order_id": "x"}, {"kind": "order", "order_id": "x"}],
)
def test_what_names_no_event_is_parked(ledger, lake, payload):
    with pytest.raises(LastingError):
        tell(ledger, lake, payload)


def test_kill_9_between_telling_and_the_ledger_doubles_nothing(ledger, lake):
    placed = [bought(ledger, f"k{n}", buyer=buyer(n)) for n in range(6)]
    with ledger.write() as connection:
        connection.execute(delete(work).where(work.c.kind != "shop_event"))
    deaths, end = 0, time.monotonic() + 120
    while waiting(ledger):
        assert time.monotonic() < end
        with worker(lake.home, every=8) as process:
            while process.poll() is None and waiting(ledger):
                assert in_order(lake, placed)
            deaths += process.poll() is not None
    take(lake)
    assert deaths >= 2
    assert len(rows(lake, "event_id")) == len(set(rows(lake, "event_id"))) == 5 * 6
    assert all(told(lake).get(order_key(one)) == STEPS for one in placed)


def in_order(lake: Lake, placed: list[str]) -> bool:
    """Take what is there, and see that nothing of an order misses what was before it."""
    take(lake)
    found = told(lake)
    return all(of == STEPS[: len(of)] for of in found.values()) and len(found) <= len(
        placed
    )


def told(lake: Lake) -> dict[str, list[str]]:
    """Return the steps of each order that the lake has, in order of their coming."""
    found: dict[str, list[str]] = {}
    sql = "SELECT order_key, kind FROM shop_events GROUP BY ALL"
    with current(lake) as connection:
        for key, kind in connection.execute(sql).fetchall():
            found.setdefault(key, []).append(kind)
    return {key: sorted(of, key=STEPS.index) for key, of in found.items()}


def waiting(ledger: Ledger) -> int:
    with ledger.read() as connection:
        count = select(func.count()).select_from(work).where(work.c.parked_at.is_(None))
        return connection.scalar(count) or 0


@contextmanager
def worker(home, every):
    """Have a worker that ends after some of what it tells, and end it in the end."""
    with subprocess.Popen(
        [sys.executable, told_orders.__file__, str(home), str(every)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    ) as process:
        try:
            process.stdout.readline()
            yield process
        finally:
            process.kill()
