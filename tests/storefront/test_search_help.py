"""Nothing found is no dead end: what is offered then, and how much it finds."""

import pytest
from search_goods import good, search_over

from storefront.catalogue.question import Question


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    items = [
        good(1, title="Red kettle", brand="Acme", price_minor=1_000, rating=4.5),
        good(2, title="Red kettle", brand="Bolt", price_minor=2_000, rating=3.0),
        good(3, title="Blue kettle", brand="Acme", price_minor=9_000, rating=2.0),
        good(4, title="Green mug", brand="Bolt", price_minor=500),
    ]
    return search_over(tmp_path_factory.mktemp("help"), items)


def offered(search, **asked):
    return [
        (one.kind, one.group, one.count)
        for one in search.find(Question(**asked)).instead
    ]


def test_where_something_is_found_nothing_else_is_offered(search):
    assert offered(search, text="kettle") == []


def test_the_spelling_is_offered_first(tmp_path):
    items = [good(n, title="Kettle lid") for n in range(1, 61)]
    search = search_over(tmp_path, [*items, good(61, title="Ketle")])
    asked = {"text": "ketle lid", "rating": 4}
    assert offered(search, **asked | {"rating": 0})[0] == ("spelled", None, 60)
    assert search.find(Question(text="ketle lid -mug")).spelled == "kettle lid -mug"


def test_the_filter_that_leaves_out_the_most_is_dropped(search):
    asked = {"text": "kettle", "brands": ("bolt",), "high_minor": 1_500}
    assert offered(search, **asked) == [("dropped", "brands", 1)]
    asked = {"text": "kettle", "brands": ("bolt",), "rating": 4}
    assert offered(search, **asked)[0] == ("dropped", "brands", 1)


def test_any_of_the_words_is_offered(search):
    assert offered(search, text="green kettle") == [("any", None, 4)]


def test_all_filters_are_dropped_where_one_is_not_enough(search):
    asked = {"text": "mug", "brands": ("acme",), "low_minor": 5_000}
    assert offered(search, **asked) == [("words", None, 1)]


def test_everything_is_offered_where_no_word_is_known(search):
    assert offered(search, text="zzzzqqq") == [("all", None, 4)]


def test_what_is_offered_finds_what_it_says(search):
    for text in ("green kettle", "zzzz", "ketle qqqq", "red mug"):
        for one in search.find(Question(text=text, rating=5)).instead:
            assert search.find(one.question).total == one.count > 0


def test_what_has_some_of_the_words_comes_near(search):
    assert sorted(search.near(Question(text="red kettle"))) == [3]
    assert sorted(search.near(Question(text="green kettle"))) == [1, 2, 3, 4]
    asked = Question(text="green kettle", brands=("bolt",), page=9, sort="name")
    assert sorted(search.near(asked)) == [2, 4]


@pytest.mark.parametrize("text", ["", "kettle", "zzzz qqqq", "-red", '"red kettle"'])
def test_nothing_comes_near_one_word_or_none(search, text):
    assert search.near(Question(text=text)) == []
    assert search.near(Question(text="red kettle", any=True)) == []
