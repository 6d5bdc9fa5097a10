"""What is shown of a refund is what asking for it comes to."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from order_desk import piece

from ledger.orders.errors import RefundRefused
from ledger.orders.refundable import comes_to, refundable
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.totals import Rate, Terms

TERMS = Terms(discount_minor=101, shipping_minor=490)
RATES = (Rate("VAT", 190_000),)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 600)),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_shown_is_what_goes_back(desk, wishes):
    with desk.connection.begin_nested() as undone:
        made = desk.paid(
            "r", piece("HV-LID", 3, rates=RATES), piece("HV-PAN", 2), terms=TERMS
        )
        for number, (lids, pans, more) in enumerate(wishes):
            found, pieces = desk.order(made.order_id), {1: lids, 2: pans}
            shipping = min(more, refundable(found).shipping_minor)
            shown = outcome(comes_to, found, pieces, shipping, more)
            wish = RefundWish(
                key=str(number),
                order_id=made.order_id,
                actor="1",
                lines=tuple(Back(line, n) for line, n in pieces.items() if n),
                shipping_minor=shipping,
                extra_minor=more,
            )
            if shown != 0:
                assert shown == outcome(asked, desk, wish)
        undone.rollback()


def outcome(do, *facts):
    try:
        return do(*facts)
    except RefundRefused:
        return None


def asked(desk, wish):
    with desk.connection.begin_nested():
        return refund(desk.connection, wish, desk.now).amount_minor


def test_a_line_that_there_is_not_is_refused(desk):
    made = desk.paid()
    with pytest.raises(RefundRefused):
        comes_to(desk.order(made.order_id), {7: 1}, 0, 0)
