"""Sums of money add up to the last unit, whatever the lines."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.orders.totals import (
    Item,
    Rate,
    Terms,
    half_up,
    returned_minor,
    shared,
    totals,
)

MINOR = st.integers(0, 10_000_000)
# One tax, or two as in Quebec; up to 40 % each.
RATES = st.lists(st.integers(0, 400_000), max_size=2).map(
    lambda ppm: tuple(Rate(str(at), one) for at, one in enumerate(ppm))
)
ITEMS = st.lists(st.builds(Item, st.integers(1, 99), MINOR, RATES), min_size=1)
FEW = settings(max_examples=40)


@st.composite
def orders(draw):
    items = draw(ITEMS)
    goods = sum(item.quantity * item.unit_minor for item in items)
    discount = draw(st.integers(0, goods))
    return items, Terms(draw(st.booleans()), discount, draw(MINOR), draw(RATES))


@FEW
@given(orders())
def test_lines_and_shipping_come_to_the_total(order):
    items, terms = order
    sums = totals(items, terms)
    assert sums.total_minor == sums.shipping.total_minor + sum(
        line.total_minor for line in sums.lines
    )
    on_top = 0 if terms.prices_include_tax else sums.tax_minor
    paid = sums.goods_minor - sums.discount_minor + terms.shipping_minor + on_top
    assert sums.total_minor == paid
    assert sums.discount_minor == sum(line.discount_minor for line in sums.lines)


@FEW
@given(orders())
def test_each_line_is_what_is_left_of_its_goods_and_its_taxes(order):
    items, terms = order
    for line in totals(items, terms).lines:
        assert 0 <= line.discount_minor <= line.goods_minor
        for tax in line.taxes:
            assert tax.base_minor + (
                line.tax_minor if terms.prices_include_tax else 0
            ) == (line.goods_minor - line.discount_minor)


@FEW
@given(MINOR, RATES)
def test_tax_within_and_tax_on_top_agree_within_one_unit_a_line(net, rates):
    (on_top,) = totals([Item(1, net, rates)], Terms(False)).lines
    (within,) = totals([Item(1, on_top.total_minor, rates)], Terms(True)).lines
    assert abs(within.tax_minor - on_top.tax_minor) <= 1


@FEW
@given(MINOR, st.integers(1, 50), st.randoms())
def test_portions_of_a_line_that_go_back_come_to_all_of_it(total, quantity, random):
    cuts = sorted({0, quantity, *(random.randint(0, quantity) for _ in range(5))})
    portions = [
        returned_minor(total, quantity, to) - returned_minor(total, quantity, since)
        for since, to in pairwise(cuts)
    ]
    assert sum(portions) == total
    assert min(portions) >= 0


@FEW
@given(st.lists(MINOR, min_size=1).filter(sum), st.data())
def test_what_is_shared_out_is_all_there_and_nobody_gets_more_than_a_unit_too_much(
    weights, data
):
    whole = data.draw(st.integers(0, sum(weights)))
    parts = shared(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert part <= weight
        assert abs(part * sum(weights) - whole * weight) < sum(weights)


def test_halves_are_rounded_up():
    assert [half_up(n, 2) for n in (0, 1, 2, 3)] == [0, 1, 1, 2]


def test_quebec_has_a_rate_that_hundredths_of_a_percent_cannot_hold():
    rates = (Rate("GST", 50_000), Rate("QST", 99_750))
    (line,) = totals([Item(1, 10_000, rates)], Terms(False)).lines
    assert [tax.amount_minor for tax in line.taxes] == [500, 998]
    assert line.total_minor == 11_498


def test_german_vat_is_found_within_the_price():
    (line,) = totals([Item(1, 11_900, (Rate("USt", 190_000),))], Terms(True)).lines
    (tax,) = line.taxes
    assert (tax.base_minor, tax.amount_minor, line.total_minor) == (
        10_000,
        1_900,
        11_900,
    )


def test_taxes_are_rounded_a_line_and_not_a_sum():
    items = [Item(1, 3, (Rate("VAT", 200_000),))] * 3
    assert totals(items, Terms(False)).tax_minor == 3
