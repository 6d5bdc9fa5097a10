"""Suggestions while a shopper types."""

import pytest
from msgspec.structs import replace
from search_goods import good, goods, search_over

from storefront.search.phrases import phrases
from storefront.search.schema import Names


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


def test_a_product_is_suggested_once_little_else_fits(search):
    first = search.suggest("headphones wh 1000 xm5", "en")[0]
    assert (first.kind, first.value) == ("product", "hm-900005")
    assert first.text == "Noise cancelling headphones WH-1000XM5"
    assert "product" not in {one.kind for one in search.suggest("k", "en", 3)}


def test_the_best_of_products_with_one_title_is_suggested(tmp_path):
    items = [good(n, title="Odd thing", score=score) for n, score in ((1, 5.0), (2, 9))]
    found = search_over(tmp_path, items).suggest("odd thing", "en")
    assert [one.value for one in found if one.kind == "product"] == ["hm-000002"]


@pytest.fixture(scope="module")
def two_tongues(tmp_path_factory):
    """Nine in ten things are English, and one of these was taken for German."""
    english = [good(n, title="Lamp shade", language="en") for n in range(1, 90)]
    misread = good(90, title="Lamp shade", language="de")
    german = [
        good(n, title=f"Lampe {n} Eiche", language="de", brand="Lampert")
        for n in range(91, 101)
    ]
    return search_over(tmp_path_factory.mktemp("tongues"), [*english, misread, *german])


def test_what_is_at_home_in_the_shoppers_language_comes_first(two_tongues):
    german = [one.text for one in two_tongues.suggest("lamp", "de")]
    assert german[:2] == ["Lampert", "lampe"]
    assert german[2:4] == ["lamp", "lamp shade"]
    assert suggested(two_tongues, "lamp")[:2] == ["lamp", "lamp shade"]


def test_in_a_language_of_no_product_the_most_frequent_come_first(two_tongues):
    french = [one.text for one in two_tongues.suggest("lamp", "fr")]
    assert french[:2] == ["lamp", "lamp shade"]


def test_a_product_of_the_shoppers_language_is_suggested_first(two_tongues):
    first = {
        language: next(
            one.text
            for one in two_tongues.suggest("lam", language)
            if one.kind == "product"
        )
        for language in ("de", "fr")
    }
    assert first == {"de": "Lampe 91 Eiche", "fr": "Lamp shade"}


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
    assert suggested(search, "convertibles") == ["Canapé convertible"]
    assert suggested(search, "organisational chart") == []


def test_no_part_of_a_title_ends_in_a_word_that_says_nothing(assortment):
    titles = ("Electric kettle by Tessel", "Electric kettle by Quay")
    items = [replace(assortment.items[0], title=title) for title in titles]
    rows = {one.text.lower() for one in phrases(items, Names()) if one.kind == "words"}
    assert "electric kettle" in rows
    assert not any(row.endswith(" by") or row == "by" for row in rows)
