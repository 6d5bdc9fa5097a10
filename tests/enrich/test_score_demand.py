from datetime import timedelta

import pytest
from group_offers import named, offer, scored

from enrich.equipment import Equipment
from enrich.scoring import score

SCORE = score.stage(Equipment())
URL = "https://a.test/a"


def known(views, **more):
    views.add("products", {"listing_key": "a", "source_url": URL})
    views.add("enriched_matches", {"entity_key": "a", "group_key": "a"})
    row = {"listing_key": "a", "url": URL, "host": "a.test", "price_minor": 100}
    row |= {"currency": "EUR", "seen_at": views.start, "input_key": "i", **more}
    views.add("offers", row)
    views.add("offers_latest", row | {"checked_at": views.start})


def opined(views, *days_ago, **more):
    for n, days in enumerate(days_ago):
        at = views.start - timedelta(days=days)
        row = {"listing_key": "a", "url": URL, "text": f"good {n}", "posted_at": at}
        views.add("opinions", {**row, "rating": 5.0, **more})


def demand(**more):
    offers = [offer("a", 100, rating=4.0, reviews=100)]
    return scored(offers, **more)["g0"]


def test_opinions_count_where_no_shop_states_ratings(views) -> None:
    known(views)
    opined(views, 10, 20)
    (row,) = views.run(SCORE)
    assert named(row, "ratings")["value"] == 2
    assert named(row, "stars")["value"] == pytest.approx((20 * 3.9 + 10) / 22, abs=1e-3)


def test_an_opinion_read_twice_is_one(views) -> None:
    known(views)
    opined(views, 10)
    opined(views, 10)
    (row,) = views.run(SCORE)
    assert named(row, "ratings")["value"] == 1


def test_opinions_of_late_are_told_from_those_before(views) -> None:
    known(views)
    opined(views, 10, 30, 60, 100, 200)
    (row,) = views.run(SCORE)
    text = named(row, "demand", "reasons")["text"]
    assert "Opinions in the last 90 days: 3, in the 90 before: 1." in text


def test_what_is_dated_tomorrow_shows_no_rise(views) -> None:
    known(views)
    opined(views, 10, -40, -400, -4000)
    (row,) = views.run(SCORE)
    assert named(row, "opinions in 90 days")["value"] == 1
    assert named(row, "dated opinions")["value"] == 1
    assert named(row, "ratings")["value"] == 4


def test_a_rise_lifts_demand_and_a_fall_lowers_it() -> None:
    rise, none, fall = (
        demand(late=late, before=before)["demand"]
        for late, before in ((20, 5), (5, 5), (5, 20))
    )
    assert rise > none > fall


def test_few_opinions_show_no_trend() -> None:
    assert demand(late=4, before=0)["demand"] == demand()["demand"]


def test_a_season_shows_only_over_two_years() -> None:
    months = {"dated": 60, "in_season": 30}
    assert demand(**months, dated_days=800)["demand"] > demand()["demand"]
    row = demand(**months, dated_days=700)
    assert row["demand"] == demand()["demand"]
    assert "No season shows." in named(row, "demand", "reasons")["text"]


def test_sentiments_count_as_ratings_and_none_change_nothing(views) -> None:
    known(views)
    opined(views, 10)
    (before,) = views.run(SCORE)
    ask = "select md5(concat_ws('|', 'a', ?, 'good 0'))"
    ((key,),) = views.connection.execute(ask, [URL]).fetchall()
    judged = {"entity_key": key, "kind": "opinion", "sentiment": -1.0}
    views.add("enriched_sentiments", judged)
    (after,) = views.run(SCORE)
    assert after["demand"] < before["demand"]
    assert named(after, "judged opinions")["value"] == 1


def test_a_place_in_a_list_of_best_sellers_counts(views) -> None:
    known(views)
    page = {"url": "https://a.test/best-sellers", "host": "a.test", "status": 200}
    page |= {"url_key": "k", "fetched_at": views.start, "content_digest": "d"}
    views.add("pages", page)
    views.add("contents", {"content_digest": "d", "kind": "listing"})
    for n, to in enumerate(("https://a.test/z", URL)):
        link = {"src_url": page["url"], "dst_url": to, "position": n, "kind": "product"}
        views.add("links", link | {"ingested_at": views.start})
    (row,) = views.run(SCORE)
    assert named(row, "place")["value"] == 2
    assert "Place 2 in a list of best-sellers." in str(row["reasons"])


def test_a_list_of_all_goods_says_nothing_of_demand(views) -> None:
    known(views)
    page = {"url": "https://a.test/all", "host": "a.test", "status": 200}
    page |= {"url_key": "k", "fetched_at": views.start, "content_digest": "d"}
    views.add("pages", page)
    views.add("contents", {"content_digest": "d", "kind": "listing", "title": "All"})
    views.add("links", {"src_url": page["url"], "dst_url": URL, "kind": "product"})
    (row,) = views.run(SCORE)
    assert "No list of best-sellers names it." in str(row["reasons"])


def test_a_list_that_names_other_things_now_counts_no_more(views) -> None:
    known(views)
    page = {"url": "https://a.test/top", "url_key": "k", "status": 200}
    said = {"content_digest": "d", "kind": "listing", "title": "Best sellers"}
    views.add("contents", said, {**said, "content_digest": "e", "title": "New here"})
    views.add("links", {"src_url": page["url"], "dst_url": URL, "kind": "product"})
    for days, digest in enumerate("ed"):
        at = views.start - timedelta(days=days)
        views.add("pages", {**page, "fetched_at": at, "content_digest": digest})
    (row,) = views.run(SCORE)
    assert "No list of best-sellers names it." in str(row["reasons"])


def test_what_was_in_stock_and_is_sold_out_is_wanted(views) -> None:
    known(views, availability="OutOfStock")
    had = {"listing_key": "a", "url": URL, "availability": "InStock", "price_minor": 1}
    views.add("offers", had | {"seen_at": views.start - timedelta(days=9)})
    (row,) = views.run(SCORE)
    assert named(row, "sold out lately")["value"] == 1
    assert row["demand"] > 0
