"""An order in another currency is priced by whole numbers, and states its rate."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from quote_desk import FRANCE, NOW, thing

from ledger.orders.errors import NotForSale, PriceChanged
from ledger.orders.show import whole
from ledger.selling import exchange, zones
from ledger.selling.exchange import crossed, exchange_of, exchanged
from ledger.selling.settings import SellingSettings
from ledger.selling.zones import Rate

TODAY = NOW.date()


def rate(base, quote, figure, day=TODAY, source="ECB"):
    found = exchange_of(base, quote, figure, day, source)
    assert found is not None
    return found


@pytest.fixture
def paid_in_cad(desk):
    keep(desk, rate("EUR", "CAD", 1.6))
    desk.selling = SellingSettings(
        country="DE", registrations=("DE", "OSS"), currencies=("CAD", "JPY")
    )
    return desk


def keep(desk, *rates):
    exchange.keep(desk.connection, rates, desk.now)


def test_prices_and_sending_are_turned_by_the_rate_of_the_day(paid_in_cad):
    found = paid_in_cad.quote(thing("HV-POT", 2), currency="CAD")
    assert found.currency == "CAD"
    assert [line.unit_minor for line in found.lines] == [3198]
    assert found.totals.total_minor == 2 * 3198 + 784
    assert (found.exchange.base, found.exchange.day) == ("EUR", TODAY)


def test_only_currencies_with_a_rate_can_be_chosen(paid_in_cad):
    assert paid_in_cad.quote(currency="CAD").currencies == ("EUR", "CAD")
    keep(paid_in_cad)
    assert paid_in_cad.quote().currencies == ("EUR",)


def test_an_order_states_its_rate_and_the_day_of_it(paid_in_cad):
    placed = paid_in_cad.place(paid_in_cad.quote(currency="CAD"))
    assert (placed.currency, placed.total_minor) == ("CAD", 3198 + 784)
    order = whole(paid_in_cad.connection, placed.order_id).order
    assert order["exchange"] == {
        "base": "EUR",
        "quote": "CAD",
        "rate_pico": 1_600_000_000_000,
        "day": TODAY.isoformat(),
        "source": "ECB",
    }


def test_an_order_in_the_currency_of_its_prices_states_none(desk):
    placed = desk.place(desk.quote())
    assert whole(desk.connection, placed.order_id).order["exchange"] is None


def test_a_rate_that_changed_since_it_was_quoted_changes_the_price(paid_in_cad):
    found = paid_in_cad.quote(currency="CAD")
    keep(paid_in_cad, rate("EUR", "CAD", 1.7))
    with pytest.raises(PriceChanged) as told:
        paid_in_cad.place(found)
    assert told.value.facts["prices"] == {"HV-POT": (3398, "CAD")}


def test_a_rate_that_is_gone_or_too_old_is_none(paid_in_cad):
    found = paid_in_cad.quote(currency="CAD")
    keep(paid_in_cad, rate("EUR", "CAD", 1.6, TODAY - timedelta(days=11)))
    with pytest.raises(NotForSale, match="no rate from EUR to CAD"):
        paid_in_cad.place(found)
    assert paid_in_cad.problems(currency="CAD") == ["currency_unknown"]


def test_a_rate_that_nobody_was_quoted_turns_no_price(paid_in_cad):
    found = replace(paid_in_cad.quote(currency="CAD"), exchange=None)
    with pytest.raises(PriceChanged):
        paid_in_cad.place(found)


@pytest.mark.parametrize("currency", ["USD", "JPY", "eur", "X", ""])
def test_a_currency_that_is_not_offered_or_has_no_rate_is_named(paid_in_cad, currency):
    found = paid_in_cad.quote(currency=currency)
    told = [one.kind for one in found.problems]
    assert told == ([] if currency == "" else ["currency_unknown"])
    assert found.totals.goods_minor == 1999


def test_sending_by_zones_is_turned_too(paid_in_cad):
    add = paid_in_cad.connection, "All", ["*"], "1", NOW
    zone = zones.add_zone(*add).zone_id
    way = Rate(
        zone_id=zone,
        name="Post",
        amount_minor=500,
        currency="EUR",
        free_from_minor=4000,
    )
    zones.add_rate(paid_in_cad.connection, way, "1", NOW)
    one = paid_in_cad.quote(currency="CAD", destination=FRANCE)
    three = paid_in_cad.quote(thing("HV-POT", 3), currency="CAD")
    assert (one.terms.shipping_minor, three.terms.shipping_minor) == (800, 0)


def test_minor_units_of_other_sizes_are_turned():
    yen = rate("EUR", "JPY", 160.55)
    assert exchanged(1999, yen) == 3209
    assert exchanged(3209, rate("JPY", "KWD", 0.002)) == 6418


def test_rates_are_found_as_stated_turned_round_and_over_a_third():
    old = TODAY - timedelta(days=1)
    known = [rate("EUR", "USD", 1.25), rate("EUR", "CAD", 1.5, old, "BoC")]
    as_stated, over = crossed(known, "EUR", ["USD"]) + crossed(known, "CAD", ["USD"])
    (turned,) = crossed(known, "USD", ["EUR"])
    assert as_stated == known[0]
    assert (turned.rate_pico, turned.day) == (800_000_000_000, TODAY)
    assert (over.rate_pico, over.day) == (833_333_333_334, old)
    assert over.source == "BoC, ECB"
    assert crossed(known, "EUR", ["EUR", "CHF"]) == []


@pytest.mark.parametrize("figure", [0, -1, float("nan"), float("inf"), 1e30, 1e-30])
def test_what_is_no_rate_is_none(figure):
    assert exchange_of("EUR", "USD", figure, TODAY, "") is None


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.floats(1e-4, 1e4))
def test_a_price_there_and_back_is_off_by_no_more_than_rounding(minor, figure):
    there = rate("EUR", "USD", figure)
    (back,) = crossed([there], "USD", ["EUR"])
    again = exchanged(exchanged(minor, there), back)
    assert abs(again - minor) <= 1 / figure / 2 + 1 + minor * 1e-7


def test_what_is_kept_replaces_all_that_was_kept(desk):
    keep(desk, rate("EUR", "CAD", 1.6), rate("EUR", "USD", 1.1))
    keep(desk, rate("EUR", "USD", 1.2))
    assert exchange.kept(desk.connection) == [rate("EUR", "USD", 1.2)]
    keep(desk)
    assert exchange.kept(desk.connection) == []
