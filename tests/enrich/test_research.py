import math
from datetime import timedelta

import pyarrow as pa
import pytest

from enrich.equipment import Equipment
from enrich.research import market

MARKET = market.stage(Equipment())
# The clock is the Monday of the week of the newest page: six days before it.


def look(views, table="market_categories"):
    """What the stage makes of the views now, without keeping it."""
    found = []
    for batch in views.connection.sql(MARKET.query).to_arrow_table().to_batches():
        found += MARKET.make(batch)[table].to_pylist()
    return found


def sell(views, key, prices, path=("Home", "Kettles"), **more):
    """One product in several shops; more is of every offer."""
    rights = more.pop("rights", {})
    for shop, price in prices.items():
        url, listing = f"https://{shop}.test/{key}", f"{key}-{shop}"
        page = {"url_key": url, "url": url, "host": shop, "fetched_at": views.start}
        views.add("pages", page | {"status": 200, "rights": rights})
        product = {"listing_key": listing, "source_url": url, "title": f"The {key}"}
        views.add("products", product | {"category_path": list(path)})
        views.add("enriched_matches", {"entity_key": listing, "group_key": key})
        row = {"listing_key": listing, "url": url, "host": f"{shop}.test"}
        row |= {"price_minor": price, "currency": "EUR", "seen_at": views.start, **more}
        views.add("offers", row | {"input_key": listing})
        checked = {"input_key": listing, "checked_at": views.start}
        views.add("offers_latest", row | checked)


def opine(views, listing, weeks_ago, count=1, **more):
    at = views.start - timedelta(weeks=weeks_ago)
    for n in range(count):
        said = {"listing_key": listing, "text": f"{weeks_ago} {n}", "posted_at": at}
        views.add("opinions", said | more)


def test_products_are_counted_and_not_their_listings(views) -> None:
    sell(views, "a", {"x": 1000, "y": 3000})
    sell(views, "b", {"x": 5000})
    (row,) = look(views)
    assert row["entity_key"] == "Home > Kettles"
    assert (row["groups"], row["listings"], row["hosts"], row["sellers"]) == (
        2,
        3,
        2,
        2,
    )
    # Half of 20.00 (the middle of the first) and 50.00.
    assert (row["price_mid_minor"], row["currency"]) == (3500, "EUR")
    assert row["concentration"] == 1.0


def test_a_class_goes_before_what_shops_say(views) -> None:
    sell(views, "a", {"x": 1000, "y": 1000, "z": 1000})
    views.add("enriched_classes", {"entity_key": "a-x", "path": "Kitchen > Pots > Tea"})
    assert [row["entity_key"] for row in look(views)] == ["Kitchen > Pots"]


def test_offers_in_another_currency_are_said_to_be_left_out(views) -> None:
    sell(views, "a", {"x": 1000, "y": 1200})
    sell(views, "b", {"x": 90_000}, currency="JPY")
    (row,) = look(views)
    assert (row["currency"], row["left_out"], row["price_high_minor"]) == (
        "EUR",
        1,
        1100,
    )


def test_used_things_have_no_price_here(views) -> None:
    sell(views, "a", {"x": 1000})
    sell(views, "b", {"x": 200}, condition="used")
    (row,) = look(views)
    assert (row["groups"], row["price_low_minor"]) == (2, 1000)


def test_shares_of_what_is_sold_out_and_reduced(views) -> None:
    sell(views, "a", {"x": 800}, list_price_minor=1000, availability="InStock")
    sell(views, "b", {"x": 900, "y": 900, "z": 900}, availability="SoldOut")
    (row,) = look(views)
    assert (row["sold_out"], row["reduced"]) == (0.75, 0.25)
    assert row["reduction"] == pytest.approx(0.2)


def test_a_trend_lies_between_its_bounds_and_few_opinions_have_none(views) -> None:
    sell(views, "a", {"x": 800})
    opine(views, "a-x", 4, 6)
    assert look(views)[0]["trend"] is None
    opine(views, "a-x", 20, 4)
    (row,) = look(views)
    assert (row["opinions"], row["opinions_before"]) == (6, 4)
    assert row["trend"] == pytest.approx(6.5 / 4.5)
    assert row["trend_low"] < row["trend"] < row["trend_high"]
    # Whole weeks back from the Monday: posted on a Sunday, 4 weeks and 20 weeks ago.
    assert [n for n, count in enumerate(row["weekly"]) if count] == [6, 22]


def test_a_season_is_told_after_two_years(views) -> None:
    sell(views, "a", {"x": 800})
    opine(views, "a-x", 4, 30)
    assert look(views)[0]["season"] is None
    opine(views, "a-x", 107)
    (row,) = look(views)
    assert (len(row["season"]), sum(row["season"])) == (12, pytest.approx(1.0))
    assert max(row["season"]) == row["season"][9]  # four weeks before November


