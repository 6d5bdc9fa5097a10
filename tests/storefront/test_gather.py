from datetime import UTC, datetime
from decimal import Decimal

import pytest

from storefront.catalogue.found import Found, FoundListing, FoundOffer, FoundScore
from storefront.catalogue.gather import gather
from storefront.catalogue.group import groups
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def listing(key="a", **facts):
    facts = {"title": f"Kettle {key}", "group_key": "g"} | facts
    return FoundListing(listing_key=key, source_url=f"http://{key}.test/", **facts)


def offer(key="a", price=1000, currency="EUR", **facts):
    return FoundOffer(
        listing_key=key,
        url=f"http://{key}.test/",
        host=f"{key}.test",
        price_minor=price,
        currency=currency,
        checked_at=NOW,
        **facts,
    )


@pytest.fixture
def item():
    """Gather one group and return its item."""

    def gathered(listings, offers=(), rates=None, **settings):
        found = Found(
            listings=listings,
            offers=list(offers),
            scores=[FoundScore(group_key="g", score=61.5, reasons=("Cheap.",))],
            editions=[],
            rates=rates or {},
            told=None,
        )
        skus = {"g": "hm-1"}
        return gather(found, skus, ShopSettings(**settings)).items[0]

    return gathered


def test_a_group_of_listings_is_one_item(item):
    sold = item([listing("a"), listing("b")], [offer("a"), offer("b", 900)])
    assert (sold.sku, sold.score, sold.reasons) == ("hm-1", 61.5, ("Cheap.",))
    assert [other.host for other in sold.offers] == ["b.test", "a.test"]


def test_groups_name_all_their_listings():
    found = Found(
        listings=[listing("a"), listing("b"), listing("c", group_key="h")],
        offers=[],
        scores=[],
        editions=[],
        rates={},
        told=None,
    )
    assert groups(found) == {"g": ["a", "b"], "h": ["c"]}


def test_words_in_the_shops_language_come_first(item):
    listings = [
        listing("a", language="de", description="Gut.", title="Kessel"),
        listing("b", language="en", title="Kettle"),
    ]
    assert item(listings).title == "Kettle"
    assert item(listings, language="de").title == "Kessel"


def test_the_cost_is_the_cheapest_in_stock(item):
    offers = [
        offer("a", 1005, availability="InStock"),
        offer("a", 500, availability="OutOfStock"),
    ]
    sold = item([listing("a")], offers)
    assert (sold.price_minor, sold.availability) == (1005, "in_stock")


def test_what_nobody_has_has_a_price_but_is_sold_out(item):
    sold = item([listing("a")], [offer("a", 500, availability="SoldOut")])
    assert (sold.price_minor, sold.availability) == (500, "out_of_stock")


def test_a_known_rate_brings_the_price_into_the_shops_currency(item):
    rates = {("USD", "EUR"): Decimal("0.9")}
    offers = [offer("a", 1000, "USD", list_price_minor=2000)]
    sold = item([listing("a")], offers, rates)
    assert (sold.price_minor, sold.currency, sold.list_price_minor) == (
        900,
        "EUR",
        1800,
    )


def test_a_price_that_is_nothing_in_our_money_is_no_offer(item):
    rates = {("KRW", "EUR"): Decimal("0.00062")}
    offers = [offer("a", 1, "KRW"), offer("a", 9_000, "KRW")]
    sold = item([listing("a")], offers, rates)
    assert (sold.price_minor, len(sold.offers)) == (558, 1)
    assert item([listing("a")], offers[:1], rates).price_minor is None


def test_without_a_rate_an_item_keeps_its_own_currency(item):
    sold = item([listing("a")], [offer("a", 1000, "USD")])
    assert (sold.price_minor, sold.currency) == (1000, "USD")


def test_the_shops_currency_is_preferred_over_a_lower_number(item):
    offers = [offer("a", 100, "JPY"), offer("b", 1000, "EUR")]
    sold = item([listing("a"), listing("b")], offers)
    assert (sold.price_minor, sold.currency) == (1000, "EUR")
    assert [other.currency for other in sold.offers] == ["EUR", "JPY"]


def test_a_listing_without_offers_has_no_price(item):
    sold = item([listing("a")])
    assert (sold.price_minor, sold.currency, sold.offers) == (None, None, ())


def test_an_address_that_is_no_web_address_is_dropped(item):
    images = ("javascript:alert(1)", "https://a.test/1.jpg", "//a.test/2.jpg")
    assert item([listing("a", images=images)]).images == ("https://a.test/1.jpg",)


DEEP = f'{{"a": {"[" * 5_000}{"]" * 5_000}}}'


@pytest.mark.parametrize("specs", ["{", "[1]", "null", '"text"', DEEP, None])
def test_specs_that_are_no_object_are_left_out(item, specs):
    assert item([listing("a", specs=specs)]).specs == {}


def test_specs_of_any_kind_become_text(item):
    specs = '{"Weight": 2, "Colours": ["red"], "Empty": "", "Made of": "tin"}'
    assert item([listing("a", specs=specs)]).specs == {
        "Colours": '["red"]',
        "Made of": "tin",
        "Weight": "2",
    }


def test_marks_that_turn_text_around_are_taken_out(item):
    assert item([listing("a", title="Kettle\u202e 00.1\x00€")]).title == "Kettle 00.1 €"


def shelved(key, language, *path, group="g"):
    return listing(key, language=language, category_path=path, group_key=group)


def paths(listings, **settings):
    found = Found(
        listings=listings, offers=[], scores=[], editions=[], rates={}, told=None
    )
    skus = {one.group_key: one.group_key for one in listings}
    items = gather(found, skus, ShopSettings(**settings)).items
    return {one.sku: one.category_path for one in items}


SHELVES = [
    shelved("a", "en", "Garden", "Hoses"),
    shelved("b", "fr", "Jardin", "Tuyaux"),
    shelved("c", "fr", "Jardin", "Tuyaux", group="h"),
    shelved("d", "fr", "Jardin", "Râteaux", group="i"),
    shelved("e", "fr", "Luminaires", group="j"),
]


def test_a_foreign_category_is_called_as_ours_where_one_thing_is_in_both():
    found = paths(SHELVES)
    assert found["g"] == found["h"] == ("Garden", "Hoses")


def test_what_is_not_known_of_a_category_keeps_its_name():
    found = paths(SHELVES)
    assert (found["i"], found["j"]) == (("Garden", "Râteaux"), ("Luminaires",))


def test_most_things_say_which_category_is_the_same():
    odd = [
        shelved("x", "en", "Patio", group="k"),
        shelved("y", "fr", "Jardin", group="k"),
    ]
    more = [
        shelved("z", "en", "Garden", group="l"),
        shelved("w", "fr", "Jardin", group="l"),
    ]
    assert paths([*SHELVES, *odd, *more])["i"][0] == "Garden"


def test_a_french_shop_keeps_its_french_categories():
    assert paths(SHELVES, language="fr")["g"] == ("Jardin", "Tuyaux")
