from datetime import timedelta

import pytest
from order_desk import piece

from ledger.orders.errors import MoveRefused
from ledger.orders.moving import move
from ledger.orders.wish import Buyer
from ledger.orders.withdrawal import withdraw, withdrawable

BY = ("clock", {})
DAY = timedelta(days=1)


def left(desk, order_id, later=timedelta(0)):
    found = withdrawable(desk.order(order_id), desk.now + later)
    return {one.line: one.quantity for one in found}


def sent(desk, *pieces, steps=("placed", "shipped", "delivered")):
    order = desk.paid("k", *(pieces or (piece("HV-POT", 2),)))
    for step in steps:
        move(desk.connection, order.order_id, step, BY, desk.now)
    return order.order_id


def test_an_order_that_was_not_sent_is_cancelled_with_its_money(desk):
    order = desk.paid()
    withdraw(desk.connection, order.order_id, {1: 1}, desk.now)
    assert desk.state(order.order_id) == "cancelled"
    assert desk.order(order.order_id).refunds[0]["amount_minor"] == order.total_minor
    assert desk.left() == 5


def test_one_that_was_sent_is_told_and_mailed_and_waits_for_the_things(desk):
    order_id = sent(desk)
    withdraw(desk.connection, order_id, {1: 1}, desk.now)
    assert desk.state(order_id) == "delivered"
    assert desk.events(order_id)[-1] == "withdrawn"
    mails = [what["template"] for kind, what in desk.works() if kind == "mail"]
    assert mails.count("withdrawal_received") == 1


def test_nobody_withdraws_from_the_same_piece_twice(desk):
    order_id = sent(desk)
    withdraw(desk.connection, order_id, {1: 1}, desk.now)
    assert left(desk, order_id) == {1: 1}
    with pytest.raises(MoveRefused):
        withdraw(desk.connection, order_id, {1: 2}, desk.now)


@pytest.mark.parametrize("lines", [{}, {1: 0}, {1: -1}, {1: 3}, {7: 1}])
def test_no_more_is_withdrawn_from_than_there_is(desk, lines):
    order_id = sent(desk)
    with pytest.raises(MoveRefused):
        withdraw(desk.connection, order_id, lines, desk.now)
    assert "withdrawn" not in desk.events(order_id)


def test_the_right_ends_14_days_after_the_day_of_delivery(desk):
    order_id = sent(desk)
    assert left(desk, order_id, 14 * DAY) == {1: 2}
    assert left(desk, order_id, 16 * DAY) == {}


def test_while_nobody_knows_of_a_delivery_the_right_goes_on(desk):
    order_id = sent(desk, steps=("placed", "shipped"))
    assert left(desk, order_id, 90 * DAY) == {1: 2}


def test_what_is_downloaded_has_no_such_right_and_keeps_its_money(desk):
    order = desk.paid("k", piece("HV-POT"), piece("HV-BOOK"))
    assert left(desk, order.order_id) == {1: 1}
    withdraw(desk.connection, order.order_id, {1: 1}, desk.now)
    assert desk.state(order.order_id) == "paid"


def test_elsewhere_there_is_no_such_right(desk):
    buyer = Buyer(email="ann@buyer.test", country="CA", region="ON")
    order = desk.paid("k", buyer=buyer)
    assert left(desk, order.order_id) == {}
