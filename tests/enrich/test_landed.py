from datetime import date

import pytest
from group_offers import FREE, named, offer, scored
from hypothesis import given
from hypothesis import strategies as st

from enrich.equipment import Equipment
from enrich.scoring import score
from enrich.scoring.assumptions import Assumptions, assumptions
from enrich.settings import EnrichSettings

SCORE = score.stage(Equipment())
COSTS = Assumptions(
    shipping_percent=(0.0, 10.0, 20.0),
    duty_percent=5.0,
    payment_percent=2.0,
    returns_percent=(1.0, 3.0, 5.0),
)
OTHERS = [offer("b", 20_000), offer("c", 20_000)]


def rate(day, base, quote, rate):
    of = {"date": date(2026, 10, day), "base": base, "quote": quote}
    return {**of, "rate": rate, "source": "ECB"}


def seen(views, *prices, rates=()):
    for key, price, currency in prices:
        url = f"https://{key}.test/"
        views.add("products", {"listing_key": key, "source_url": url})
        views.add("enriched_matches", {"entity_key": key, "group_key": "a"})
        row = {"listing_key": key, "url": url, "host": f"{key}.test"}
        row |= {"price_minor": price, "currency": currency, "confidence": 0.9}
        row |= {"seen_at": views.start, "input_key": key}
        views.add("offers", row)
        views.add("offers_latest", row | {"checked_at": views.start})
    if rates:
        views.add("fx_rates", *rates)
    (row,) = views.run(SCORE)
    return row


def test_the_margin_is_the_sale_less_all_that_it_costs() -> None:
    cheapest = offer("a", 10_000, shipping_minor=500)
    row = scored([cheapest, *OTHERS], assumed=COSTS)["g0"]
    assert row["margin_minor"] == 20_000 - 10_500 - 20_000 * 0.05


def test_shipping_that_no_offer_names_is_assumed_between_bounds() -> None:
    row = scored([offer("a", 14_000), *OTHERS], assumed=COSTS)["g0"]
    shipping = named(row, "shipping")
    assert shipping["value"] == 1400
    assert 0 <= shipping["low"] < 100 < 2700 < shipping["high"] <= 2850
    assert shipping["source"].startswith("assumed: enrich.shipping_percent")
    assert row["low"] < row["score"] < row["high"]


def test_the_cheapest_is_the_one_that_is_so_when_it_has_arrived() -> None:
    far = offer("a", 9000, shipping_minor=4000)
    near = offer("b", 10_000, shipping_minor=0)
    row = scored([far, near, offer("c", 20_000)])["g0"]
    assert named(row, "landed")["value"] == 10_000


def test_duty_falls_on_foreign_offers_by_their_currency() -> None:
    foreign = offer("a", 5000, currency="CNY", factor=2.0, shipping_minor=0)
    by = {"duty_percent": 5.0, "duty_by_currency": {"CNY": 20.0}}
    rows = [
        scored([of, *OTHERS], assumed=Assumptions(**by))["g0"]
        for of in (foreign, {**foreign, "currency": "USD"}, offer("a", 10_000, shipping_minor=0))
    ]  # fmt: skip
    assert [named(row, "landed")["value"] for row in rows] == [12_000, 10_500, 10_000]


def test_offers_in_other_currencies_are_brought_into_the_shops(views) -> None:
    rates = [rate(30, "EUR", "USD", 1.25), rate(31, "EUR", "USD", 1.6)]
    row = seen(views, ("a", 10_000, "USD"), ("b", 10_000, "EUR"), rates=rates)
    price = named(row, "price")
    assert (row["currency"], price["value"]) == ("EUR", 6250)
    assert "10000 minor USD at 0.625, fx_rates of 2026-10-31 (ECB)" in price["source"]


def test_a_rate_of_a_later_day_does_not_count(views) -> None:
    rates = [rate(30, "EUR", "USD", 2.0)]
    later = rate(30, "EUR", "USD", 4.0) | {"date": date(2026, 11, 2)}
    row = seen(views, ("a", 8000, "USD"), ("b", 9000, "EUR"), rates=[*rates, later])
    assert named(row, "price")["value"] == 4000


def test_rates_cross_over_a_third_currency_and_mind_decimals(views) -> None:
    rates = [rate(30, "CAD", "EUR", 0.5), rate(30, "CAD", "JPY", 80.0)]
    row = seen(views, ("a", 8000, "JPY"), ("b", 9000, "EUR"), rates=rates)
    assert named(row, "price")["value"] == pytest.approx(5000)


def test_offers_without_a_rate_are_left_out_and_the_reason_says_so(views) -> None:
    row = seen(views, ("a", 8000, "EUR"), ("b", 10, "SEK"), ("c", 9000, "EUR"))
    text = named(row, "margin", "reasons")["text"]
    assert "Offers in SEK are left out: no rate to EUR is known." in text
    assert named(row, "price")["value"] == 8000


def test_a_group_without_any_rate_is_scored_in_its_own_currency(views) -> None:
    row = seen(views, ("a", 8000, "SEK"), ("b", 9000, "SEK"))
    assert row["currency"] == "SEK"


def test_ranges_are_put_in_order_and_name_other_assumptions() -> None:
    swapped = EnrichSettings(returns_percent=(6.0, 1.0, 3.0))
    found = assumptions(Equipment(settings=swapped))
    assert found.returns_percent == (1.0, 3.0, 6.0)
    assert found.digest == assumptions(Equipment()).digest
    assert found.digest != assumptions(Equipment(currency="USD")).digest


@given(st.integers(4000, 9000), st.integers(0, 3000), st.integers(0, 3000))
def test_a_dearer_shipping_never_scores_more(price, shipping, more) -> None:
    near, far = (
        [offer("a", price, shipping_minor=cost), *OTHERS[:1]]
        for cost in (shipping, shipping + more)
    )
    found = scored(near, far, assumed=FREE)
    assert found["g1"]["score"] <= found["g0"]["score"]


@given(st.lists(st.sampled_from(["SEK", "JPY", "ZZZ"]), unique=True))
def test_offers_in_unknown_currencies_move_no_point(unknown) -> None:
    offers = [offer("a", 8000), *OTHERS]
    row = scored(offers, left_out=unknown)["g0"]
    assert row["score"] == scored(offers)["g0"]["score"]
    said = named(row, "margin", "reasons")["text"]
    assert all(currency in said for currency in unknown)
