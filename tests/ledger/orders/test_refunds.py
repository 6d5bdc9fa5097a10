"""Never more goes back than came in, each refund is one, and failing ones are undone."""

import pytest
from order_desk import PRICES, piece
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from ledger.orders import stock
from ledger.orders.errors import KeyUsedForAnother, RefundRefused, RefundUnknown
from ledger.orders.paytables import payments
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.tables import order_events, order_lines, orders, stock_moves
from ledger.orders.totals import Rate, Terms

VAT = (Rate("VAT", 190_000),)


@pytest.fixture
def paid(desk):
    terms = Terms(discount_minor=7, shipping_minor=490, shipping_rates=VAT)
    lines = piece("HV-POT", 3, rates=VAT), piece("HV-PAN", rates=VAT)
    return desk.paid("k", *lines, terms=terms)


def ask(desk, order, key, *lines, **more):
    backs = tuple(Back(*line) for line in lines)
    facts = {"key": key, "order_id": order.order_id, "actor": "1", "lines": backs}
    return refund(desk.connection, RefundWish(**(facts | more)), desk.now)


def settle(desk, back, state):
    said = RefundFacts(back.refund_id, state, "re_1")
    return settle_refund(desk.connection, said, desk.now)


def order_of(desk, order):
    return desk.order(order.order_id).order


def test_portions_that_go_back_come_to_all_that_was_paid(desk, paid):
    sums = [
        ask(desk, paid, str(number), *lines, shipping_minor=shipping).amount_minor
        for number, (lines, shipping) in enumerate(
            [([(1, 1)], 0), ([(1, 1), (2, 1)], 490), ([(1, 1)], 0)]
        )
    ]
    assert sum(sums) == paid.total_minor == order_of(desk, paid)["refunded_minor"]
    with pytest.raises(RefundRefused, match="0 is left"):
        ask(desk, paid, "more", extra_minor=1)


def test_the_same_refund_asked_twice_is_one(desk, paid):
    first, again = (ask(desk, paid, "r", (1, 1)) for _ in range(2))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.refund_id == again.refund_id
    assert order_of(desk, paid)["refunded_minor"] == first.amount_minor
    assert [kind for kind, _ in desk.works()].count("refund") == 1
    with pytest.raises(KeyUsedForAnother):
        ask(desk, paid, "r", (1, 2))


@pytest.mark.parametrize(
    ("lines", "more"),
    [
        ([], {}),
        ([(1, 0)], {}),
        ([(1, -1)], {}),
        ([(1, 4)], {}),
        ([(9, 1)], {}),
        ([], {"shipping_minor": 491}),
        ([], {"extra_minor": -1}),
        ([], {"extra_minor": 10**9}),
    ],
)
def test_what_cannot_go_back_is_refused(desk, paid, lines, more):
    with pytest.raises(RefundRefused), desk.connection.begin_nested():
        ask(desk, paid, "r", *lines, **more)
    assert order_of(desk, paid)["refunded_minor"] == 0


def test_what_was_not_paid_cannot_go_back(desk):
    order = desk.place()
    with pytest.raises(RefundRefused):
        ask(desk, order, "r", (1, 1))


def test_an_order_whose_money_is_all_back_is_refunded_and_its_pieces_are_there(
    desk, paid
):
    back = ask(desk, paid, "r", (1, 3), (2, 1), shipping_minor=490)
    assert desk.state(paid.order_id) == "paid"
    assert [settle(desk, back, "done"), settle(desk, back, "done")] == [True, False]
    assert desk.state(paid.order_id) == "refunded"
    assert (desk.left("HV-POT"), desk.left("HV-PAN")) == (5, 3)
    told = [
        (kind, said.get("template", said.get("kind"))) for kind, said in desk.works()
    ]
    assert told[-2:] == [("shop_event", "refund"), ("mail", "order_refunded")]


def test_a_part_that_is_back_leaves_the_order_on_its_way(desk, paid):
    assert settle(desk, ask(desk, paid, "r", (1, 1)), "done")
    assert (desk.state(paid.order_id), desk.left()) == ("paid", 2)


@pytest.mark.parametrize("states", [["failed"], ["done", "failed"], ["failed", "done"]])
def test_a_refund_that_fails_can_be_asked_again_and_a_person_sees_it(
    desk, paid, states
):
    back = ask(desk, paid, "r", (1, 2), shipping_minor=490)
    for state in states:
        settle(desk, back, state)
    found = desk.order(paid.order_id)
    assert found.order["refunded_minor"] == found.payments[0]["refunded_minor"] == 0
    assert (found.lines[0]["refunded_quantity"], found.lines[0]["refunded_minor"]) == (
        0,
        0,
    )
    assert found.order["held_reason"] == "refund_failed"
    again = ask(desk, paid, "r2", (1, 2), shipping_minor=490)
    assert again.amount_minor == back.amount_minor


def test_a_refund_that_nobody_asked_for_is_an_error(desk):
    with pytest.raises(RefundUnknown):
        settle_refund(desk.connection, RefundFacts("nothing", "done"), desk.now)


@pytest.mark.parametrize(
    "statement",
    [
        update(orders).values(refunded_minor=orders.c.paid_minor + 1),
        update(payments).values(refunded_minor=payments.c.received_minor + 1),
        update(order_lines).values(refunded_quantity=order_lines.c.quantity + 1),
        update(order_lines).values(returned_quantity=order_lines.c.quantity + 1),
        update(stock.stock).values(on_hand=-1),
    ],
)
def test_the_tables_themselves_refuse_what_must_never_be(desk, paid, statement):
    with pytest.raises(IntegrityError):
        desk.connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        update(order_events).values(kind="x"),
        order_events.delete(),
        update(stock_moves).values(delta=1),
        stock_moves.delete(),
    ],
)
def test_what_is_written_once_is_never_changed(desk, paid, statement):
    with pytest.raises(DBAPIError, match="are never changed"):
        desk.connection.execute(statement)


def test_sqlite_does_not_replace_what_is_written_either(desk, paid):
    if desk.connection.dialect.name != "sqlite":
        return
    row = desk.connection.execute(select(order_events)).mappings().first()
    with pytest.raises(DBAPIError, match="are never changed"):
        desk.connection.execute(
            order_events.insert().prefix_with("OR REPLACE"), dict(row)
        )


def test_a_free_amount_goes_back_beside_the_lines(desk, paid):
    back = ask(desk, paid, "r", extra_minor=100, reason="a scratch")
    assert (back.amount_minor, PRICES["HV-POT"] > 100) == (100, True)
    assert desk.order(paid.order_id).refunds[0]["reason"] == "a scratch"
