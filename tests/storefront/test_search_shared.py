"""The rows of words that titles share: counted as if each were looked up by name."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from storefront.search import words
from storefront.search.entry import Head
from storefront.search.shared import shared
from storefront.search.stops import is_stop

WORD = st.sampled_from(("kettle", "blue", "the", "a", "500", "été", "Ω", "x y"))
TITLE = st.lists(WORD, max_size=6).map(" ".join)
HEADS = st.lists(
    st.builds(
        Head, sku=st.just(""), title=TITLE, language=st.sampled_from(("de", "fr"))
    ),
    max_size=12,
)


def rows(head):
    one = words.split(head.title)
    return {tuple(one[n : n + size]) for size in (1, 2, 3) for n in range(len(one))}


def tells(row):
    ends = (row[0], row[-1])
    return all(len(word) > 1 for word in ends) and not (
        row[0].isdigit() or is_stop(row[-1])
    )


@given(HEADS)
def test_rows_are_counted_once_a_title(heads):
    counts = Counter(row for head in heads for row in rows(head))
    wanted = {" ".join(row): n for row, n in counts.items() if n > 1 and tells(row)}
    assert {one.text: one.count for one in shared(heads, 10_000, 0.5)} == wanted


@given(HEADS, st.integers(1, 5))
def test_the_most_frequent_are_told_with_all_as_frequent(heads, most):
    whole = [one.count for one in shared(heads, 10_000, 0.5)]
    least = min(sorted(whole, reverse=True)[:most], default=0)
    told = [one.count for one in shared(heads, most, 0.5)]
    assert sorted(told) == sorted(count for count in whole if count >= least)


def test_a_row_is_at_home_where_it_has_half_its_share():
    heads = [
        *(Head(sku="", title="blue kettle", language="en") for _ in range(8)),
        *(Head(sku="", title="kettle", language="de") for _ in range(8)),
        Head(sku="", title="blue", language="de"),
    ]
    home = {one.text: set(one.languages) for one in shared(heads, 9, 0.5)}
    assert home == {"kettle": {"en", "de"}, "blue": {"en"}, "blue kettle": {"en"}}
