import json
import math
from datetime import date

import pytest
from group_offers import named, profits, programme
from hypothesis import given
from hypothesis import strategies as st

from enrich.equipment import Equipment
from enrich.scoring import profit, weights

PROFIT = profit.stage(Equipment())
EXACT = {"conversion_percent": (2.0, 2.0, 2.0), "refund_percent": (10.0, 10.0, 10.0)}
ORDERS = {"order_low": 4000.0, "order_mid": 5000.0, "order_high": 6000.0, "prices": 9}


def only(one, **assumed):
    (row,) = profits(one, **{**EXACT, **assumed})
    return row


def added(views, **more):
    own = {
        "programme_key": "p",
        "source_url": "https://net.test/p",
        "kind": "affiliate",
    }
    terms = {"merchant": "Teekiste", "network": "Net", "commission_kind": "percent"}
    views.add("programmes", own | terms | {"commission_rate": 10.0} | more)


def sold(views, host="tee.test", **more):
    row = {"listing_key": host, "url": f"https://{host}/", "host": host}
    row |= {"price_minor": 4000, "currency": "EUR", "seen_at": views.start}
    views.add("offers_latest", row | more)


def test_a_share_of_typical_orders_is_earned() -> None:
    row = only(programme(cookie_days=30, **ORDERS))
    assert row["margin_minor"] == 100 * 0.02 * 0.9 * 500
    assert (row["kind"], row["currency"]) == ("programme", "EUR")


def test_a_sum_is_earned_whatever_is_bought() -> None:
    fixed = {"commission_kind": "fixed", "money": "EUR", "factor": 1.0}
    row = only(programme(cookie_days=30, **fixed, **ORDERS))
    assert row["margin_minor"] == 100 * 0.02 * 0.9 * 1000


def test_what_recurs_is_earned_for_months() -> None:
    once, often = (
        only(programme(commission_kind=kind, **ORDERS), recurring_months=(8, 8, 8))
        for kind in ("percent", "recurring")
    )
    assert often["margin_minor"] == pytest.approx(8 * once["margin_minor"], abs=8)


def test_a_lead_is_had_more_easily_than_a_sale() -> None:
    money = {"money": "EUR", "factor": 1.0}
    sale, lead = (
        only(programme(commission_kind=kind, **money)) for kind in ("fixed", "per lead")
    )
    assert lead["margin_minor"] == pytest.approx(4 * sale["margin_minor"], abs=4)


def test_orders_of_unknown_merchants_are_assumed_and_a_risk() -> None:
    told, assumed = only(programme(**ORDERS)), only(programme())
    assert named(assumed, "order")["source"] == "assumed: enrich.order_value"
    assert assumed["risk"] > told["risk"]
    assert assumed["high"] - assumed["low"] > told["high"] - told["low"]


def test_a_sum_without_a_rate_stays_in_its_currency_without_points() -> None:
    row = only(programme(commission_kind="fixed", money="SEK"))
    reason = named(row, "earnings", "reasons")
    assert (row["currency"], reason["points"]) == ("SEK", 0)
    assert "no rate is known" in reason["text"]


def test_a_bare_sum_is_taken_as_the_shops_and_says_so() -> None:
    row = only(programme(commission_kind="fixed"))
    assert "names no currency" in named(row, "earnings", "reasons")["text"]


def test_a_stated_epc_checks_the_estimate_and_moves_no_point() -> None:
    plain = programme(cookie_days=30, epc=9.0, **ORDERS)
    one, other = only(plain), only({**plain, "epc": 30.0})
    assert "agrees with the EPC of 9.0" in named(one, "earnings", "reasons")["text"]
    assert named(other, "epc against earnings")["value"] == pytest.approx(
        3.333, abs=0.01
    )
    assert one["score"] == other["score"]


def test_a_least_payout_that_is_far_away_is_hard() -> None:
    near, far = (
        only(programme(payout_terms=f"monthly, minimum ${least}", **ORDERS))
        for least in ("25", "1,500.00")
    )
    assert near["score"] > far["score"]
    assert named(far, "threshold")["value"] == 1500


def test_one_that_says_no_commission_gives_no_row() -> None:
    assert profits(programme(commission_rate=None)) == []


