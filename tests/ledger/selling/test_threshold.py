"""What was sold to other EU countries is added up, without tax and what went back."""

from datetime import timedelta

import pytest
from quote_desk import FRANCE, NOW, thing
from sqlalchemy import update

from ledger.orders.refunds import RefundWish, refund
from ledger.orders.tables import orders
from ledger.selling import exchange
from ledger.selling.asked import Destination
from ledger.selling.exchange import Exchange
from ledger.selling.settings import SellingSettings
from ledger.selling.threshold import Sold, sold_across

# Four lids and their sending, less 20 % in France.
NET = 2000 - 333 + 1490 - 248


def paid(desk, key="k", **more):
    placed = desk.place(desk.quote(thing("HV-LID", 4), **more), key)
    desk.pay(placed, key)
    return placed


def sold(desk, now=NOW, home="DE"):
    return [one.sold_minor for one in sold_across(desk.connection, home, now)]


def test_only_what_was_paid_from_other_member_states_counts_and_without_tax(desk):
    paid(desk, "home")
    paid(desk, "away", destination=Destination(country="CH"))
    desk.place(desk.quote(destination=FRANCE), "unpaid")
    assert sold(desk) == [0, 0]
    paid(desk, "france", destination=FRANCE)
    assert sold(desk) == [NET, 0]
    assert sold(desk, NOW + timedelta(days=365)) == [0, NET]
    assert sold(desk, home="CA") == []


def test_what_went_back_counts_no_more(desk):
    placed = paid(desk, destination=FRANCE)
    half = RefundWish(
        key="r",
        order_id=placed.order_id,
        actor="1",
        reason="",
        extra_minor=placed.total_minor // 2,
    )
    refund(desk.connection, half, NOW)
    assert sold(desk)[0] in {NET // 2, NET // 2 + 1}


def test_other_currencies_are_turned_into_euro_or_named(desk):
    desk.selling = SellingSettings(country="DE", currencies=("CAD",))
    rate = Exchange(
        base="EUR", quote="CAD", rate_pico=2 * 10**12, day=NOW.date(), source="ECB"
    )
    exchange.keep(desk.connection, [rate], NOW)
    placed = paid(desk, destination=FRANCE, currency="CAD")
    assert placed.total_minor == 2 * 3490
    assert sold(desk)[0] == 3490
    exchange.keep(desk.connection, [], NOW)
    (year, _) = sold_across(desk.connection, "DE", NOW)
    assert (year.sold_minor, year.unknown) == (0, ("CAD",))


def test_sums_that_no_shop_reaches_are_added_up(desk):
    paid(desk, destination=FRANCE)
    huge = {"total_minor": 10**12, "paid_minor": 10**12, "tax_minor": 0}
    desk.connection.execute(update(orders).values(huge))
    assert sold(desk)[0] == 10**12


@pytest.mark.parametrize(
    ("minor", "state"),
    [(799_999, "below"), (800_000, "near"), (1_000_000, "near"), (1_000_001, "over")],
)
def test_a_merchant_is_told_before_the_limit_is_passed(minor, state):
    assert Sold(year=2026, sold_minor=minor, limit_minor=1_000_000).state == state
