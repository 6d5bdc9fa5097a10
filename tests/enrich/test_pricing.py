from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.equipment import Equipment
from enrich.pricing import suggest
from enrich.pricing.elasticity import Elasticity, elasticity
from enrich.settings import EnrichSettings

PRICE = suggest.stage(Equipment())
LANDED = {"name": "landed", "value": 8000.0, "source": "computed"}
FEES = {"name": "payment", "value": 5.0, "source": "assumed"}
MONEY = st.floats(1, 1e6)


def score(*prices: float, source: str = "offers: a.test", **more):
    priced = [{"name": "price", "value": p, "source": source} for p in prices]
    return {
        "entity_key": "g",
        "kind": "group",
        "score": 50.0,
        "currency": "EUR",
        "inputs": [*priced, LANDED, FEES],
        **more,
    }


def one(views, **rows):
    views.add("scores", score(8000, *rows.pop("others", ()), **rows))
    (row,) = views.run(PRICE)
    return row


def test_a_market_with_room_gives_a_price_below_half_of_it(views) -> None:
    row = one(views, others=(10_000, 12_000, 14_000))
    assert (row["basis"], row["price_minor"]) == ("market", 11_880)
    assert "below half of the 3 others" in row["why"]


def test_no_price_leaves_less_than_the_least_margin(views) -> None:
    row = one(views, others=(8100, 8200, 8300))
    # 80.00 through 95 % of a sale, and a tenth on top.
    assert (row["basis"], row["price_minor"]) == ("cost", round(8000 / 0.95 * 1.1))
    assert "There is no room" in row["why"]


def test_what_nobody_else_sells_costs_what_it_has_to_bring(views) -> None:
    assert one(views)["basis"] == "cost"


def test_who_is_bought_from_is_no_other_also_where_it_does_not_ask_least(views) -> None:
    # The second asks less, and for sending it more.
    views.add("scores", score(12_000, 10_000))
    assert views.run(PRICE)[0]["high_minor"] == 10_000


def test_another_least_margin_makes_all_suggestions_anew(views) -> None:
    one(views, others=(10_000,))
    asked = EnrichSettings(least_margin_percent=40)
    stricter = suggest.stage(Equipment(settings=asked))
    ((is_outdated,),) = views.connection.sql(stricter.outdated).fetchall()
    assert is_outdated
    assert views.run(stricter)[0]["low_minor"] == round(8000 / 0.95 * 1.4)


def test_offers_that_are_left_out_are_no_market(views) -> None:
    dead = "offers: b.test, left out: sold out, or another thing at this price"
    views.add("scores", score(8000, 90_000, source=dead))
    assert views.run(PRICE)[0]["basis"] == "cost"


def test_a_group_without_a_known_cost_has_no_suggestion(views) -> None:
    views.add("scores", score(8000) | {"inputs": [FEES]})
    assert views.run(PRICE) == []


def test_without_sales_it_says_why_no_elasticity_is_told(views) -> None:
    row = one(views, others=(10_000,))
    assert row["elasticity"] is None
    assert "Elasticity is not told: 0 weeks of sales; 12 are needed." in row["why"]


def sold(views, start: datetime, weeks: int, elastic: float) -> None:
    """A shop that changes its price every week, and sells by an elasticity."""
    draw = np.random.default_rng(1)
    for week in range(weeks):
        price = 10_000 + 500 * (week % 5)
        at = start + timedelta(weeks=week)
        item = {"sku": "S", "snapshot": f"s{week}", "group_key": "g"}
        views.add("catalogue", {**item, "price_minor": price, "ingested_at": at})
        expected = 200 * (price / 10_000) ** elastic
        orders = [
            {"event_id": f"{week}-{n}", "ts": at + timedelta(days=2), "kind": "order"}
            for n in range(draw.poisson(expected))
        ]
        views.add("shop_events", *({**order, "sku": "S"} for order in orders))


def test_weeks_of_sales_at_changing_prices_tell_the_elasticity(views) -> None:
    sold(views, datetime(2026, 1, 5, tzinfo=UTC), 25, -3.0)
    row = one(views, others=(15_000, 16_000))
    assert row["basis"] == "elasticity"
    assert row["elasticity_low"] < row["elasticity"] < row["elasticity_high"] < 0
    assert row["elasticity"] == pytest.approx(-3.0, abs=0.6)
    # Landed 80.00 through 95 %, times 3 over 2.
    assert row["price_minor"] == pytest.approx(8000 / 0.95 * 1.5, rel=0.08)


def test_what_was_sold_under_another_key_counts_for_the_group_of_today(views) -> None:
    sold(views, datetime(2026, 1, 5, tzinfo=UTC), 25, -3.0)
    rows = ({"entity_key": key, "group_key": "a"} for key in ("a", "g"))
    views.add("enriched_matches", *rows)
    row = one(views, others=(15_000, 16_000), entity_key="a")
    assert row["basis"] == "elasticity"


def test_weeks_before_a_sku_changed_its_group_are_not_lost(views) -> None:
    sold(views, datetime(2026, 1, 5, tzinfo=UTC), 25, -3.0)
    item = {"sku": "S", "snapshot": "z", "group_key": "a", "price_minor": 11_000}
    since = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(weeks=25)
    views.add("catalogue", item | {"ingested_at": since})
    row = one(views, others=(15_000, 16_000), entity_key="a")
    assert row["basis"] == "elasticity"


def test_one_price_tells_no_elasticity() -> None:
    said = elasticity(np.full(30, 100.0), np.full(30, 9.0))
    assert isinstance(said, str) and "not enough price variation: 1 prices" in said


@pytest.mark.parametrize("growth", [1.01, 0.98])
def test_a_price_that_only_went_with_time_tells_no_elasticity(growth) -> None:
    prices = (10_000 * growth ** np.arange(30)).round()
    said = elasticity(prices, np.random.default_rng(1).poisson(20, 30).astype(float))
    assert isinstance(said, str) and "evenly with time" in said


def test_sales_that_do_not_heed_the_price_tell_no_elasticity() -> None:
    draw = np.random.default_rng(3)
    said = elasticity(draw.uniform(80, 120, 40), draw.poisson(20, 40).astype(float))
    assert isinstance(said, str) and "did not clearly fall" in said


@given(st.floats(-6, -0.5), st.integers(0, 9))
def test_what_the_weeks_tell_lies_near_the_truth(elastic, seed) -> None:
    draw = np.random.default_rng(seed)
    prices = draw.uniform(80, 120, 60)
    told = elasticity(
        prices, draw.poisson(300 * (prices / 100) ** elastic).astype(float)
    )
    if isinstance(told, Elasticity):
        assert abs(told.value - elastic) < 1.0


@given(MONEY, st.lists(MONEY, max_size=6))
def test_a_price_lies_between_its_bounds(landed, others) -> None:
    inputs = [*score(landed, *others)["inputs"], LANDED | {"value": landed}]
    row = {"entity_key": "g", "input_key": "i", "currency": "EUR", "inputs": inputs}
    found = suggest._suggested({**row, "prices": None, "orders": None}, 0.1)
    assert found and found["low_minor"] <= found["price_minor"] + 1
    assert found["price_minor"] <= max(found["high_minor"], found["low_minor"]) + 1