def test_only_what_is_told_in_one_unit_is_summed(views) -> None:
    for key, unit in (("a", "opinions"), ("b", "opinions"), ("c", "orders")):
        sell(views, key, {"x": 800})
        week = views.start.date() + timedelta(days=1)
        told = {"entity_key": key, "unit": unit, "week": week, "expected": 2.5}
        views.add("forecasts", told)
    (row,) = look(views)
    assert (row["expected"], row["expected_unit"], row["expected_groups"]) == (
        5.0,
        "opinions",
        2,
    )


def trend(views, topic, weeks_ago, value, **more):
    day = (views.start - timedelta(weeks=weeks_ago)).date()
    told = {"source": "s", "topic": topic, "day": day, "value": value}
    views.add("trends", told | more)


def test_an_outside_trend_is_found_by_the_words_of_the_category(views) -> None:
    sell(views, "a", {"x": 800})
    for week in (2, 3, 15, 16):
        trend(views, "kettle", week, 30.0 if week < 13 else 20.0)
        trend(views, "gardens", week, 9.0 * week)
    (row,) = look(views)
    assert row["outside"] == pytest.approx(1.5)
    assert row["outside_sources"] == ["s, kettle"]


def test_the_newest_value_of_a_day_counts(views) -> None:
    sell(views, "a", {"x": 800})
    for value in (10.0, 40.0):
        for week in (2, 3, 15, 16):
            trend(views, "Kettles", week, value if week < 13 else 10.0)
    assert look(views)[0]["outside"] == pytest.approx(4.0)


def test_a_shop_is_compared_by_what_others_sell_as_well(views) -> None:
    for key in "abc":
        sell(views, key, {"x": 900, "y": 1000, "z": 1200})
    sell(views, "own", {"x": 99_000})
    rows = {row["host"]: row for row in look(views, "market_sellers")}
    assert (rows["x.test"]["groups"], rows["x.test"]["shared"]) == (4, 3)
    assert rows["x.test"]["ratio"] == pytest.approx(900 / 1100)
    assert [rows[f"{shop}.test"]["cheapest"] for shop in "xyz"] == [1.0, 0.0, 0.0]


def test_changed_prices_are_counted_and_first_ones_are_not(views) -> None:
    sell(views, "a", {"x": 800})
    sell(views, "new", {"y": 800})
    for key, weeks in (("a-x", 40), ("a-x", 30), ("a-x", 4), ("new-y", 4)):
        since = views.start - timedelta(weeks=weeks)
        told = {"listing_key": key, "valid_from": since, "price_minor": 900 - weeks}
        told |= {"currency": "EUR"}
        new = pa.Table.from_pylist([told])
        views.connection.execute("insert into price_history by name from new")
        assert new.num_rows
    told = [(r["changes"], r["changes_each"]) for r in look(views, "market_sellers")]
    assert told == [(1, 1.0), (0, 0.0)]


def test_what_is_said_most_stands_first_among_best_sellers(views) -> None:
    for key, count in (("a", 1), ("b", 9)):
        sell(views, key, {"x": 800}, rating=4.0, reviews=10)
        opine(views, f"{key}-x", 3, count)
    one, other = look(views, "market_bestsellers")
    assert (one["group_key"], one["place"], other["place"]) == ("b", 1, 2)
    assert one["strength"] == pytest.approx(sum(p["points"] for p in one["parts"]))
    assert "9 opinions in 13 weeks" in one["why"]


@pytest.mark.parametrize("odd", [math.nan, math.inf, -1.0, 1e300])
def test_a_rating_that_is_none_is_not_told(views, odd) -> None:
    sell(views, "a", {"x": 1000}, rating=odd, reviews=7)
    opine(views, "a-x", weeks_ago=2, count=3, rating=odd)
    (row,) = look(views, "market_bestsellers")
    assert [part["name"] for part in row["parts"]] == ["opinions"]
    assert "stars" not in row["why"]


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_pages_that_reserve_rights_give_numbers_and_no_words(views, right) -> None:
    sell(views, "a", {"x": 800}, rating=4.0, reviews=9, rights={right: True})
    (row,) = look(views)
    assert (row["entity_key"], row["price_mid_minor"]) == ("(no category)", 800)
    assert look(views, "market_bestsellers")[0]["title"] is None
    assert look(views, "market_sellers")[0]["reserved"] is True


def test_what_did_not_change_is_not_looked_at_again(views) -> None:
    sell(views, "a", {"x": 800})
    assert len(views.run(MARKET)) == 1
    assert views.run(MARKET) == []
    sell(views, "b", {"y": 900})
    assert [row["groups"] for row in views.run(MARKET)] == [2]


def test_a_category_that_is_no_more_says_so_once(views) -> None:
    sell(views, "a", {"x": 800})
    views.run(MARKET)
    views.add("enriched_classes", {"entity_key": "a-x", "path": "Kitchen > Pots"})
    rows = {row["entity_key"]: row["groups"] for row in views.run(MARKET)}
    assert rows == {"Kitchen > Pots": 1, "Home > Kettles": 0}
    assert views.run(MARKET) == []


def test_an_empty_lake_has_no_markets(views) -> None:
    assert look(views) == []
