"""Orders beside a small model of them: what buyers, gateways and clocks do in any order."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
)
from order_desk import COUNTED, PRICES, Desk, piece
from sqlalchemy import func, select

from ledger.open import Ledger
from ledger.orders import stock
from ledger.orders.closing import cancel, sweep
from ledger.orders.errors import (
    KeyUsedForAnother,
    MoveRefused,
    RefundRefused,
    SoldOut,
)
from ledger.orders.moving import move, take_back
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.tables import order_lines, orders

DISPUTES, DISPUTED = ("", "open", "won", "lost"), 700
RANKS = ("asked", "processing", "failed", "cancelled", "succeeded")
LIVE = ("paid", "placed", "shipped", "delivered", "returned", "refunded")
SKUS = ("HV-POT", "HV-PAN", "HV-LID")
KEYS = st.sampled_from("abcde")
WANTS = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 3), min_size=1)


@dataclass
class Pay:
    """A payment as the model has it."""

    order: "Order"
    reference: str
    state: str = "asked"
    came: int = 0
    back: int = 0
    # What a bank takes back of it, and how much of that no row could say yet.
    disputed: str = ""
    owed: int = 0


@dataclass
class Order:
    """An order as the model has it."""

    order_id: str
    wants: dict[str, int]
    total: int
    ends: datetime
    state: str = "pending"
    is_expired: bool = False
    was_paid: bool = False
    held: str | None = None
    pays: list[Pay] = field(default_factory=list)
    done: int = 0

    @property
    def paid(self) -> int:
        return sum(pay.came for pay in self.pays)


@dataclass
class Sum:
    """A refund as the model has it."""

    refund_id: str
    pay: Pay
    amount: int
    state: str = "asked"


class Orders(RuleBasedStateMachine):
    """Whatever is done, the ledger says what the model says."""

    made = Bundle("made")
    asked = Bundle("asked")
    begun = Bundle("begun")

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.connection = ledger.writer.connect()
        self.transaction = self.connection.begin()
        self.desk = Desk(self.connection, datetime(2026, 3, 1, 12, tzinfo=UTC))
        self.left = dict(COUNTED)
        self.by_key: dict[str, Order] = {}
        self.backs: dict[str, Sum] = {}
        self.payments = self.events = 0

    def teardown(self) -> None:
        self.transaction.rollback()
        self.connection.close()

    @rule(target=made, key=KEYS, wants=WANTS)
    def place(self, key: str, wants: dict[str, int]) -> Any:
        return self.placed(key, wants) or multiple()

    def placed(self, key: str, wants: dict[str, int]) -> Order | None:
        known = self.by_key.get(key)
        is_short = any(n > self.left.get(sku, n) for sku, n in wants.items())
        pieces = [piece(sku, n) for sku, n in sorted(wants.items())]
        try:
            placed = self.desk.place(key, *pieces)
        except KeyUsedForAnother:
            assert known is not None
            assert known.wants != wants
            return None
        except SoldOut:
            assert known is None
            assert is_short
            return None
        if known is not None:
            assert (known.wants, placed.order_id) == (wants, known.order_id)
            assert (placed.is_new, placed.state) == (False, known.state)
            return None
        assert not is_short
        total = sum(PRICES[sku] * n for sku, n in wants.items())
        ends = self.desk.now + timedelta(minutes=30)
        order = Order(placed.order_id, wants, total, ends)
        self.by_key[key] = order
        self.move_stock(order, -1)
        return order

    @rule(target=begun, order=made)
    def begin(self, order: Order) -> Any:
        return self.asked_for(order) or multiple()

    def asked_for(self, order: Order) -> Pay | None:
        last = order.pays[-1] if order.pays else None
        is_open = order.state == "pending" and self.desk.now < order.ends
        if last and last.state in {"asked", "processing"}:
            return None
        pay = Pay(order, f"pi_{self.payments}")
        try:
            self.desk.begin(order.order_id, pay.reference)
        except MoveRefused:
            assert not is_open
            return None
        assert is_open
        order.pays.append(pay)
        self.payments += 1
        return pay

    @rule(
        target=begun,
        key=KEYS,
        wants=WANTS,
        end=st.sampled_from(("", "paid", "late", "lost", "failed")),
    )
    def a_sale(self, key: str, wants: dict[str, int], end: str) -> Any:
        """Go at once where chance alone seldom comes."""
        order = self.placed(key, wants)
        if order is None:
            return multiple()
        pay = self.asked_for(order)
        assert pay is not None
        if end == "late":
            self.pays_too_late(pay)
        elif end:
            self.gateway_says(pay, "succeeded", 0, 1, is_event=True)
        if end == "lost":
            self.a_bank_says(pay, "lost", 1)
        if end == "failed":
            self.a_refund_of_pieces_fails(order, 1)
        return pay

    @rule(
        pay=begun,
        state=st.sampled_from(("succeeded", "succeeded", *RANKS[1:])),
        more=st.sampled_from((0, 0, 0, 1)),
        times=st.integers(1, 2),
        is_event=st.booleans(),
    )
    def gateway_says(
        self, pay: Pay, state: str, more: int, times: int, is_event: bool
    ) -> None:
        expected = self.heed(pay, state, pay.order.total + more)
        facts: dict[str, Any] = {"state": state, "amount_minor": pay.order.total + more}
        if is_event:
            self.events += 1
            facts["event_id"] = f"e{self.events}"
        said = [self.desk.say(pay.reference, **facts) for _ in range(times)]
        again = "repeated" if is_event else "unchanged"
        assert [one.outcome for one in said] == [expected, again][:times]

    def heed(self, pay: Pay, state: str, amount: int) -> str:
        if RANKS.index(state) <= RANKS.index(pay.state):
            return "unchanged"
        pay.state = state
        if state != "succeeded":
            return "noted"
        order, pay.came = pay.order, amount
        outcome = self.receive(order, pay, amount)
        self.book(order)
        return outcome

    def receive(self, order: Order, pay: Pay, amount: int) -> str:
        is_exact = amount == order.total
        is_back = order.state == "cancelled" and order.is_expired and is_exact
        if is_back and self.has(order):
            self.move_stock(order, -1)
        elif order.state != "pending":
            pay.back = amount
            return "returned"
        order.held = order.held if is_exact else "amount"
        order.state, order.was_paid = "paid", True
        return "held" if order.held else "paid"

    @rule(minutes=st.sampled_from((1, 40)), is_swept=st.booleans())
    def time_passes(self, minutes: int, is_swept: bool) -> None:
        self.desk.now += timedelta(minutes=minutes)
        if is_swept:
            self.sweep()

    def sweep(self) -> None:
        over = [
            one
            for one in self.by_key.values()
            if one.state == "pending" and one.ends <= self.desk.now
        ]
        assert sweep(self.connection, self.desk.now) == len(over)
        for order in over:
            order.state, order.is_expired = "cancelled", True
            self.move_stock(order, +1)

    @rule(order=made)
    def somebody_cancels(self, order: Order) -> None:
        try:
            is_new = cancel(self.connection, order.order_id, "no", "1", self.desk.now)
        except MoveRefused:
            assert order.state in {"shipped", "delivered", "returned", "refunded"}
            return
        assert is_new == (order.state != "cancelled")
        if is_new:
            order.state, order.is_expired = "cancelled", False
            self.move_stock(order, +1)
            for pay in order.pays:
                pay.back = pay.came

    @rule(order=made, step=st.sampled_from(("placed", "shipped", "delivered")))
    def goes_on(self, order: Order, step: str) -> None:
        before = {"placed": "paid", "shipped": "placed", "delivered": "shipped"}[step]
        if order.held or order.state != before:
            return
        assert move(self.connection, order.order_id, step, ("1", {}), self.desk.now)
        order.state = step

    @rule(order=made)
    def all_comes_back(self, order: Order) -> None:
        if order.state not in {"shipped", "delivered"}:
            return
        back = dict(enumerate((n for _, n in sorted(order.wants.items())), start=1))
        take_back(self.connection, order.order_id, back, "1", self.desk.now)
        order.state = "returned"
        self.move_stock(order, +1)

    @rule(target=asked, order=made, minor=st.integers(1, 9_000))
    def somebody_refunds(self, order: Order, minor: int) -> Any:
        able = [pay for pay in order.pays if pay.came - pay.back >= minor]
        key = f"r{len(self.backs)}"
        wish = RefundWish(
            key=key, order_id=order.order_id, actor="1", extra_minor=minor
        )
        try:
            new = refund(self.connection, wish, self.desk.now)
        except RefundRefused:
            assert not able
            return multiple()
        assert not refund(self.connection, wish, self.desk.now).is_new
        able[0].back += minor
        back = Sum(new.refund_id, able[0], minor)
        self.backs[key] = back
        return back

    @rule(back=consumes(asked), state=st.sampled_from(("done", "failed")))
    def gateway_refunds(self, back: Sum, state: str) -> None:
        said = RefundFacts(back.refund_id, state)
        assert settle_refund(self.connection, said, self.desk.now)
        assert not settle_refund(self.connection, said, self.desk.now)
        order = back.pay.order
        if state == "failed":
            back.pay.back -= back.amount
            self.book(order)
            order.held = "refund_failed"
            return
        self.is_gone(order, back.amount)

    def is_gone(self, order: Order, amount: int) -> None:
        order.done += amount
        if order.done == order.paid and order.state in LIVE[:-1]:
            if order.state in {"paid", "placed"}:
                self.move_stock(order, +1)
            order.state = "refunded"

    def book(self, order: Order) -> None:
        """Let lost disputes take what is left of their payments."""
        for pay in order.pays:
            if taken := min(pay.owed, pay.came - pay.back):
                pay.owed -= taken
                pay.back += taken
                self.is_gone(order, taken)

    @rule(pay=begun)
    def pays_too_late(self, pay: Pay) -> None:
        order = pay.order
        if order.state != "pending" or pay.state != "asked":
            return
        self.desk.now = max(self.desk.now, order.ends)
        self.sweep()
        expected = self.heed(pay, "succeeded", order.total)
        said = self.desk.say(pay.reference, amount_minor=order.total)
        assert said.outcome == expected

    @rule(order=made, count=st.integers(1, 3))
    def a_refund_of_pieces_fails(self, order: Order, count: int) -> None:
        lines = self.refunded(order)
        wish = RefundWish(
            key=f"l{order.order_id}{len(self.desk.works())}",
            order_id=order.order_id,
            actor="1",
            lines=(Back(1, count),),
        )
        try:
            with self.connection.begin_nested():
                new = refund(self.connection, wish, self.desk.now)
        except RefundRefused:
            assert self.refunded(order) == lines
            return
        assert self.refunded(order) != lines
        failed = RefundFacts(new.refund_id, "failed")
        assert settle_refund(self.connection, failed, self.desk.now)
        assert self.refunded(order) == lines
        self.book(order)
        order.held = "refund_failed"

    def refunded(self, order: Order) -> list[tuple[int, int]]:
        lines = self.desk.order(order.order_id).lines
        return [(one["refunded_quantity"], one["refunded_minor"]) for one in lines]

    @rule(pay=begun, state=st.sampled_from(DISPUTES[1:]), times=st.integers(1, 2))
    def a_bank_says(self, pay: Pay, state: str, times: int) -> None:
        is_news = DISPUTES.index(state) > DISPUTES.index(pay.disputed)
        said = [self.desk.dispute(pay.reference, state) for _ in range(times)]
        assert said == [is_news, False][:times]
        if not is_news:
            return
        order, pay.disputed = pay.order, state
        if state != "won":
            order.held = order.held or "dispute"
        elif order.held == "dispute" and all(
            one.disputed in {"", "won"} for one in order.pays
        ):
            order.held = None
        if state == "lost":
            pay.owed = DISPUTED
            self.book(order)

    def has(self, order: Order) -> bool:
        return all(self.left.get(sku, n) >= n for sku, n in order.wants.items())

    def move_stock(self, order: Order, way: int) -> None:
        for sku, pieces in order.wants.items():
            if sku in self.left:
                self.left[sku] += way * pieces

    @invariant()
    def stock_is_what_it_must_be(self) -> None:
        held = stock.on_hand(self.connection, COUNTED)
        assert held == self.left
        assert min(held.values()) >= 0
        assert stock.miscounted(self.connection) == []

    @invariant()
    def each_key_is_one_order_in_its_state_with_its_money(self) -> None:
        columns = orders.c.order_id, orders.c.state, orders.c.total_minor
        money = orders.c.paid_minor, orders.c.refunded_minor
        rows = self.connection.execute(select(orders.c.key, *columns, *money)).all()
        assert sorted(map(tuple, rows)) == sorted(
            (
                *(key, one.order_id, one.state, one.total, one.paid),
                sum(pay.back for pay in one.pays),
            )
            for key, one in self.by_key.items()
        )
        assert all(row.refunded_minor <= row.paid_minor for row in rows)

    @invariant()
    def lines_come_to_their_orders(self) -> None:
        sums = select(order_lines.c.order_id, func.sum(order_lines.c.total_minor))
        rows = self.connection.execute(sums.group_by(order_lines.c.order_id))
        known = {one.order_id: one.total for one in self.by_key.values()}
        assert {order_id: int(total) for order_id, total in rows} == known

    @invariant()
    def every_work_is_put_once(self) -> None:
        works = Counter((kind, repr(said)) for kind, said in self.desk.works())
        once = {"supplier_order", "grant", "refund"}
        assert all(n == 1 for (kind, _), n in works.items() if kind in once)
        paid = [said for said in works if "order_paid" in said[1]]
        assert all(works[said] == 1 for said in paid)
        assert len(paid) <= sum(one.was_paid for one in self.by_key.values())
