from datetime import timedelta

import pytest

from ledger.carts import carts
from ledger.carts.carts import Cart, Line, with_more, with_quantity
from ledger.carts.errors import CartFull

POT = Line("HV-POT", 2, 1999, "EUR")


@pytest.fixture
def cart(ledger, now):
    def edit(change, at=now, name="a" * 64):
        with ledger.write() as connection:
            return carts.change(connection, name, change, at)

    return edit


@pytest.fixture
def found(ledger, now):
    def read(at=now, name="a" * 64):
        with ledger.read() as connection:
            return carts.read(connection, name, at)

    return read


def test_a_cart_is_found_by_its_own_name_alone(cart, found):
    cart(lambda one: with_more(one, POT))
    assert found().lines == (POT,)
    assert found(name="b" * 64) == Cart()


def test_the_same_thing_twice_is_one_line_at_the_price_shown_last(cart, found):
    cart(lambda one: with_more(one, POT))
    cart(lambda one: with_more(one, Line("HV-POT", 1, 2100, "EUR")))
    assert found().lines == (Line("HV-POT", 3, 2100, "EUR"),)


@pytest.mark.parametrize(("asked", "there"), [(0, 0), (-5, 0), (3, 3), (10**9, 99)])
def test_a_quantity_stays_within_bounds(cart, found, asked, there):
    cart(lambda one: with_more(one, POT))
    cart(lambda one: with_quantity(one, "HV-POT", asked))
    assert found().pieces == there


def test_a_full_cart_takes_no_other_thing_but_more_of_the_same():
    full = Cart(tuple(Line(f"HV-{n}", 1) for n in range(carts.MOST_LINES)))
    with pytest.raises(CartFull):
        with_more(full, POT)
    assert with_more(full, Line("HV-0", 1)).pieces == carts.MOST_LINES + 1


def test_a_cart_that_nobody_changes_is_forgotten_after_a_month(cart, found, now):
    cart(lambda one: with_more(one, POT))
    later = now + carts.LIVES
    assert found(later - timedelta(seconds=1)).pieces == 2
    assert found(later) == Cart()
