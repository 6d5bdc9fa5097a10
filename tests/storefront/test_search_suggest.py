"""Suggestions while a shopper types."""

import pytest
from search_goods import goods, search_over


@pytest.fixture(scope="module")
def search(tmp_path_factory, assortment):
    items = [*assortment.items, *goods()]
    return search_over(tmp_path_factory.mktemp("suggest"), items)


def suggested(search, text, kind=None):
    found = search.suggest(text, "en")
    return [one.text for one in found if kind in {None, one.kind}]


def test_a_category_is_suggested_with_its_key_and_count(search):
    first = search.suggest("kettl", "en")[0]
    assert (first.text, first.kind, first.value) == (
        "Kettles",
        "category",
        "kitchen/kettles",
    )
    assert first.count > 5


def test_a_brand_is_suggested_by_its_beginning(search):
    assert suggested(search, "vant", "brand") == ["Vantaa"]
    assert suggested(search, "finch", "brand") == ["Moor & Finch"]


def test_parts_of_titles_are_suggested_the_most_frequent_first(search):
    counts = [one.count for one in search.suggest("blue", "en")]
    assert suggested(search, "blue e")[0] == "blue enamel"
    assert counts == sorted(counts, reverse=True)


def test_words_before_the_last_must_stand_in_a_suggestion(search):
    assert all("enamel" in text for text in suggested(search, "enamel b"))
    assert suggested(search, "enamel zz") == []


def test_a_slip_is_forgiven_from_four_letters_on(search):
    assert "Kettles" in suggested(search, "ketle")
    assert suggested(search, "kzt") == []


def test_accents_may_be_left_out_and_are_shown(search):
    assert "Küche" in suggested(search, "kuc")
    assert "Brûlerie" in suggested(search, "brul")


def test_no_more_is_suggested_than_was_asked_for(search):
    assert len(search.suggest("b", "en", 3)) == 3


def test_nothing_typed_suggests_nothing(search):
    assert search.suggest(" - ", "en") == []


def test_a_word_longer_than_any_beginning_kept_is_suggested(search):
    assert suggested(search, "convertibles") == []
    assert suggested(search, "organisational chart") == []
