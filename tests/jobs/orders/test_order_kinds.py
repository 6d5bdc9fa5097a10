"""Work that orders put is done until the gateway has said what of it, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest
from order_desk import Desk, piece, shelve
from pay_world import asked

from connect.errors import GatewayAway, GatewayRefused
from connect.fakestripe import refunds, sessions
from connect.fakestripe.chaos import Chances, Chaos
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.disputes import dispute
from connect.fakestripe.objects import Charge, Refund, Session
from connect.fakestripe.transport import gateway_to
from jobs.kinds import Bench, order_kinds
from jobs.orders.goods import supplier_order_kind, sweep_kind
from jobs.orders.money import reconcile_kind, refund_kind
from jobs.settings import Settings
from jobs.standing import standing
from jobs.work.kinds import LastingError, PassingError, Task
from jobs.work.settings import WorkSettings
from ledger.open import open_ledger
from ledger.orders.payments import payments_of
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.show import whole
from ledger.orders.supplierorders import supplies_for
from ledger.schedules import Standing, keep, listed, put_due

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Shop:
    """A ledger, a gateway, and a worker that is asked by hand."""

    def __init__(self, ledger):
        self.ledger, self.fake, self.now = ledger, FakeStripe(), NOW
        self.orders = 0
        self.gateway = self.to()

    def to(self, **chances):
        chaos = Chaos(1, Chances(**chances)) if chances else None
        return gateway_to(self.fake, lambda: self.now, chaos)

    def till(self):
        return self.gateway

    def clock(self):
        return self.now

    def order(self, *pieces, method="pm_card_visa"):
        """Return an order that was paid, and whose payment nobody told of."""
        self.orders += 1
        with self.ledger.write() as connection:
            desk = Desk(connection, self.now)
            placed = desk.place(f"k{self.orders}", *pieces)
            desk.begin(placed.order_id, f"x{self.orders}")
            (payment,) = payments_of(connection, placed.order_id)
        name = self.gateway.begin(asked(payment)).reference
        with self.ledger.write() as connection:
            named = "UPDATE payments SET reference = ? WHERE payment_id = ?"
            connection.exec_driver_sql(named, (name, payment.payment_id))
        if method:
            session = self.fake.get(Session, name)
            sessions.pay(self.fake, session, method, int(self.now.timestamp()))
        return placed.order_id

    def back(self, order_id, minor):
        wish = RefundWish(
            key=f"r{minor}", order_id=order_id, actor="1", extra_minor=minor
        )
        with self.ledger.write() as connection:
            return refund(connection, wish, self.now).refund_id

    def do(self, kind, payload=None):
        effect = kind.run(Task(1, kind.name, None, payload or {}, 1))
        if effect is not None:
            with self.ledger.write() as connection:
                effect(connection)

    def reconcile(self, minutes=3):
        self.now += timedelta(minutes=minutes)
        self.do(reconcile_kind(self.ledger, self.till, self.clock))

    def refund(self, refund_id):
        kind = refund_kind(self.ledger, self.till, self.clock)
        self.do(kind, {"refund_id": refund_id})

    def seen(self, order_id):
        with self.ledger.read() as connection:
            return whole(connection, order_id)

    def state(self, order_id):
        return self.seen(order_id).order["state"]

    def refunds(self, order_id):
        return [
            (one["amount_minor"], one["state"]) for one in self.seen(order_id).refunds
        ]


@pytest.fixture
def shop(tmp_path):
    with open_ledger(tmp_path) as ledger:
        with ledger.write() as connection:
            shelve(connection, NOW)
        yield Shop(ledger)


def test_a_payment_that_nobody_told_of_is_asked_for(shop):
    order = shop.order()
    shop.fake.events.clear()
    shop.reconcile(1)
    assert shop.state(order) == "pending"
    shop.reconcile(2)
    assert shop.state(order) == "paid"


def test_what_nobody_told_of_is_found_in_the_gateways_own_list(shop):
    order = shop.order()
    shop.reconcile()
    (charge,) = shop.fake.every(Charge)
    dispute(shop.fake, charge, "fraudulent", int(shop.now.timestamp()))
    shop.reconcile()
    assert shop.seen(order).order["held_reason"] == "dispute"


def test_an_order_that_is_over_cannot_be_paid_any_more(shop):
    order = shop.order(method=None)
    shop.now += timedelta(minutes=31)
    shop.do(sweep_kind(shop.ledger, shop.clock))
    assert shop.state(order) == "cancelled"
    shop.reconcile(1)
    (session,) = shop.fake.every(Session)
    assert session.status == "expired"
    assert shop.seen(order).payments[0]["state"] == "cancelled"


def test_a_refund_is_sent_once_also_when_its_answer_was_lost(shop):
    order = shop.order()
    shop.reconcile()
    refund_id = shop.back(order, 500)
    calm, shop.gateway = shop.gateway, shop.to(answer_lost=1.0)
    with pytest.raises(GatewayAway):
        shop.refund(refund_id)
    shop.gateway = calm
    shop.refund(refund_id)
    shop.refund(refund_id)
    assert [one.amount for one in shop.fake.every(Refund)] == [500]
    assert shop.refunds(order) == [(500, "done")]


def test_a_refund_whose_work_was_lost_is_sent_by_the_reconciler(shop):
    order = shop.order()
    shop.reconcile()
    shop.back(order, 500)
    shop.reconcile()
    assert shop.refunds(order) == [(500, "done")]


def test_a_refund_that_the_bank_sends_back_is_seen_to_by_a_person(shop):
    order = shop.order()
    shop.reconcile()
    shop.refund(shop.back(order, 500))
    (sent,) = shop.fake.every(Refund)
    refunds.end(shop.fake, sent, False, int(shop.now.timestamp()))
    shop.reconcile()
    assert shop.refunds(order) == [(500, "failed")]
    assert shop.seen(order).order["held_reason"] == "refund_failed"


def test_a_refund_that_can_never_be_is_undone(shop):
    order = shop.order()
    shop.reconcile()
    (charge,) = shop.fake.every(Charge)
    charge.disputed = True
    shop.refund(shop.back(order, 500))
    assert shop.refunds(order) == [(500, "failed")]


def test_a_refusal_that_a_person_can_mend_leaves_the_refund_asked_for(shop):
    order = shop.order()
    shop.reconcile()
    refund_id = shop.back(order, 500)

    class Refusing:
        provider = "stripe"

        def refund(self, asked):
            raise GatewayRefused("Invalid API Key provided", None)

    shop.gateway = Refusing()
    with pytest.raises(LastingError, match="API Key"):
        shop.refund(refund_id)
    shop.gateway = None
    with pytest.raises(PassingError, match="stripe"):
        shop.refund(refund_id)
    assert shop.refunds(order) == [(500, "asked")]


def test_without_a_gateway_nothing_is_reconciled(shop):
    shop.gateway = None
    shop.reconcile()


def test_the_sweep_ends_whatever_is_over(shop):
    orders = [shop.order(piece("HV-LID"), method=None) for _ in range(3)]
    shop.now += timedelta(hours=1)
    shop.do(sweep_kind(shop.ledger, shop.clock))
    assert {shop.state(order) for order in orders} == {"cancelled"}


def test_a_line_that_is_to_be_sent_is_wanted_from_a_supplier(shop):
    order = shop.order()
    shop.reconcile()
    kind = supplier_order_kind(shop.clock)
    shop.do(kind, {"order_id": order, "line": 1})
    shop.do(kind, {"order_id": order, "line": 1})
    with shop.ledger.read() as connection:
        (one,) = supplies_for(connection, order)
    assert (one.state, one.sku) == ("wanted", "HV-POT")


def test_the_reconciler_goes_on_where_it_last_came_to_an_end(shop):
    with shop.ledger.write() as connection:
        standing = Standing("reconcile", "reconcile", "every 5m", "reconcile")
        keep(connection, [standing], lambda *_: NOW, NOW)
        put_due(connection, lambda *_: NOW, NOW)
    shop.reconcile()
    with shop.ledger.read() as connection:
        (known,) = listed(connection)
    assert (known.began_at, known.outcome) == (shop.now, "done")


def test_every_kind_that_stands_or_is_put_is_done_by_a_worker(tmp_path):
    with open_ledger(tmp_path) as ledger:
        known = order_kinds(Bench(tmp_path, Settings(), ledger))
    stands = {one.kind for one in standing(tmp_path, WorkSettings())}
    assert {"refund", "supplier_order"} <= set(known)
    assert {"sweep", "reconcile"} <= stands & set(known)
