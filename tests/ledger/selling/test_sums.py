"""Whatever is quoted adds up to the last unit: lines, taxes, codes, refunds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quote_desk import coupon, thing

from ledger.orders.closing import cancel
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.show import whole
from ledger.selling import coupons
from ledger.selling.asked import Destination
from ledger.selling.settings import SellingSettings

EVERYWHERE = (
    *("DE", "OSS", "CA", "CA-QC", "CA-BC", "CA-SK", "CA-MB"),
    *("FR", "IE", "HU"),
)
PLACES = st.sampled_from(
    [
        Destination(country="DE", postcode="10115"),
        Destination(country="FR"),
        Destination(country="FI"),
        Destination(country="IE"),
        Destination(country="CA", region="QC"),
        Destination(country="CA", region="BC"),
        Destination(country="US", region="NY"),
    ]
)
THINGS = st.dictionaries(
    st.sampled_from(["HV-LID", "HV-BOOK"]), st.integers(1, 500), min_size=1
).map(
    lambda wanted: [
        thing(sku, count, category="niche_ebook") for sku, count in wanted.items()
    ]
)
CODES = st.one_of(
    st.none(),
    st.integers(1, 10_000).map(lambda bp: {"percent_bp": bp}),
    st.integers(1, 900_000).map(
        lambda minor: {"kind": "gift", "amount_minor": minor, "currency": "EUR"}
    ),
)
# Sums are the same on every database.
pytestmark = pytest.mark.parametrize("selling_shop", ["sqlite"], indirect=True)
FEW = settings(
    max_examples=25,
    deadline=None,
    # Each example undoes what it wrote.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def quoted(desk):
    """Quote a drawn basket, and let a test look at it before all is undone."""

    def look(drawn, then, *, includes=True):
        things, to, code = drawn
        desk.selling = SellingSettings(
            country="DE", registrations=EVERYWHERE, prices_include_tax=includes
        )
        point = desk.connection.begin_nested()
        if code:
            made = coupon(desk.now, **code)
            coupons.add(desk.connection, made, "1", desk.now)
        more = {"destination": to, "coupon": "TEN" if code else None}
        then(desk.quote(*things, **more))
        point.rollback()

    look.desk = desk
    return look


BASKETS = st.tuples(THINGS, PLACES, CODES)


@FEW
@given(BASKETS, st.booleans())
def test_lines_shipping_and_taxes_come_to_the_total(quoted, drawn, includes):
    def add_up(found):
        sums = found.totals
        lines = sum(line.total_minor for line in found.lines)
        assert found.is_ready
        assert lines + sums.shipping.total_minor == sums.total_minor
        assert sum(tax.amount_minor for tax in found.taxes) == sums.tax_minor
        assert sum(line.discount_minor for line in found.lines) == sums.discount_minor
        assert sums.discount_minor <= sums.goods_minor

    quoted(drawn, add_up, includes=includes)


@FEW
@given(BASKETS)
def test_prices_with_tax_and_without_agree_within_one_unit_a_line(quoted, drawn):
    def agree(found):
        rates = {rate for line in found.lines for rate in line.rates}
        for line in (*found.totals.lines, found.totals.shipping):
            net = line.goods_minor - line.discount_minor - line.tax_minor
            on_top = sum(net * tax.rate_ppm / 1_000_000 for tax in line.taxes)
            assert abs(on_top - line.tax_minor) <= 1
        assert {tax.rate_ppm for tax in found.taxes} >= {
            rate.rate_ppm for rate in rates
        }

    quoted(drawn, agree)


@FEW
@given(BASKETS, st.booleans(), st.integers(1, 500))
def test_what_is_placed_and_paid_goes_back_to_the_last_unit(
    quoted, drawn, includes, some
):
    def buy_and_give_back(found):
        placed = quoted.desk.place(found)
        assert placed.total_minor == found.totals.total_minor
        if placed.state == "pending":
            quoted.desk.pay(placed)
            give_back(quoted.desk, placed.order_id, min(some, found.lines[0].quantity))
        order = whole(quoted.desk.connection, placed.order_id).order
        assert order["refunded_minor"] == order["paid_minor"] == placed.total_minor

    quoted(drawn, buy_and_give_back, includes=includes)


def give_back(desk, order_id, pieces):
    """Give the money of some pieces back, then all the rest."""
    wish = RefundWish(
        key="some",
        order_id=order_id,
        actor="1",
        reason="",
        lines=(Back(1, pieces),),
    )
    refund(desk.connection, wish, desk.now)
    cancel(desk.connection, order_id, "all of it", "1", desk.now)
