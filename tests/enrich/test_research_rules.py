import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.research.bestsellers import bestsellers
from enrich.research.category import summary
from enrich.research.intervals import growth, mean_ratio, slope
from enrich.research.opportunities import opportunities
from enrich.research.sellers import sellers
from enrich.research.sensitivity import sensitivity
from enrich.research.told import Category, Move, Shelf, Thing

COUNTS = st.integers(0, 10_000)
KEYS = st.sampled_from("abcde")
THINGS = st.builds(
    Thing,
    group_key=KEYS,
    late=COUNTS,
    before=COUNTS,
    year=COUNTS,
    ratings=COUNTS,
    rating=st.none() | st.floats(0, 5),
    place=st.none() | st.integers(1, 500),
    sellers=st.none() | st.integers(1, 9),
    landed=st.none() | st.floats(0, 1e6),
    sale=st.none() | st.floats(0, 1e6),
    margin=st.none() | st.integers(-(10**6), 10**6),
)
SHELVES = st.builds(
    Shelf,
    group_key=KEYS,
    host=KEYS,
    price_minor=st.none() | st.integers(1, 10**7),
    told=st.just(1),
    gone=st.integers(0, 1),
    reduced=st.integers(0, 1),
)
CATEGORIES = st.builds(
    Category,
    entity_key=st.just("c"),
    input_key=st.just("i"),
    currency=st.just("EUR"),
    groups=st.none() | st.lists(THINGS, max_size=5, unique_by=lambda of: of.group_key),
    shops=st.none() | st.lists(SHELVES, max_size=9, unique_by=lambda of: of.group_key + of.host),
    months=st.none() | st.lists(COUNTS, min_size=12, max_size=12),
)  # fmt: skip


@given(CATEGORIES)
def test_shares_lie_between_0_and_1_whatever_is_known(category) -> None:
    row = summary(category)
    rows = [row, *sellers(category)]
    names = ("sold_out", "reduced", "concentration", "cheapest", "in_stock")
    told = [one.get(name) for one in rows for name in names]
    assert [share for share in told if share is not None and not 0 <= share <= 1] == []
    assert sum(row["season"] or [1.0]) == pytest.approx(1.0)


@given(CATEGORIES)
def test_strengths_lie_between_0_and_100_and_are_their_parts(category) -> None:
    for row in (*bestsellers(category), *opportunities(category)):
        assert 0 <= row["strength"] <= 100.001
        assert row["strength"] == pytest.approx(sum(p["points"] for p in row["parts"]))
        assert row["why"].endswith(".")


@given(CATEGORIES)
def test_sensitivity_is_told_or_says_what_is_missing(category) -> None:
    for row in sensitivity(category):
        assert ("slope" in row) != row["why"].startswith("Not told: ")


def test_eight_of_ten_growths_lie_within_their_bounds() -> None:
    draw = np.random.default_rng(1)
    told = [growth(*map(int, draw.poisson((40, 20)))) for _ in range(2000)]
    held = np.mean([one is not None and one.low <= 2 <= one.high for one in told])
    assert 0.77 < held < 0.84


def test_eight_of_ten_slopes_lie_within_their_bounds() -> None:
    draw = np.random.default_rng(2)
    xs = draw.normal(0, 1, (500, 30))
    told = [slope(x, -1.5 * x + draw.standard_t(3, 30)) for x in xs]
    held = np.mean([one is not None and one.low <= -1.5 <= one.high for one in told])
    assert 0.75 < held < 0.86


def test_wild_points_do_not_turn_a_slope() -> None:
    x = np.arange(20.0)
    y = -2 * x
    y[:5] += 1000
    found = slope(x, y)
    assert found is not None and found.value == pytest.approx(-2, abs=0.5)


def test_two_ratios_say_nothing_and_equal_ones_are_sure() -> None:
    assert mean_ratio([2.0, 0.5]) is None
    assert mean_ratio([0.9] * 3) == pytest.approx((0.9, 0.9, 0.9))


