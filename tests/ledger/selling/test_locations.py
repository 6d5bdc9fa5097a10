"""What shows where a buyer is stays with the order, as countries alone."""

import msgspec
import pytest
from quote_desk import thing

from connect.payments.stripe_facts import of_session
from connect.payments.stripe_objects import SessionSaid
from ledger.orders.payments import begin_payment, name_payment
from ledger.orders.settle import settle
from ledger.orders.show import whole
from ledger.selling.locations import located


def told(total, **customer):
    said = {
        "id": "cs_1",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": total,
        "currency": "eur",
        "customer_details": customer or None,
    }
    return of_session(msgspec.convert(said, SessionSaid))


def evidence(desk, **customer):
    found = desk.quote(thing("HV-BOOK"), evidence={"bill_to": "DE"})
    placed = desk.place(found)
    payment = begin_payment(desk.connection, placed.order_id, "stripe", desk.now)
    name_payment(desk.connection, payment.payment_id, "cs_1", desk.now)
    settle(desk.connection, told(placed.total_minor, **customer), desk.now)
    order = whole(desk.connection, placed.order_id).order
    assert order["state"] == "paid"
    return order["evidence"]


def test_the_country_that_the_gateway_heard_is_a_second_sign(desk):
    shown = evidence(desk, address={"country": "DE", "line1": "Elm 1"})
    assert shown == {"tax": "charged", "payer": "DE"}
    assert located("DE", {"bill_to": "DE", **shown}).is_enough
    assert located("FR", {"bill_to": "FR", **shown}).differ == ("payer",)


@pytest.mark.parametrize(
    "customer",
    [
        {},
        {"address": None},
        {"address": {"country": None}},
        {"address": {"country": "Elm"}},
    ],
)
def test_without_a_country_nothing_is_noted_and_the_payment_counts(desk, customer):
    assert evidence(desk, **customer) == {"tax": "charged"}
