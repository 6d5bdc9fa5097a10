"""A limit of a code holds for many who use it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from quote_desk import NOW, QuoteDesk, coupon, thing

from ledger.selling import coupons
from ledger.selling.errors import CouponRefused

BUYERS = 12
LIMIT = 3


def buy(shop, quoted, number):
    with shop.write() as connection:
        try:
            QuoteDesk(connection, NOW).place(quoted, f"n{number}", f"b{number}@a.test")
        except CouponRefused as refused:
            return refused.facts["why"]
    return "placed"


def test_of_many_buyers_at_once_only_so_many_use_a_code(selling_shop):
    limited = coupon(NOW, code="FEW", percent_bp=1000, most_uses=LIMIT)
    with selling_shop.write() as connection:
        coupons.add(connection, limited, "1", NOW)
        quoted = QuoteDesk(connection, NOW).quote(thing("HV-LID"), coupon="FEW")
    with ThreadPoolExecutor(BUYERS) as pool:
        told = list(pool.map(partial(buy, selling_shop, quoted), range(BUYERS)))
    assert told.count("placed") == LIMIT
    assert told.count("used_up") == BUYERS - LIMIT
    with selling_shop.read() as connection:
        assert coupons.look(connection, "FEW").uses == LIMIT


def test_of_many_orders_of_one_buyer_at_once_only_one_uses_a_code(selling_shop):
    own = coupon(NOW, code="ONCE", percent_bp=1000, most_per_buyer=1)
    with selling_shop.write() as connection:
        coupons.add(connection, own, "1", NOW)
        quoted = QuoteDesk(connection, NOW).quote(thing("HV-LID"), coupon="ONCE")

    def again(number):
        with selling_shop.write() as connection:
            try:
                QuoteDesk(connection, NOW).place(quoted, f"once{number}")
            except CouponRefused as refused:
                return refused.facts["why"]
        return "placed"

    with ThreadPoolExecutor(BUYERS) as pool:
        told = list(pool.map(again, range(BUYERS)))
    assert sorted(told) == ["placed"] + ["used_by_buyer"] * (BUYERS - 1)
