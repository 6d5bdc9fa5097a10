"""A shop and its gateway in one process, and what goes wrong between them, by a seed.

Buyers, messages, clocks and people act in any order; calls are cut off, messages come late,
twice, in another order or never. At last all is reconciled, and both sides hold the same.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Literal

from order_desk import COUNTED, wish
from order_desk import piece as piece_of
from sqlalchemy import Connection, func, select

from connect.errors import GatewayAway, GatewayRefused
from connect.fakestripe import disputes, intents, refunds, sessions
from connect.fakestripe.chaos import Chances, Chaos
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.errors import Refusal
from connect.fakestripe.messages import message, signature
from connect.fakestripe.objects import Charge, Dispute, Event, Intent, Refund, Session
from connect.fakestripe.transport import WEBHOOK_SECRET, gateway_to
from connect.payments.gateway import Asked
from connect.payments.settling import (
    reconcile,
    send_refund,
    settle_facts,
    settle_now,
)
from ledger.open import Ledger
from ledger.orders import stock
from ledger.orders.closing import cancel, sweep
from ledger.orders.errors import (
    MoveRefused,
    OrderError,
    PaymentUnknown,
    RefundRefused,
    RefundUnknown,
)
from ledger.orders.payments import Payment, begin_payment, name_payment
from ledger.orders.paytables import payments as payment_rows
from ledger.orders.paytables import refunds as refund_rows
from ledger.orders.place import place, ready
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.tables import orders
from ledger.orders.waiting import open_refund
from ledger.tables import work

BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
METHODS = (
    *("pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_visa_chargeDeclined"),
    *("pm_card_authenticationRequired", "pm_sepa_debit"),
)
TROUBLES = Chances(
    lost=0.25,
    twice=0.25,
    late=0.5,
    late_s=5_400.0,
    unreachable=0.05,
    answer_lost=0.08,
    broken=0.03,
)


class Undone(Ledger):
    """A ledger whose transactions are all parts of one, which is undone in the end."""

    __slots__ = ("connection",)

    def __init__(self, connection: Connection) -> None:
        object.__setattr__(self, "connection", connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self.connection.begin_nested():
            yield self.connection

    read = write


class World:
    """One shop, one gateway, and chance."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.ledger = ledger
        self.random = Random(seed)  # noqa: S311 - chance, no secret
        self.chaos = Chaos(seed, TROUBLES)
        self.fake = FakeStripe(str(seed))
        self.now = BEGUN
        self.troubled = gateway_to(self.fake, lambda: self.now, self.chaos)
        self.calm = gateway_to(self.fake, lambda: self.now)
        self.on_the_way: list[tuple[datetime, int, Event]] = []
        self.sent = 0
        self.orders: list[str] = []
        self.totals: dict[str, int] = {}
        self.reconciled = BEGUN

    @property
    def second(self) -> int:
        """The time as Stripe counts it."""
        return int(self.now.timestamp())

    def live(self, steps: int) -> None:
        """Let so many things happen."""
        acts: tuple[Callable[[], object], ...] = (
            *(self.order, self.buy, self.buy, self.ask, self.pay, self.pay),
            *(self.return_, self.authenticate, self.finish, self.pass_time),
            *(self.pass_time, self.works, self.cancel, self.give_back, self.dispute),
            *(self.bank_returns, self.reconcile, self.ask_and_die),
        )
        self.order()
        for _ in range(steps):
            with suppress(GatewayAway, GatewayRefused, Refusal, MoveRefused):
                self.random.choice(acts)()
            self.post()

    def order(self) -> None:
        """Let somebody order one or two things."""
        skus = self.random.sample(["HV-POT", "HV-PAN", "HV-BOOK"], 2)
        pieces = [piece_of(sku) for sku in skus[: self.random.randint(1, 2)]]
        made = ready(wish(f"k{len(self.orders)}", *pieces), self.now)
        with suppress(OrderError), self.ledger.write() as connection:
            placed = place(connection, made)
            self.orders.append(placed.order_id)
            self.totals[placed.order_id] = placed.total_minor

    def buy(self) -> None:
        """Let somebody order, and pay at once."""
        self.order()
        self.ask()
        self.pay()

    def ask(self) -> None:
        """Ask for the payment of an order, as its page does."""
        order_id = self.random.choice(self.orders)
        payment, wish = self._begun(order_id)
        started = self.troubled.begin(wish)
        with self.ledger.write() as connection:
            name_payment(connection, payment.payment_id, started.reference, self.now)

    def ask_and_die(self) -> None:
        """Ask, and end before the answer is written down."""
        _, wish = self._begun(self.random.choice(self.orders))
        self.troubled.begin(wish)

    def pay(self) -> None:
        """Let a buyer pay on the gateway's page, whose address the shop gave out."""
        known = self._names()
        waiting = [
            (of, one)
            for of, kind in ((sessions, Session), (intents, Intent))
            for one in self._every(kind)
            if one.id in known
        ]
        if waiting:
            of, one = self.random.choice(waiting)
            of.pay(self.fake, one, self.random.choice(METHODS), self.second)

    def authenticate(self) -> None:
        """Let a bank ask the buyer."""
        for intent in self._intents("requires_action"):
            is_buyer = self.random.random() < 0.7
            of, one = self._of(intent)
            of.authenticate(self.fake, one, is_buyer, self.second)

    def finish(self) -> None:
        """Let a slow payment come to its end."""
        for intent in self._intents("processing"):
            if self.random.random() < 0.2:
                intent.kept.method = "pm_card_visa_chargeDeclined"
            of, one = self._of(intent)
            of.finish(self.fake, one, self.second)

    def return_(self) -> None:
        """Let a browser come back to the shop."""
        names = self._names()
        if names:
            name = self.random.choice(sorted(names))
            settle_now(self.ledger, self.troubled, name, self.now)

    def cancel(self) -> None:
        """Let a person cancel an order, mostly one that is not paid."""
        order_id = self.random.choice(self.orders)
        with self.ledger.write() as connection:
            cancel(connection, order_id, "no", "1", self.now)

    def give_back(self) -> None:
        """Let a person give some money back."""
        order_id, key = self.random.choice(self.orders), f"r{self.random.random()}"
        minor = self.random.choice((100, 500, self.totals[order_id]))
        back = RefundWish(key=key, order_id=order_id, actor="1", extra_minor=minor)
        with suppress(RefundRefused), self.ledger.write() as connection:
            refund(connection, back, self.now)

    def works(self) -> None:
        """Do the work of refunds that is put, as often as workers like."""
        for refund_id in self._owed():
            with self.ledger.read() as connection:
                asked = open_refund(connection, refund_id)
            if asked is None or self.random.random() < 0.3:
                continue
            said = send_refund(self.troubled, asked)
            if self.random.random() < 0.8:
                with self.ledger.write() as connection:
                    settle_facts(connection, said, self.now)

    def dispute(self) -> None:
        """Let a buyer ask the bank for the money, or the bank decide."""
        charges, open_ones = self._every(Charge), self._open_disputes()
        if open_ones and self.random.random() < 0.5:
            one, is_won = self.random.choice(open_ones), self.random.random() < 0.5
            disputes.close(self.fake, one, is_won, self.second)
        elif charges and self.random.random() < 0.4:
            charge = self.random.choice(charges)
            left = charge.amount - charge.amount_refunded
            if left and not any(d.charge == charge.id for d in self._every(Dispute)):
                disputes.dispute(self.fake, charge, "fraudulent", self.second)

    def bank_returns(self) -> None:
        """Let a refund fail that even seemed to have arrived."""
        found = [one for one in self._every(Refund) if one.status != "failed"]
        if found and self.random.random() < 0.4:
            refunds.end(self.fake, self.random.choice(found), False, self.second)

    def pass_time(self) -> None:
        """Let some time pass; what is on its way arrives, what is over is swept."""
        self.now += timedelta(minutes=self.random.choice((1, 5, 40)))
        self.post()
        while self.on_the_way and self.on_the_way[0][0] <= self.now:
            _, _, event = heapq.heappop(self.on_the_way)
            self.arrive(event)
        if self.random.random() < 0.5:
            with self.ledger.write() as connection:
                sweep(connection, self.now)

    def post(self) -> None:
        """Put what the gateway told since then on its way, or lose it."""
        for event in self.fake.fresh():
            for late_s in self.chaos.arrivals():
                self._send(event, late_s)

    def arrive(self, event: Event) -> None:
        """Let a message come to the shop; one that it refuses comes again."""
        raw = message(event)
        try:
            signed = signature(raw, WEBHOOK_SECRET, self.second)
            facts = self.troubled.heed(raw, signed, self.now)
            with self.ledger.write() as connection:
                settle_facts(connection, facts, self.now)
        except (GatewayAway, PaymentUnknown, RefundUnknown):
            if self.random.random() < 0.7:
                self._send(event, 600.0)

    def reconcile(self) -> None:
        """Ask about all that is open, through a line that breaks."""
        reconcile(self.ledger, self.troubled, self.reconciled, self.now)
        self.reconciled = self.now

    def end(self) -> None:
        """Let everything come to its end, and ask about it all, three days long."""
        for _ in range(3):
            self.finish()
            self.post()
            self.now += timedelta(hours=26)
            with self.ledger.write() as connection:
                sweep(connection, self.now)
            reconcile(self.ledger, self.calm, self.reconciled, self.now)
            self.reconciled = self.now

    def differences(self) -> list[str]:
        """Return what the ledger and the gateway do not agree about."""
        return [*self._money(), *self._twice(), *self._stock()]

    def _money(self) -> Iterator[str]:
        """Compare what came in and went back of each payment."""
        theirs = Counter[str]()
        gone = Counter[str]()
        of_charge = {}
        for charge in self._every(Charge):
            intent = self.fake.get(Intent, charge.payment_intent)
            name = intent.kept.session or intent.id
            of_charge[charge.id] = name
            theirs[name] += charge.amount
            gone[name] += charge.amount_refunded
        for one in self._every(Dispute):
            if one.status == "lost":
                gone[of_charge[one.charge]] += one.amount
        rows = self._rows(
            select(
                payment_rows.c.reference,
                payment_rows.c.received_minor,
                payment_rows.c.refunded_minor,
            ).where(payment_rows.c.reference.is_not(None))
        )
        ours = {name: received for name, received, _ in rows if received}
        if ours != dict(theirs):
            yield f"came in: {ours} here, {dict(theirs)} there"
        back = {name: minor for name, _, minor in rows if minor}
        if back != {name: minor for name, minor in gone.items() if minor}:
            yield f"went back: {back} here, {dict(gone)} there"
        if left := self._rows(
            select(refund_rows.c.refund_id).where(refund_rows.c.state == "asked")
        ):
            yield f"{left} are asked for and not sent"

    def _twice(self) -> Iterator[str]:
        """Look for what happened twice: charges kept, refunds, mails."""
        named = Counter(one.metadata["refund_id"] for one in self._every(Refund))
        yield from (f"{name} went back {n} times" for name, n in named.items() if n > 1)
        money = orders.c.paid_minor, orders.c.refunded_minor
        sums = self._rows(select(orders.c.order_id, orders.c.state, *money))
        for order_id, state, paid, back in sums:
            kept = paid - back - self._failed_of(order_id)
            if kept > (0 if state == "cancelled" else self.totals[order_id]):
                yield f"{order_id} is {state}: {paid} came, {back} went back"
        mails = Counter(
            (one["order_id"], one["template"])
            for (one,) in self._rows(
                select(work.c.payload).where(work.c.kind == "mail")
            )
        )
        for (order_id, template), n in mails.items():
            if n > self._most(order_id, template):
                yield f"{template} goes out {n} times for {order_id}"

    def _most(self, order_id: str, template: str) -> int:
        """Return how often a mail may go out."""
        if template in {"order_paid", "order_cancelled"}:
            return 1
        if template == "payment_returned":
            of = payment_rows.c.order_id == order_id
            count = select(func.count()).where(of, payment_rows.c.received_minor > 0)
            return int(self._rows(count)[0][0])
        of = refund_rows.c.order_id == order_id
        return int(self._rows(select(func.count()).where(of))[0][0])

    def _stock(self) -> Iterator[str]:
        with self.ledger.read() as connection:
            wrong = stock.miscounted(connection)
            left = stock.on_hand(connection, COUNTED)
        if wrong or min(left.values()) < 0:
            yield f"stock: {wrong} {left}"

    def _failed_of(self, order_id: str) -> int:
        """Return what a bank sent back to us: a person has to see to it."""
        failed = select(func.sum(refund_rows.c.amount_minor)).where(
            refund_rows.c.order_id == order_id, refund_rows.c.state == "failed"
        )
        return int(self._rows(failed)[0][0] or 0)

    def _begun(self, order_id: str) -> tuple[Payment, Asked]:
        with self.ledger.write() as connection:
            payment = begin_payment(connection, order_id, "stripe", self.now)
        is_third = (self.orders.index(order_id) + payment.attempt) % 3 == 0
        return payment, asked(payment, "intent" if is_third else "checkout")

    def _names(self) -> set[str]:
        return {
            name for (name,) in self._rows(select(payment_rows.c.reference)) if name
        }

    def _owed(self) -> list[str]:
        of = select(refund_rows.c.refund_id).where(refund_rows.c.state == "asked")
        return [name for (name,) in self._rows(of)]

    def _rows(self, statement: Any) -> list[Any]:
        with self.ledger.read() as connection:
            return [tuple(row) for row in connection.execute(statement)]

    def _every(self, kind: Any) -> list[Any]:
        return list(self.fake.every(kind))

    def _intents(self, status: str) -> list[Intent]:
        return [one for one in self._every(Intent) if one.status == status]

    def _of(self, intent: Intent) -> Any:
        """Return who looks after an intent, and by what: its session, or itself."""
        session = intent.kept.session
        if session is None:
            return intents, intent
        return sessions, self.fake.get(Session, session)

    def _open_disputes(self) -> list[Dispute]:
        closed = {"won", "lost"}
        return [one for one in self._every(Dispute) if one.status not in closed]

    def _send(self, event: Event, late_s: float) -> None:
        self.sent += 1
        at = self.now + timedelta(seconds=late_s)
        heapq.heappush(self.on_the_way, (at, self.sent, event))


def asked(payment: Payment, way: Literal["checkout", "intent"] = "checkout") -> Asked:
    """Ask for a payment as the pages of an order do."""
    return Asked(
        key=payment.gateway_key,
        order_id=payment.order_id,
        number="1",
        payment_id=payment.payment_id,
        way=way,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        email="ann@buyer.test",
        language="de",
        return_url="http://shop.test/return",
        cancel_url="http://shop.test/back",
    )