def test_dear_products_with_fewer_opinions_have_a_falling_slope() -> None:
    prices = [1000 * (n + 1) for n in range(20)]
    counts = [round(2000 / (n + 1)) for n in range(20)]
    groups = [Thing(group_key=str(n), year=c) for n, c in enumerate(counts)]
    shops = [
        Shelf(group_key=str(n), host="x", price_minor=p) for n, p in enumerate(prices)
    ]
    row, _ = sensitivity(
        Category(entity_key="c", input_key="i", groups=groups, shops=shops)
    )
    assert row["slope"] == pytest.approx(-1.0, abs=0.05)
    assert "this is no elasticity" in row["why"]


def test_changed_prices_tell_what_came_after() -> None:
    steps = [0.1 * (n % 5 - 2) + 0.01 for n in range(20)]
    moves = [
        Move(step=s, before=100, after=round(100 * math.exp(-2 * s))) for s in steps
    ]
    _, row = sensitivity(Category(entity_key="c", input_key="i", moves=moves))
    assert row["slope"] == pytest.approx(-2.0, abs=0.1)
    assert "no proof of a cause" in row["why"]


def one_of(kind, groups, shops):
    category = Category(
        entity_key="c", input_key="i", currency="EUR", groups=groups, shops=shops
    )
    return [row for row in opportunities(category) if row["kind"] == kind]


def shelves(*hosts, key="g", **more):
    return [Shelf(group_key=key, host=host, **more) for host in hosts]


def test_what_is_wanted_and_sold_by_one_of_many_is_an_opportunity() -> None:
    groups = [Thing(group_key="g", late=16, sellers=1)]
    groups += [Thing(group_key=str(n), late=2, sellers=4) for n in range(4)]
    (row,) = one_of("few sellers", groups, shelves(*"xyz"))
    # Eight times the middle is full: 60, and one seller 40.
    assert (row["group_key"], row["strength"]) == ("g", 100.0)
    assert "half of the products of the category have at most 2" in row["why"]


def test_sellers_are_counted_and_not_the_shops_they_sell_in() -> None:
    groups = [Thing(group_key="g", late=9, sellers=2)]
    groups += [Thing(group_key=str(n), late=2, sellers=4) for n in range(4)]
    # One shop has it, of which two sell there.
    (row,) = one_of("few sellers", groups, [*shelves("x"), *shelves("y", "z", key="0")])
    assert "2 sellers sell it, where the category has 3 shops." in row["why"]


def test_a_gap_needs_what_is_left_of_a_sale() -> None:
    wide = Thing(group_key="g", landed=5000, sale=10_000, margin=2500, money="EUR")
    (row,) = one_of("price gap", [wide], shelves(*"xyz"))
    # A quarter of the sale: half of 70; two others: 12.
    assert row["strength"] == 47.0
    assert "100.00 EUR in the middle" in row["why"]
    narrow = Thing(group_key="g", landed=9000, sale=10_000, margin=100)
    assert one_of("price gap", [narrow], shelves(*"xyz")) == []


def test_what_is_sold_out_is_one_only_while_it_is_wanted_more() -> None:
    out = [*shelves("x", "y", told=1, gone=1), *shelves("z", told=1)]
    grows = [Thing(group_key="g", late=9, before=2)]
    assert "2 of 3 shops have it no more" in one_of("sold out", grows, out)[0]["why"]
    assert one_of("sold out", [Thing(group_key="g", late=9, before=9)], out) == []


def test_a_category_that_grows_and_nobody_holds_is_one() -> None:
    grows = [Thing(group_key="g", late=80, before=20)]
    many = [*shelves(*"abcdefgh")]
    (row,) = one_of("growing", grows, many)
    assert row["group_key"] is None and "38% of what is on sale" in row["why"]
    assert one_of("growing", grows, shelves(*"abc")) == []
