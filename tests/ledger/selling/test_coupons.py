"""Codes take off what they say, so often as they may, and are free again when orders end."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from quote_desk import FRANCE, thing

from ledger import audit
from ledger.orders.closing import cancel, sweep
from ledger.orders.payments import begin_payment, name_payment
from ledger.orders.people import erase_buyers, held_of_buyers
from ledger.orders.place import RESERVED
from ledger.orders.settle import PaymentFacts, settle
from ledger.selling import coupons, redeeming
from ledger.selling.errors import CouponRefused, CouponWrong


def late(desk, placed):
    """Let the order expire, and its payment come after all."""
    payment = begin_payment(desk.connection, placed.order_id, "stripe", desk.now)
    name_payment(desk.connection, payment.payment_id, "pi_1", desk.now)
    then = desk.now + RESERVED
    assert sweep(desk.connection, then) == 1
    facts = PaymentFacts(
        provider="stripe",
        reference="pi_1",
        state="succeeded",
        amount_minor=placed.total_minor,
        currency="EUR",
    )
    return lambda: settle(desk.connection, facts, then).outcome


def why(desk, **more):
    found = desk.quote(thing("HV-POT"), coupon="TEN", **more).coupon
    assert found is not None
    return found.why


def test_a_percentage_is_taken_off_goods_before_taxes_and_not_off_shipping(desk):
    desk.add(kind="percent", percent_bp=1000)
    found = desk.quote(thing("HV-POT"), thing("HV-LID"), coupon=" ten ")
    assert found.coupon.discount_minor == 250
    assert found.totals.total_minor == 2499 - 250 + 490
    assert found.totals.tax_minor == 287 + 72 + 78


def test_an_amount_takes_no_more_than_the_goods_cost(desk):
    desk.add(kind="amount", amount_minor=700, currency="EUR")
    found = desk.quote(thing("HV-LID"), coupon="TEN")
    assert (found.coupon.discount_minor, found.totals.total_minor) == (500, 490)


def test_free_shipping_costs_nothing_and_says_what_it_saved(desk):
    desk.add(kind="shipping")
    found = desk.quote(coupon="TEN", destination=FRANCE)
    assert found.coupon.saved_shipping_minor == 1490
    assert found.totals.total_minor == 1999
    assert desk.place(found).total_minor == 1999


def test_a_gift_is_used_up_order_by_order(desk):
    desk.add(kind="gift", amount_minor=2500, currency="EUR")
    first = desk.quote(coupon="TEN")
    assert (first.coupon.discount_minor, first.coupon.left_minor) == (1999, 501)
    desk.place(first)
    second = desk.quote(coupon="TEN")
    assert (second.coupon.discount_minor, second.coupon.left_minor) == (501, 0)
    desk.place(second, "k2")
    assert why(desk) == "used_up"


def test_why_a_code_does_not_hold_is_said_in_one_word(desk):
    assert why(desk) == "unknown"
    made = desk.add(kind="percent", percent_bp=1000, least_minor=2000, currency="EUR")
    assert why(desk) == "below_least"
    coupons.end(desk.connection, made.code, "1", desk.now)
    assert why(desk) == "ended"
    assert coupons.resume(desk.connection, made.code, "1", desk.now)
    assert why(desk) == "below_least"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"valid_from": timedelta(days=1)}, "not_yet"),
        ({"valid_until": timedelta(0), "valid_from": timedelta(days=-1)}, "over"),
        ({"currency": "CAD"}, "other_currency"),
    ],
)
def test_a_code_holds_in_its_time_and_its_currency(desk, more, told):
    moved = {
        name: desk.now + part if isinstance(part, timedelta) else part
        for name, part in more.items()
    }
    desk.add(kind="percent", percent_bp=1000, **moved)
    assert why(desk) == told
    assert "coupon_refused" in desk.problems(coupon="TEN")


def test_a_limit_holds_for_all_who_were_quoted_it(desk):
    desk.add(kind="percent", percent_bp=1000, most_uses=1)
    found = desk.quote(coupon="TEN")
    desk.place(found)
    with pytest.raises(CouponRefused) as told:
        desk.place(found, "k2")
    assert told.value.facts["why"] == "used_up"


def test_a_buyer_uses_a_code_so_often_however_the_address_is_written(desk):
    desk.add(kind="percent", percent_bp=1000, most_per_buyer=1)
    found = desk.quote(coupon="TEN")
    desk.place(found, email="Ann@A.test")
    with pytest.raises(CouponRefused, match="used by buyer"):
        desk.place(found, "k2", email=" ann@a.test")
    assert why(desk, email="ann@a.test") == "used_by_buyer"
    desk.place(found, "k3", email="bob@a.test")


def test_the_same_submit_twice_uses_a_code_once(desk):
    desk.add(kind="percent", percent_bp=1000)
    found = desk.quote(coupon="TEN")
    desk.place(found)
    desk.place(found)
    assert desk.coupon().uses == 1


def test_a_discount_that_is_not_the_codes_is_refused(desk):
    desk.add(kind="percent", percent_bp=1000)
    found = desk.quote(coupon="TEN")
    terms = replace(found.terms, discount_minor=1999)
    with pytest.raises(CouponRefused, match="changed"):
        desk.place(replace(found, terms=terms))
    assert (desk.coupon().uses, desk.coupon().spent_minor) == (0, 0)


def test_an_order_that_expires_or_is_cancelled_frees_its_code(desk):
    desk.add(kind="gift", amount_minor=5000, currency="EUR", most_uses=2)
    one = desk.place(desk.quote(coupon="TEN"))
    desk.place(desk.quote(coupon="TEN"), "k2")
    cancel(desk.connection, one.order_id, "changed mind", "buyer", desk.now)
    assert (desk.coupon().uses, desk.coupon().spent_minor) == (1, 1999)
    assert sweep(desk.connection, desk.now + RESERVED) == 1
    assert (desk.coupon().uses, desk.coupon().spent_minor) == (0, 0)
    assert redeeming.miscounted(desk.connection) == []


def test_a_payment_after_its_end_uses_the_code_once_more(desk):
    desk.add(kind="percent", percent_bp=1000, most_uses=1)
    pay = late(desk, desk.place(desk.quote(coupon="TEN")))
    assert desk.coupon().uses == 0
    assert pay() == "paid"
    assert desk.coupon().uses == 1
    assert redeeming.miscounted(desk.connection) == []


def test_a_payment_after_its_end_goes_back_when_another_has_the_code(desk):
    desk.add(kind="percent", percent_bp=1000, most_uses=1)
    found = desk.quote(coupon="TEN")
    pay = late(desk, desk.place(found))
    desk.place(found, "k2")
    assert pay() == "returned"
    assert desk.coupon().uses == 1
    assert redeeming.miscounted(desk.connection) == []


def test_an_erased_buyer_is_no_more_in_the_uses_of_codes(desk):
    desk.add(kind="percent", percent_bp=1000)
    order_id = desk.place(desk.quote(coupon="TEN")).order_id
    held = held_of_buyers(desk.connection, [order_id])["coupon_uses"]
    assert len(held[0]["buyer"]) == 64
    erase_buyers(desk.connection, [order_id])
    (left,) = held_of_buyers(desk.connection, [order_id])["coupon_uses"]
    assert left["buyer"] == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "ab"}, "code"),
        ({"code": "=SUM(1)"}, "code"),
        ({"percent_bp": 10_001}, "percent"),
        ({"percent_bp": None}, "percent"),
        ({"amount_minor": 5}, "amount"),
        ({"kind": "gift", "percent_bp": None, "amount_minor": 0}, "amount"),
        ({"kind": "amount", "percent_bp": None, "amount_minor": 5}, "currency"),
        ({"least_minor": 5}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"most_uses": 0}, "most_uses"),
        ({"most_per_buyer": -1}, "most_per_buyer"),
        ({"note": "a\nb"}, "note"),
    ],
)
def test_a_code_that_cannot_be_is_refused_naming_the_field(desk, wrong, field):
    with pytest.raises(CouponWrong, match=f"^{field}"):
        desk.add(**({"kind": "percent", "percent_bp": 1000} | wrong))


def test_a_code_is_never_made_twice(desk):
    made = desk.add(kind="percent", percent_bp=1000)
    coupons.end(desk.connection, made.code, "1", desk.now)
    with pytest.raises(CouponWrong, match="there already"):
        desk.add(kind="percent", percent_bp=2000)
    assert [one.code for one in coupons.listed(desk.connection)] == ["TEN"]


def test_making_and_ending_codes_is_in_the_audit_without_the_code(desk):
    made = desk.add(code="GIFT-4711-XYZ", kind="gift", amount_minor=1, currency="EUR")
    assert coupons.end(desk.connection, made.code, "1", desk.now)
    assert not coupons.end(desk.connection, made.code, "1", desk.now)
    told = [(one.action, one.subject) for one in desk.audited()]
    assert told == [("coupon.added", "GI...YZ"), ("coupon.ended", "GI...YZ")]
    assert audit.verify(desk.connection).ok