terms = st.fixed_dictionaries(
    {
        "commission_kind": st.sampled_from(["percent", "fixed", "recurring", "tiered"]),
        "commission_high": st.none() | st.floats(100, 1000),
        "money": st.sampled_from([None, "EUR", "SEK"]),
        "cookie_days": st.none() | st.integers(0, 36_500),
        "gravity": st.none() | st.floats(0, 1e4),
        "epc": st.none() | st.floats(0.01, 1e4),
        "payout_terms": st.none()
        | st.sampled_from(["weekly", "from 50 EUR", "$1.2.3"]),
        "order_mid": st.none() | st.floats(1, 1e7),
        "factor": st.none() | st.floats(0.01, 100),
    }
)


@given(terms, st.floats(0.01, 90), st.floats(0, 10))
def test_a_higher_commission_never_scores_less(given_terms, rate, more) -> None:
    order = given_terms["order_mid"]
    one = programme(**given_terms, order_low=order, order_high=order)
    low, high = profits(
        {**one, "commission_rate": rate}, {**one, "commission_rate": rate + more}
    )
    assert low["score"] <= high["score"]
    points = sum(reason["points"] for reason in high["reasons"])
    assert high["score"] == pytest.approx(points, abs=0.01)
    assert 0 <= high["low"] <= high["score"] <= high["high"] <= 100


def test_a_merchant_is_known_by_the_link_of_its_page(views) -> None:
    added(views)
    sold(views)
    sold(views, "else.test")
    link = {"src_url": "https://net.test/p", "dst_url": "https://tee.test/"}
    views.add("links", link | {"dst_host": "tee.test"})
    (row,) = views.run(PROFIT)
    assert (row["host"], named(row, "order")["value"]) == ("tee.test", 4000)


def test_a_merchant_is_known_by_its_name_as_seller(views) -> None:
    added(views)
    sold(views, seller="TEE-KISTE", price_minor=7000)
    (row,) = views.run(PROFIT)
    assert named(row, "order")["value"] == 7000


def test_a_page_of_many_programmes_tells_no_merchant_by_a_link(views) -> None:
    added(views)
    added(views, programme_key="q", merchant="Other")
    sold(views)
    link = {"src_url": "https://net.test/p", "dst_url": "https://tee.test/"}
    views.add("links", link | {"dst_host": "tee.test"})
    assert [row["host"] for row in views.run(PROFIT)] == [None, None]


def test_prices_in_other_currencies_count_by_their_rate(views) -> None:
    added(views)
    sold(views, seller="Teekiste", price_minor=8000, currency="USD")
    of = {"date": date(2026, 10, 30), "base": "EUR", "quote": "USD"}
    views.add("fx_rates", of | {"rate": 1.6})
    (row,) = views.run(PROFIT)
    assert named(row, "order")["value"] == 5000


def test_an_unchanged_programme_is_scored_once(views) -> None:
    added(views)
    assert len(views.run(PROFIT)) == 1
    added(views)
    assert views.run(PROFIT) == []
    added(views, commission_rate=12.0)
    assert len(views.run(PROFIT)) == 1


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_what_is_no_number_is_as_if_it_was_not_told(odd) -> None:
    empty = dict.fromkeys(("epc", "gravity", "confidence", "commission_high"))
    plain = profits(programme(**empty))
    assert profits(programme(**dict.fromkeys(empty, odd))) == plain
    assert profits(programme(commission_rate=odd)) == []


def test_a_threshold_of_endless_digits_is_none() -> None:
    (row,) = profits(programme(payout_terms=f"Minimum payout ${'9' * 400}"))
    assert "threshold" not in [one["name"] for one in row["inputs"]]
    json.dumps(row, allow_nan=False)


def test_earnings_beyond_all_numbers_fail_nobody() -> None:
    (row,) = profits(programme(commission_rate=1e300))
    assert (row["margin_minor"], row["score"] <= 100) == (None, True)


def test_how_much_easier_a_lead_is_had_is_told_as_it_is_reckoned(monkeypatch) -> None:
    monkeypatch.setattr(weights, "LEADS_A_SALE", 2)
    (row,) = profits(programme(commission_kind="per lead", money="EUR", factor=1.0))
    assert named(row, "leads a sale")["value"] == 2
