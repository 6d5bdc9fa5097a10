"""Filters, their counts and the orders of lists, on the sample's 200 items."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_goods import SEEN, Finder, good, offer, search_over

from ledger.skucode import sku_of
from storefront.catalogue.question import LAST_PAGE, Question
from storefront.money import digits

HOSTS = (
    "kettles.test",
    "homeware.test",
    "nordlicht.test",
    "bazaar.test",
    "oak.test",
    "shop3.test",
)
BRANDS = ("halden", "moor & finch", "quay", "of nobody")
QUESTIONS = st.builds(
    Question,
    text=st.sampled_from(("", "kettle", "walnut", "made by quay")),
    category=st.sampled_from(("", "kitchen", "kitchen/kettles", "no-such")),
    brands=st.lists(st.sampled_from(BRANDS), max_size=2, unique=True).map(tuple),
    shops=st.lists(st.sampled_from(HOSTS), max_size=2, unique=True).map(tuple),
    rating=st.integers(0, 5),
    stock=st.booleans(),
    days=st.none() | st.sampled_from((2, 3, 10)),
    low_minor=st.none() | st.integers(0, 40_000),
    high_minor=st.none() | st.integers(0, 40_000),
)


MANY = tuple(offer(f"shop{number}.test") for number in range(12))


@pytest.fixture(scope="module")
def items(assortment):
    return [
        msgspec.structs.replace(
            item,
            delivery_days=number % 14 if number % 3 else None,
            # Some have more shops than the index has fields for, from all ends.
            offers=item.offers + (MANY[number % 7 :] if number % 10 == 0 else ()),
        )
        for number, item in enumerate(assortment.items)
    ]


@pytest.fixture(scope="module")
def shop(items, tmp_path_factory):
    return Finder(search_over(tmp_path_factory.mktemp("filters"), items), items)


@given(QUESTIONS)
@settings(max_examples=120, deadline=None)
def test_what_is_found_is_what_the_filters_say(shop, question):
    question = msgspec.structs.replace(question, text="")
    expected = sum(fits(item, question) for item in shop.items)
    assert shop.search.find(question).total == expected


@given(QUESTIONS)
@settings(max_examples=30, deadline=None)
def test_choosing_a_facet_finds_as_many_as_it_said(shop, question):
    facets = shop.search.find(question).facets
    for facet, chosen in choices(question, facets):
        assert shop.search.find(chosen).total == facet.count, facet


@given(QUESTIONS)
@settings(max_examples=40, deadline=None)
def test_each_facet_counts_what_python_counts(shop, question):
    question = msgspec.structs.replace(question, text="")
    facets = shop.search.find(question).facets
    for facet, chosen in choices(question, facets):
        assert facet.count == sum(fits(item, chosen) for item in shop.items), facet
    wider = [item for item in shop.items if fits(item, question.without("shops"))]
    hosts = Counter(host for item in wider for host in {o.host for o in item.offers})
    most = sorted(hosts, key=lambda host: (-hosts[host], host))
    assert [facet.value for facet in facets.shops][:12] == (
        most[:12] + [one for one in question.shops if one not in most[:12]]
    )[:12]


@given(QUESTIONS)
@settings(max_examples=60, deadline=None)
def test_what_is_chosen_is_always_among_the_facets(shop, question):
    facets = shop.search.find(question).facets
    for chosen, shown in (
        (set(question.brands), facets.brands),
        (set(question.shops), facets.shops),
        ({str(question.rating)} - {"0"}, facets.ratings),
        ({str(question.days)} - {"None"}, facets.days),
    ):
        assert {facet.value for facet in shown if facet.chosen} == chosen


def test_a_chosen_brand_leaves_the_other_brands_to_choose(shop):
    facets = shop.search.find(Question(brands=("halden",))).facets
    assert [facet.chosen for facet in facets.brands].count(True) == 1
    assert len(facets.brands) == 8


def test_the_twelve_most_frequent_are_shown_and_it_is_told_of_more(tmp_path):
    items = [
        good(
            number, brand=f"Brand {min(number, 40)}", offers=(offer(f"{number}.test"),)
        )
        for number in range(1, 43)
    ]
    facets = search_over(tmp_path, items).find(Question()).facets
    assert [facet.name for facet in facets.brands][:2] == ["Brand 40", "Brand 1"]
    assert (len(facets.brands), facets.more_brands) == (12, True)
    assert len(facets.shops) == 12


def test_of_many_brands_alike_the_first_by_name_are_shown(tmp_path):
    names = [f"Brand {number % 150:03}" for number in range(300, 0, -1)]
    items = [good(number, brand=name) for number, name in enumerate(names)]
    brands = search_over(tmp_path, items).find(Question()).facets.brands
    assert [(one.name, one.count) for one in brands] == [
        (f"Brand {number:03}", 2) for number in range(12)
    ]


def test_a_chosen_brand_below_the_twelfth_is_shown_too(tmp_path):
    items = [good(number, brand=f"Brand {number:02}") for number in range(1, 31)]
    facets = search_over(tmp_path, items).find(Question(brands=("brand 29",))).facets
    assert (facets.brands[-1].name, facets.brands[-1].count) == ("Brand 29", 1)
    assert len(facets.brands) == 13


def test_one_brand_in_two_spellings_is_one_facet(tmp_path):
    brands = ("ACME", "Acme", "Acme")
    items = [good(number, brand=brand) for number, brand in enumerate(brands)]
    facets = search_over(tmp_path, items).find(Question()).facets
    assert [(one.value, one.name, one.count) for one in facets.brands] == [
        ("acme", "Acme", 3)
    ]


def test_the_categories_are_those_one_level_below(shop):
    top = shop.search.find(Question()).facets.categories
    below = shop.search.find(Question(category="kitchen")).facets.categories
    assert {facet.value for facet in top} >= {"kitchen", "home", "books"}
    assert {facet.value.count("/") for facet in below} == {1}
    assert {facet.value.partition("/")[0] for facet in below} == {"kitchen"}


def test_a_category_deeper_than_any_level_kept_can_be_chosen(tmp_path):
    search = search_over(tmp_path, [good(1, category_path=tuple("abcdefgh"))])
    found = search.find(Question(category="a/b/c/d/e/f/g"))
    assert (found.total, found.facets.categories) == (1, ())


def test_price_ranges_are_round_and_hold_every_price_once(shop, items):
    prices = shop.search.find(Question()).facets.prices
    priced = [item for item in items if item.price_minor and item.currency == "EUR"]
    assert sum(facet.count for facet in prices) == len(priced)
    assert 3 <= len(prices) <= 5
    assert all((facet.low_minor or 0) % 500 == 0 for facet in prices)
    assert digits("EUR") == 2


@pytest.mark.parametrize("sort", ["cheap", "dear"])
def test_prices_are_in_order_and_the_unpriced_come_last(shop, items, sort):
    pages = range(1, 10)
    places = [
        place
        for page in pages
        for place in shop.search.find(Question(sort=sort, page=page)).places
    ]
    asked = [price(items[place - 1]) for place in places]
    known = [one for one in asked if one is not None]
    assert known == sorted(known, reverse=sort == "dear")
    assert None not in asked[: len(known)]
    assert len(set(places)) == 200


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("cheap", ["300 EUR", "900 EUR", "5 GBP", "1 USD", "7 USD", "None"]),
        ("dear", ["900 EUR", "300 EUR", "5 GBP", "7 USD", "1 USD", "None"]),
    ],
)
def test_foreign_prices_stand_behind_ours_each_currency_in_order(
    tmp_path, sort, titles
):
    given = ("7 USD", "900 EUR", "5 GBP", "None", "1 USD", "300 EUR")
    items = [
        good(
            number,
            title=title,
            price_minor=None if title == "None" else int(title.split()[0]),
            currency=None if title == "None" else title.split()[1],
        )
        for number, title in enumerate(given)
    ]
    shop = Finder(search_over(tmp_path, items), items)
    assert shop.titles(sort=sort) == titles
    assert shop.search.find(Question()).facets.unpriced == 4


def test_names_are_in_order_whatever_their_case_and_accents(tmp_path):
    titles = ("Zebra", "étoile", "Eule", "ähre", "apfel")
    items = [good(number, title=title) for number, title in enumerate(titles)]
    shop = Finder(search_over(tmp_path, items), items)
    assert shop.titles(sort="name") == ["ähre", "apfel", "étoile", "Eule", "Zebra"]


def test_many_good_ratings_come_before_one_perfect_one(tmp_path):
    rated = (("One", 5.0, 1), ("Many", 4.7, 300), ("None", None, None), ("Bad", 2.0, 9))
    items = [
        good(number, title=title, rating=rating, reviews=reviews)
        for number, (title, rating, reviews) in enumerate(rated)
    ]
    shop = Finder(search_over(tmp_path, items), items)
    assert shop.titles(sort="rating") == ["Many", "One", "Bad", "None"]


def test_what_came_last_comes_first_and_the_undated_last(tmp_path):
    items = [
        good(
            number,
            sku=sku_of(number + 1),
            title=f"{number}",
            added_at=SEEN + timedelta(hours=number) if number else None,
        )
        for number in range(6)
    ]
    shop = Finder(search_over(tmp_path, items), items)
    assert shop.titles(sort="new") == ["5", "4", "3", "2", "1", "0"]


def test_what_ties_comes_by_score_and_then_by_place(tmp_path):
    scores = (10.0, 50.0, None, 50.0)
    items = [good(n, title="Kettle", score=score) for n, score in enumerate(scores)]
    search = search_over(tmp_path, items)
    for question in (Question(), Question(text="kettle"), Question(sort="score")):
        assert search.find(question).places == [2, 4, 1, 3]


def test_a_page_deeper_than_any_reader_goes_is_refused(shop):
    hits = shop.search.find(Question(page=LAST_PAGE + 1))
    assert (hits.places, hits.total) == ([], 200)


@pytest.mark.parametrize("amount", [-1, 2**62, 2**70])
def test_prices_out_of_all_bounds_are_no_error(shop, amount):
    assert shop.search.find(Question(low_minor=amount)).total in {0, 189}
    assert shop.search.find(Question(high_minor=amount)).total in {0, 189}


def price(item):
    return item.price_minor if item.currency == "EUR" else None


def fits(item, question):
    keys = "/".join(item.category_path).lower().replace(" ", "-") + "/"
    cost = price(item)
    low, high = question.low_minor, question.high_minor
    return bool(
        (not question.category or keys.startswith(question.category + "/"))
        and (not question.brands or (item.brand or "").lower() in question.brands)
        and (not question.shops or {o.host for o in item.offers} & {*question.shops})
        and (not question.rating or (item.rating or 0) >= question.rating)
        and (not question.stock or item.availability == "in_stock")
        and (question.days is None or (item.delivery_days or 0) <= question.days)
        and (question.days is None or item.delivery_days is not None)
        and (low is None or (cost is not None and cost >= low))
        and (high is None or (cost is not None and cost <= high))
    )


def choices(question, facets):
    """Yield each facet with the question that chooses it."""
    more = msgspec.structs.replace
    for one in facets.categories:
        yield one, more(question, category=one.value)
    for one in facets.brands:
        yield one, more(question, brands=(one.value,))
    for one in facets.shops:
        yield one, more(question, shops=(one.value,))
    for one in facets.ratings:
        yield one, more(question, rating=int(one.value))
    for one in facets.days:
        yield one, more(question, days=int(one.value))
    for one in facets.stock:
        yield one, more(question, stock=True)
    for one in facets.prices:
        yield one, more(question, low_minor=one.low_minor, high_minor=one.high_minor)
