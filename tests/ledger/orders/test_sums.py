"""What an order says it was paid and gave back is what its payments and refunds say."""

import pytest
from order_desk import PRICES
from sqlalchemy import update

from ledger.orders.closing import cancel
from ledger.orders.paytables import payments, refunds
from ledger.orders.sums import uneven
from ledger.orders.tables import orders

PRICE = PRICES["HV-POT"]


@pytest.fixture
def returned(desk):
    """Return an order whose money is asked back."""
    order = desk.paid().order_id
    cancel(desk.connection, order, "no", "1", desk.now)
    return order


def test_sums_of_orders_add_up(desk, returned):
    desk.place("k2")
    assert list(uneven(desk.connection)) == []


@pytest.mark.parametrize(
    ("table", "values", "found"),
    [
        (orders, {"paid_minor": PRICE + 1}, {"paid"}),
        (payments, {"received_currency": "USD"}, {"paid"}),
        (refunds, {"amount_minor": 5}, {"refunded", "refunded of a payment"}),
        (refunds, {"state": "failed"}, {"refunded", "refunded of a payment"}),
    ],
)
def test_a_sum_that_somebody_wrote_by_hand_is_found(
    desk, returned, table, values, found
):
    desk.connection.execute(update(table).values(values))
    assert {one.what for one in uneven(desk.connection)} == found
