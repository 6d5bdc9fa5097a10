"""The drawing of a price's course: its prices stand where nothing crosses them."""

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from storefront.catalogue.item import PricePoint
from storefront.pages.charts import HEIGHT, WIDTH, history_chart

TODAY = date(2026, 11, 20)
HISTORIES = st.dictionaries(
    st.integers(0, 90), st.integers(90, 110), min_size=2, max_size=9
)
# From where a text begins to its left end, for the longest price.
LEFT_OF = {"start": 0, "middle": 45, "end": 90}


def chart(prices):
    days = ((TODAY - timedelta(days=ago), price) for ago, price in prices.items())
    return history_chart([PricePoint(*one) for one in days], TODAY)


def corners(line):
    """Return the points of a line of steps."""
    x, y = map(float, line[1 : line.index("H")].split())
    found = [(x, y)]
    for step in line[line.index("H") + 1 :].split("H"):
        across, _, down = step.partition("V")
        found += [(float(across), y), (float(across), float(down or y))]
        y = float(down or y)
    return found


def boxes(drawn):
    """Return where the prices stand: left, right, top, bottom."""
    texts = [(6, drawn.first.label, "start"), (354, drawn.last.label, "end")]
    if drawn.lowest_apart:
        texts.append((drawn.lowest.x, drawn.lowest.label, drawn.lowest.anchor))
    lefts = [(x - LEFT_OF[anchor], y) for x, y, anchor in texts]
    return [(left, left + 90, y - 10, y + 2) for left, y in lefts]


def meet(one, other):
    left, right, top, bottom = one
    return left < other[1] and other[0] < right and top < other[3] and other[2] < bottom


@given(HISTORIES)
def test_no_step_and_no_price_crosses_a_price(prices):
    drawn = chart(prices)
    steps = [
        (min(x, u), max(x, u) + 0.1, min(y, v), max(y, v) + 0.1)
        for (x, y), (u, v) in pairwise(corners(drawn.line))
    ]
    texts = boxes(drawn)
    assert not any(meet(text, step) for text in texts for step in steps)
    assert not any(meet(*both) for both in combinations(texts, 2))
    assert all(
        left >= 0 and right <= WIDTH and top > 0 and bottom < HEIGHT
        for left, right, top, bottom in texts
    )


def test_a_price_that_fell_yesterday_stands_below_the_step():
    drawn = chart({30: 200, 1: 150})
    assert drawn.last.label > drawn.last.y
    assert drawn.first.label < drawn.first.y
