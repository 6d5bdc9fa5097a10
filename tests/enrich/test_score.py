import math

import polars as pl
import pyarrow as pa
import pytest
from group_offers import FREE, named, offer, scored
from hypothesis import given
from hypothesis import strategies as st

from enrich.equipment import Equipment
from enrich.scoring import score
from enrich.scoring.weights import PROGRAMME_WEIGHTS, WEIGHTS
from lake.tables import schema

SCORE = score.stage(Equipment())


prices = st.integers(1, 10**9)
offers = st.builds(
    offer,
    st.sampled_from("abcdefgh"),
    prices,
    list_price_minor=st.none() | prices,
    availability=st.sampled_from([None, "InStock", "OutOfStock"]),
    rating=st.none() | st.floats(0, 5),
    reviews=st.none() | st.integers(0, 10**6),
    confidence=st.floats(0, 1),
)


@given(st.lists(offers, min_size=1, max_size=8), st.integers(0, 6), st.integers(0, 99))
def test_the_points_of_the_reasons_sum_to_the_score(found, facts, age) -> None:
    row = scored(found, facts=facts, age_days=age)["g0"]
    total = sum(reason["points"] for reason in row["reasons"])
    assert row["score"] == pytest.approx(total, abs=0.01)
    assert 0 <= row["low"] <= row["score"] <= row["high"] <= 100
    assert all(reason["text"] for reason in row["reasons"])


@given(st.integers(5000, 9999), st.integers(1, 4999))
def test_a_cheaper_cheapest_offer_never_scores_less(price, cut) -> None:
    others = [offer("b", 10_000), offer("c", 10_000)]
    cheaper = max(price - cut, 5000)
    found = scored([offer("a", price), *others], [offer("a", cheaper), *others])
    assert found["g1"]["score"] >= found["g0"]["score"]


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.floats(3.9, 5))
def test_more_ratings_never_score_less(count, more, stars) -> None:
    few = [offer("a", 100, rating=stars, reviews=count)]
    many = [offer("a", 100, rating=stars, reviews=count + more)]
    found = scored(few, many)
    assert found["g1"]["demand"] >= found["g0"]["demand"]


def test_the_margin_is_what_the_median_of_the_others_lies_above() -> None:
    found = scored([offer("a", 8000), offer("b", 10_000), offer("c", 11_000)])
    assert found["g0"]["margin_minor"] == 2500


def test_a_price_far_below_the_middle_is_another_thing() -> None:
    found = scored([offer("x", 500), offer("a", 9000), offer("b", 10_000)])
    assert found["g0"]["margin_minor"] == 1000


def test_what_is_sold_out_is_no_cheapest_offer() -> None:
    gone = offer("x", 8000, availability="OutOfStock")
    found = scored([gone, offer("a", 9000), offer("b", 10_000)])
    assert found["g0"]["margin_minor"] == 1000


def test_a_single_offer_has_no_margin_and_says_so() -> None:
    row = scored([offer("a", 100)])["g0"]
    margin = {reason["name"]: reason for reason in row["reasons"]}["margin"]
    assert (row["margin_minor"], margin["points"]) == (None, 0)
    assert margin["text"].startswith("There is no second offer to compare")


def test_age_and_lonely_sources_are_risks() -> None:
    lonely = [offer("a", 100)]
    three = [offer("a", 100), offer("b", 100), offer("c", 100)]
    old = scored(lonely, three, age_days=30)
    new = scored(lonely, three)
    risks = [new["g1"], old["g1"], new["g0"], old["g0"]]
    assert sorted(risks, key=lambda row: row["risk"]) == risks


def test_the_strongest_reason_stands_first() -> None:
    row = scored([offer("a", 60), offer("b", 100)])["g0"]
    strengths = [abs(reason["points"]) for reason in row["reasons"]]
    assert strengths == sorted(strengths, reverse=True)


@pytest.mark.parametrize("weights", [WEIGHTS, PROGRAMME_WEIGHTS])
def test_the_factors_can_give_100_points(weights) -> None:
    assert sum(weight.points for weight in weights) == 100


def test_no_group_gives_no_row() -> None:
    empty = pl.DataFrame(schema={"entity_key": pl.String}).to_arrow().to_batches()
    batch = empty[0] if empty else pa.RecordBatch.from_pylist([])
    assert score.make(batch, FREE)["scores"].num_rows == 0


def seen(views, price, **more):
    row = {"listing_key": "a", "url": "https://a.test/", "host": "a.test"}
    row |= {"price_minor": price, "currency": "EUR", "confidence": 0.9}
    row |= {"seen_at": views.start, "input_key": f"p{price}"} | more
    views.connection.execute("delete from offers")
    views.add("offers", row)
    views.connection.execute("delete from offers_latest")
    views.add("offers_latest", row | {"checked_at": views.start})


def known(views):
    views.add("products", {"listing_key": "a", "source_url": "https://a.test/"})
    views.add("enriched_matches", {"entity_key": "a", "group_key": "a"})


def test_an_unchanged_group_is_scored_once(views) -> None:
    known(views)
    seen(views, 100)
    assert len(views.run(SCORE)) == 1
    seen(views, 100)
    assert views.run(SCORE) == []


def test_a_price_that_comes_back_is_scored_again(views) -> None:
    known(views)
    keys = set()
    for price in (100, 120, 100):
        seen(views, price)
        keys |= {row["input_key"] for row in views.run(SCORE)}
    assert len(keys) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"seller": "B"},
        {"host": "b.test"},
        {"currency": "USD"},
        {"list_price_minor": 200},
        {"shipping_minor": 5},
        {"availability": "OutOfStock"},
        {"rating": 3.0},
        {"reviews": 4},
        {"confidence": 0.5},
    ],
)
def test_whatever_changes_in_an_offer_is_scored_anew(views, other) -> None:
    known(views)
    seen(views, 100)
    views.run(SCORE)
    seen(views, 100, **other)
    assert len(views.run(SCORE)) == 1


def test_a_newer_rate_is_scored_anew(views) -> None:
    known(views)
    rate = {"base": "USD", "quote": "EUR", "source": "ecb"}
    views.add("fx_rates", {**rate, "date": views.start.date(), "rate": 0.9})
    seen(views, 100, currency="USD")
    views.run(SCORE)
    views.add("fx_rates", {**rate, "date": views.start.date(), "rate": 0.8})
    (row,) = views.run(SCORE)
    assert "at 0.8" in named(row, "price")["source"]


def test_the_order_of_offers_changes_no_score(views) -> None:
    known(views)
    for names in ("AB", "BA"):
        views.connection.execute("delete from offers; delete from offers_latest")
        for name in names:
            row = {"listing_key": "a", "seller": name, "price_minor": 5}
            row |= {"currency": "EUR", "seen_at": views.start, "input_key": "i"}
            views.add("offers", row)
        views.add("offers_latest", row | {"checked_at": views.start})
        found = views.run(SCORE)
        assert len(found) == (names == "AB")


def test_a_score_has_the_columns_of_its_table() -> None:
    assert set(scored([offer("a", 1)])["g0"]) == {
        *schema("scores", common=False).names,
        "input_key",
    }


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_as_if_it_was_not_told(odd) -> None:
    known = {"sentiments": 3, "sentiment": None, "opinion_rating": None}
    of = [offer("a", 100), offer("b", 200, rating=None, confidence=None)]
    plain = scored(of, **known)["g0"]
    of[1] |= {"rating": odd, "confidence": odd}
    found = scored(of, **known | {"sentiment": odd, "opinion_rating": odd})["g0"]
    assert found == plain
    assert found["score"] > 0
