"""What was not paid in time, or is cancelled, gives its pieces and its money back."""

from datetime import timedelta

import pytest
from order_desk import piece

from ledger.orders import stock
from ledger.orders.closing import cancel, sweep
from ledger.orders.errors import MoveRefused, OrderHeld, OrderUnknown
from ledger.orders.moving import move, take_back
from ledger.orders.paid import keep_back
from ledger.orders.place import RESERVED
from ledger.orders.totals import Terms

BY = ("1", {"supplier": "S-1"})


def sent(desk, *pieces):
    order = desk.paid("k", *pieces)
    for step in ("placed", "shipped"):
        assert move(desk.connection, order.order_id, step, BY, desk.now)
    return order


def mails(desk):
    return [what["template"] for kind, what in desk.works() if kind == "mail"]


def test_the_sweep_takes_what_is_over_and_nothing_else(desk):
    over = [desk.place(key, piece("HV-POT"), piece("HV-PAN")) for key in "ab"]
    desk.now += RESERVED - timedelta(seconds=1)
    young, paid = desk.place("c"), desk.paid("d")
    assert sweep(desk.connection, desk.now) == 0
    desk.now += timedelta(seconds=1)
    assert sweep(desk.connection, desk.now, limit=1) == 1
    assert sweep(desk.connection, desk.now) == 1
    assert [desk.state(one.order_id) for one in over] == ["cancelled"] * 2
    assert desk.state(young.order_id) == "pending"
    assert desk.state(paid.order_id) == "paid"
    assert (desk.left("HV-POT"), desk.left("HV-PAN")) == (3, 3)
    assert stock.miscounted(desk.connection) == []


def test_an_order_is_cancelled_once(desk):
    order = desk.place("k", piece("HV-POT", 2))
    of = (order.order_id, "changed my mind", "buyer", desk.now)
    assert [cancel(desk.connection, *of), cancel(desk.connection, *of)] == [True, False]
    assert desk.left() == 5
    assert desk.order(order.order_id).order["cancel_reason"] == "changed my mind"
    assert mails(desk) == []


def test_cancelling_a_paid_order_asks_all_of_its_money_back_by_lines(desk):
    order = desk.paid("k", piece("HV-POT", 2), terms=Terms(shipping_minor=490))
    cancel(desk.connection, order.order_id, "no pots", "1", desk.now)
    found = desk.order(order.order_id)
    (back,) = found.refunds
    assert back["amount_minor"] == found.order["refunded_minor"] == order.total_minor
    assert (back["shipping_minor"], back["lines"][0]["quantity"]) == (490, 2)
    assert (desk.state(order.order_id), desk.left()) == ("cancelled", 5)
    assert mails(desk) == ["order_paid", "order_cancelled"]


def test_what_was_sent_cannot_be_cancelled(desk):
    order = sent(desk)
    with pytest.raises(MoveRefused, match="may become delivered, refunded, returned"):
        cancel(desk.connection, order.order_id, "too late", "buyer", desk.now)


def test_a_paid_order_goes_its_way_step_by_step(desk):
    order = sent(desk)
    assert not move(desk.connection, order.order_id, "shipped", BY, desk.now)
    assert move(desk.connection, order.order_id, "delivered", BY, desk.now)
    told = ["payment_came", "paid", "placed", "shipped", "delivered"]
    assert desk.events(order.order_id)[1:] == told
    assert desk.order(order.order_id).events[-1]["facts"] == BY[1]
    with pytest.raises(MoveRefused):
        move(desk.connection, order.order_id, "placed", BY, desk.now)


def test_what_is_not_paid_is_not_placed(desk):
    order = desk.place()
    with pytest.raises(MoveRefused):
        move(desk.connection, order.order_id, "placed", BY, desk.now)


def test_what_is_held_is_not_placed(desk):
    order = desk.paid()
    keep_back(desk.connection, order.order_id, "fraud", "clock", desk.now)
    with pytest.raises(OrderHeld):
        move(desk.connection, order.order_id, "placed", BY, desk.now)


def test_files_are_delivered_without_being_sent_and_pots_are_not(desk):
    file, pot = desk.paid("a", piece("HV-BOOK")), desk.paid("b")
    assert move(desk.connection, file.order_id, "delivered", BY, desk.now)
    with pytest.raises(MoveRefused, match="placed first"):
        move(desk.connection, pot.order_id, "delivered", BY, desk.now)


def test_pieces_that_come_back_are_on_the_shelf_and_all_of_them_are_a_return(desk):
    order = sent(desk, piece("HV-POT", 3), piece("HV-LID"), piece("HV-BOOK"))
    take_back(desk.connection, order.order_id, {1: 2}, "1", desk.now)
    assert (desk.state(order.order_id), desk.left()) == ("shipped", 4)
    for line, count in ((1, 2), (1, 0), (3, 1), (9, 1)):
        with pytest.raises(MoveRefused, match="could come"):
            take_back(desk.connection, order.order_id, {line: count}, "1", desk.now)
    take_back(desk.connection, order.order_id, {1: 1, 2: 1}, "1", desk.now)
    assert (desk.state(order.order_id), desk.left()) == ("returned", 5)
    assert stock.miscounted(desk.connection) == []


def test_nothing_comes_back_of_what_was_not_sent(desk):
    order = desk.paid()
    with pytest.raises(MoveRefused, match="nothing was sent"):
        take_back(desk.connection, order.order_id, {1: 1}, "1", desk.now)


def test_what_is_counted_no_more_gets_nothing_back(desk):
    order = desk.place()
    stock.count(desk.connection, "HV-POT", None, "1", desk.now)
    cancel(desk.connection, order.order_id, "changed my mind", "buyer", desk.now)
    stock.count(desk.connection, "HV-POT", 9, "1", desk.now)
    assert (desk.left(), desk.moved("HV-POT")) == (9, 9)


def test_an_order_that_is_not_there_is_named(desk):
    with pytest.raises(OrderUnknown, match="no order nothing"):
        cancel(desk.connection, "nothing", "x", "1", desk.now)
