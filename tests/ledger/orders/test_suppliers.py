"""What was sold is ordered at whoever has it, and the order follows the slowest line."""

import pytest
from order_desk import piece

from ledger.orders.closing import cancel
from ledger.orders.errors import MoveRefused, OrderHeld, SupplierRefused
from ledger.orders.moving import move
from ledger.orders.paid import keep_back, release
from ledger.orders.supplierorders import (
    Said,
    begin_supply,
    choose_supplier,
    move_supply,
    supplies_for,
    supplies_in,
)
from ledger.orders.suppliers import (
    Supplier,
    Supply,
    add_supplier,
    all_suppliers,
    change_supplier,
    end_supply,
    supplies_of,
    supply,
)

ME = Said(actor="1")


@pytest.fixture
def two(desk):
    """Return two suppliers of pots, the second the back-up."""
    made = []
    for rank, name in enumerate(("Anvil", "Bellows"), start=1):
        one = add_supplier(desk.connection, Supplier(name=name), desk.now)
        offer = Supply(
            sku="HV-POT",
            supplier_id=one.supplier_id,
            cost_minor=1000 + rank,
            currency="EUR",
            rank=rank,
        )
        supply(desk.connection, offer, desk.now)
        made.append(one.supplier_id)
    return made


def wanted(desk, *pieces):
    """Return an order that is paid, and what is wanted from suppliers for it."""
    order = desk.paid("k", *pieces).order_id
    for line in range(1, max(len(pieces), 1) + 1):
        begin_supply(desk.connection, order, line, desk.now)
    return order, [one.supplier_order_id for one in all_of(desk, order)]


def all_of(desk, order):
    return supplies_for(desk.connection, order)


def states(desk, order):
    return [one.state for one in all_of(desk, order)]


def test_a_line_is_wanted_once_from_who_comes_first_at_its_cost(desk, two):
    order, _ = wanted(desk, piece("HV-POT", 3))
    assert begin_supply(desk.connection, order, 1, desk.now) is None
    (one,) = supplies_in(desk.connection, "wanted", 9)
    assert (one.supplier, one.quantity) == ("Anvil", 3)
    assert (one.cost_minor, one.currency) == (3003, "EUR")


def test_the_order_follows_the_slowest_of_its_lines(desk, two):
    order, (pot, lid) = wanted(desk, piece("HV-POT"), piece("HV-LID"))
    seen = []
    for number, to in ((pot, "ordered"), (pot, "shipped"), (lid, "ordered")):
        assert move_supply(desk.connection, number, to, ME, desk.now)
        seen.append(desk.state(order))
    assert seen == ["paid", "paid", "placed"]
    parcel = Said(actor="1", carrier="Post", tracking="RR1")
    move_supply(desk.connection, lid, "shipped", parcel, desk.now)
    assert not move_supply(desk.connection, lid, "shipped", parcel, desk.now)
    assert (desk.state(order), all_of(desk, order)[1].tracking) == ("shipped", "RR1")
    assert [said["template"] for kind, said in desk.works() if kind == "mail"] == [
        "order_paid",
        "order_shipped",
    ]


def test_a_supplier_that_skips_steps_takes_the_order_along(desk, two):
    order, (pot,) = wanted(desk)
    move_supply(desk.connection, pot, "delivered", ME, desk.now)
    assert desk.state(order) == "delivered"
    assert desk.events(order)[-3:] == ["placed", "shipped", "delivered"]


def test_the_back_up_is_asked_and_after_it_a_person(desk, two):
    order, (first,) = wanted(desk)
    cannot = Said(actor="1", why="none left")
    move_supply(desk.connection, first, "failed", cannot, desk.now)
    second = all_of(desk, order)[1]
    assert (second.supplier, second.cost_minor, second.state) == (
        *("Bellows", 1002),
        "wanted",
    )
    move_supply(desk.connection, second.supplier_order_id, "failed", cannot, desk.now)
    third = all_of(desk, order)[2]
    assert (third.supplier_id, third.cost_minor) == (None, None)
    assert desk.order(order).order["held_reason"] == "supplier"
    found = Supply(sku="HV-POT", supplier_id=two[0], cost_minor=5, currency="EUR")
    choose_supplier(desk.connection, third.supplier_order_id, found, desk.now)
    assert all_of(desk, order)[2].supplier == "Anvil"


def test_nothing_is_ordered_of_what_is_held_and_what_was_sent_is_sent(desk, two):
    order, (pot,) = wanted(desk)
    keep_back(desk.connection, order, "fraud", "1", desk.now)
    with pytest.raises(OrderHeld):
        move_supply(desk.connection, pot, "ordered", ME, desk.now)
    move_supply(desk.connection, pot, "shipped", ME, desk.now)
    assert desk.state(order) == "shipped"


def test_what_a_supplier_knows_of_has_to_be_told_when_the_order_ends(desk, two):
    order, (pot, lid) = wanted(desk, piece("HV-POT"), piece("HV-LID"))
    move_supply(desk.connection, pot, "ordered", ME, desk.now)
    cancel(desk.connection, order, "no", "1", desk.now)
    assert states(desk, order) == ["to_cancel", "cancelled"]
    assert begin_supply(desk.connection, order, 1, desk.now) is None
    move_supply(desk.connection, pot, "cancelled", ME, desk.now)
    with pytest.raises(MoveRefused, match="nothing else"):
        move_supply(desk.connection, lid, "ordered", ME, desk.now)


def test_a_person_who_moves_the_order_moves_what_its_suppliers_have(desk, two):
    order, _ = wanted(desk)
    by = ("1", {"carrier": "Post", "tracking": "RR2"})
    for step in ("placed", "shipped"):
        move(desk.connection, order, step, by, desk.now)
    (one,) = all_of(desk, order)
    assert (one.state, one.tracking) == ("shipped", "RR2")


def test_a_released_order_goes_on_where_it_was(desk, two):
    order, (pot,) = wanted(desk)
    keep_back(desk.connection, order, "fraud", "1", desk.now)
    release(desk.connection, order, "1", desk.now)
    move_supply(desk.connection, pot, "ordered", ME, desk.now)
    assert desk.state(order) == "placed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "Anvil"},
        {"name": "New", "days_from": 5, "days_to": 2},
        {"name": "New", "days_from": 5},
    ],
)
def test_a_supplier_that_cannot_be_is_refused(desk, two, wrong):
    with pytest.raises(SupplierRefused):
        add_supplier(desk.connection, Supplier(**wrong), desk.now)


def test_one_that_rests_is_not_asked_and_one_that_has_it_no_longer_is_gone(desk, two):
    connection, (first, second) = desk.connection, two
    resting = Supplier(name="Anvil", active=False, supplier_id=first)
    assert change_supplier(connection, resting, desk.now).active
    assert [one.supplier_id for one in supplies_of(connection, "HV-POT")] == [second]
    assert end_supply(connection, "HV-POT", second)
    assert not end_supply(connection, "HV-POT", second)
    assert [one.name for one in all_suppliers(connection)] == ["Anvil", "Bellows"]


def test_a_cost_below_nothing_is_refused(desk, two):
    wrong = Supply(sku="HV-POT", supplier_id=two[0], cost_minor=-1, currency="EUR")
    with pytest.raises(SupplierRefused, match="-1"):
        supply(desk.connection, wrong, desk.now)
