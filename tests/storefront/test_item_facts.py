from datetime import UTC, date, datetime

import pytest

from storefront.catalogue.delivery import delivery_days
from storefront.catalogue.found import (
    Found,
    FoundBeside,
    FoundListing,
    FoundOffer,
    FoundOpinions,
    FoundPrice,
    FoundRelated,
    FoundSummary,
)
from storefront.catalogue.gather import gather
from storefront.catalogue.history import cheapest
from storefront.catalogue.item import Opinion, PricePoint, Related
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def listing(key="a", group_key="g", **facts):
    url = f"http://{key}.test/"
    named = {"listing_key": key, "group_key": group_key, "title": f"Kettle {key}"}
    return FoundListing(source_url=url, **named, **facts)


def offer(key="a", price=1000, **facts):
    told = {"price_minor": price, "currency": "EUR", "checked_at": NOW}
    named = {"listing_key": key, "url": f"http://{key}.test/", "host": f"{key}.test"}
    return FoundOffer(**named, **told, **facts)


def found(listings, offers=(), **more):
    facts = {"scores": [], "editions": [], "rates": {}, "told": None} | more
    return Found(listings=listings, offers=list(offers), **facts)


def asked(price, since, until=None, currency="EUR"):
    return FoundPrice(
        listing_key="a",
        price_minor=price,
        currency=currency,
        since=date(2026, 11, since),
        until=until and date(2026, 11, until),
    )


def gathered(source, **skus):
    return {one.sku: one for one in gather(source, skus, ShopSettings()).items}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Delivery in 2-4 days", 4),
        ("Lieferzeit: 1 bis 3 Werktage", 3),
        ("Livraison sous 48 h", 2),
        ("Next day delivery", 1),
        ("Livré en 5 jours ouvrés", 5),
        ("2 days to France, 9 days to Spain", None),
        ("30 days return policy", None),
        ("Ships soon", None),
        ("999 days", None),
        ("0 days", None),
        (None, None),
    ],
)
def test_days_are_told_only_where_a_text_says_one_thing(text, days):
    assert delivery_days(text) == days


def test_the_cheapest_price_is_followed_day_by_day():
    told = [asked(900, 1, 5), asked(1000, 2), asked(800, 3, 4), asked(5, 1, None, "X")]
    assert cheapest(told, "EUR", {}) == (
        PricePoint(date(2026, 11, 1), 900),
        PricePoint(date(2026, 11, 3), 800),
        PricePoint(date(2026, 11, 4), 900),
        PricePoint(date(2026, 11, 5), 1000),
    )


def test_no_price_is_made_up_for_days_without_one():
    assert cheapest([asked(900, 1, 3)], "EUR", {}) == (
        PricePoint(date(2026, 11, 1), 900),
    )


def test_what_goes_beside_an_item_is_named_by_its_sku_and_filled_from_its_shelf():
    beside = (
        FoundBeside(group_key="h", why="same brand, words"),
        FoundBeside(group_key="gone", why="same words"),
        FoundBeside(group_key="g", why="same words"),
    )
    listings = [
        listing(key, group_key=group, category_path=("Kitchen",))
        for key, group in (("a", "g"), ("b", "h"), ("c", "i"))
    ]
    source = found(listings, related=[FoundRelated(group_key="g", beside=beside)])
    items = gathered(source, g="s-1", h="s-2", i="s-3")
    assert items["s-1"].related == (Related("s-2", "brand"), Related("s-3", "shelf"))


def test_an_offer_keeps_its_key_when_its_price_moves():
    before, after = (
        gathered(found([listing("a")], [offer("a", price)]), g="s")["s"].offers[0]
        for price in (1000, 1200)
    )
    other = gathered(found([listing("a")], [offer("a", seller="x")]), g="s")["s"]
    assert before.offer_key == after.offer_key != other.offers[0].offer_key
    assert len(before.offer_key) == 16


def test_opinions_are_counted_whole_and_shown_in_part():
    shown = (Opinion(text="Good.\u202e", host="a.test", sentiment=0.9),)
    said = FoundOpinions(
        group_key="g", glad=30, undecided=4, sorry=5, read_at=NOW, shown=shown
    )
    summary = FoundSummary(kind="product", entity_key="g", text="A kettle.")
    item = gathered(found([listing()], opinions=[said], summaries=[summary]), g="s")
    assert (item["s"].judged.glad, item["s"].judged.sorry) == (30, 5)
    assert item["s"].opinions[0].text == "Good."
    assert (item["s"].summary, item["s"].seen) == ("A kettle.", {"opinions": NOW})


def test_what_a_delivery_costs_and_takes_stands_beside_its_price():
    source = found(
        [listing("a", shipping="1-3 days")], [offer("a", shipping_minor=490)]
    )
    item = gathered(source, g="s")["s"]
    assert (item.delivery_days, item.offers[0].shipping_minor) == (3, 490)
