"""Whatever befalls orders, a code is used by as many as it says, and never by more."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quote_desk import NOW, QuoteDesk, thing
from sqlalchemy import func, select

from ledger.orders.closing import cancel, sweep
from ledger.orders.errors import OrderError
from ledger.orders.payments import begin_payment, name_payment
from ledger.orders.settle import PaymentFacts, settle
from ledger.orders.tables import orders
from ledger.selling import redeeming

LIMIT, BALANCE = 3, 4000
BUYERS = st.sampled_from(["ann@a.test", "bob@a.test"])
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), BUYERS),
        st.tuples(st.sampled_from(["pay", "cancel"]), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.just(None)),
    ),
    max_size=20,
)
KINDS = st.sampled_from(
    [
        {"percent_bp": 1000, "most_uses": LIMIT},
        {"percent_bp": 1000, "most_per_buyer": 1},
        {"kind": "gift", "amount_minor": BALANCE, "currency": "EUR"},
    ]
)


STANDING = select(func.count()).where(
    orders.c.coupon == "TEN", orders.c.state != "cancelled"
)


class Life:
    """Orders that use one code, at a clock that goes on."""

    def __init__(self, desk: QuoteDesk) -> None:
        self.desk, self.orders = desk, []

    def place(self, email):
        quoted = self.desk.quote(thing("HV-LID", 3), coupon="TEN", email=email)
        if not quoted.is_ready:
            return
        key = f"k{len(self.orders)}"
        placed = self.desk.place(quoted, key, email)
        self.orders.append(placed)
        if placed.state == "pending":
            payment = begin_payment(
                self.desk.connection, placed.order_id, "stripe", self.desk.now
            )
            name_payment(self.desk.connection, payment.payment_id, key, self.desk.now)

    def pay(self, number):
        if number < len(self.orders) and self.orders[number].total_minor:
            facts = PaymentFacts(
                provider="stripe",
                reference=f"k{number}",
                state="succeeded",
                amount_minor=self.orders[number].total_minor,
                currency="EUR",
            )
            settle(self.desk.connection, facts, self.desk.now)

    def cancel(self, number):
        if number < len(self.orders):
            order_id = self.orders[number].order_id
            cancel(self.desk.connection, order_id, "over", "1", self.desk.now)

    def wait(self, _):
        self.desk.now += timedelta(minutes=31)
        sweep(self.desk.connection, self.desk.now)


@pytest.mark.parametrize("selling_shop", ["sqlite"], indirect=True)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(KINDS, DEEDS)
def test_uses_of_a_code_are_those_of_its_orders_whatever_befalls_them(
    connection, kind, deeds
):
    point = connection.begin_nested()
    desk = QuoteDesk(connection, NOW)
    desk.add(**kind)
    life = Life(desk)
    for deed, of in deeds:
        one = connection.begin_nested()
        try:
            getattr(life, deed)(of)
            one.commit()
        except OrderError:
            one.rollback()
        code = desk.coupon()
        assert redeeming.miscounted(connection) == []
        assert code.uses == connection.scalar(STANDING)
        assert code.most_uses is None or code.uses <= LIMIT
        assert code.kind != "gift" or code.spent_minor <= BALANCE
    point.rollback()
