"""Each need that a shopper's words may have, as a question with its answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_goods import Finder, good, goods, search_over

from storefront.catalogue.question import Question

# Frequent and rare; none that is written together with another, or has a synonym.
SAID = ("kettle", "walnut", "made", "quay", "brass", "cotton", "mug", "stoneware")


@pytest.fixture(scope="module")
def shop(assortment, tmp_path_factory):
    items = [*assortment.items, *goods()]
    return Finder(search_over(tmp_path_factory.mktemp("words"), items), items)


def test_plurals_find_singulars_and_the_other_way_round(shop):
    assert "Teapot of blue stoneware" in shop.titles("teapots")
    assert "Battery charger for cameras" in shop.titles("camera batteries")
    assert "Bücherregal Buche" in shop.titles("Bücherregale", language="de")
    assert "Canapé convertible" in shop.titles("canapés convertibles", language="fr")


def test_accents_may_be_left_out(shop):
    assert shop.titles("cafetiere", language="fr") == ["Cafetière à piston"]
    assert shop.titles("coeur chocolat", language="fr") == ["Cœur en chocolat"]


def test_umlauts_are_found_however_they_are_typed(shop):
    for typed in ("gartenmöbel", "gartenmobel", "gartenmoebel", "GARTENMÖBEL"):
        assert shop.titles(typed, language="de") == ["Gartenmöbel aus Teak"]


def test_sharp_s_is_found_however_it_is_typed(shop):
    for typed in ("straßenschuhe", "strassenschuhe", "STRASSENSCHUHE"):
        assert shop.titles(typed, language="de") == ["Straßenschuhe für Herren"]


def test_an_article_before_a_french_word_is_no_part_of_it(shop):
    assert shop.titles("l'huile d'olive", language="fr") == ["Huile d'olive vierge"]
    assert "Bouilloire à l'ancienne" in shop.titles("ancienne", language="fr")


def test_the_apostrophe_of_mens_may_be_left_out(shop):
    assert "Men's running shoes" in shop.titles("mens shoes")


def test_words_that_say_nothing_need_not_be_there(shop):
    assert shop.titles("the teapot for a stoneware") == ["Teapot of blue stoneware"]


def test_one_wrong_letter_is_forgiven(shop):
    assert shop.titles("cafetire", language="fr") == ["Cafetière à piston"]
    assert shop.titles("stonware") == ["Teapot of blue stoneware"]


def test_two_wrong_letters_of_a_long_word_are_forgiven(shop):
    assert shop.titles("telivisoin")[0] == "OLED television 55 inch"


def test_two_letters_that_changed_places_are_one_slip(shop):
    assert shop.titles("stoenware") == ["Teapot of blue stoneware"]


def test_a_misspelt_word_says_what_was_understood(shop):
    hits = shop.search.find(ask("stonware teapot"))
    assert (hits.spelled, hits.total) == ("stoneware teapot", 1)


def test_what_was_understood_keeps_all_that_was_right(shop):
    hits = shop.search.find(ask('  "blue stoneware" stonewar-teapot tepot -mug'))
    assert hits.spelled == '  "blue stoneware" stonewar-teapot teapot -mug'


def test_what_was_understood_keeps_its_accents(shop):
    assert shop.search.find(ask("caftiere")).spelled == "cafetière"


def test_a_known_word_is_no_slip_of_another(shop):
    assert shop.search.find(ask("teapot")).spelled is None


def test_a_word_and_its_synonym_find_the_same(shop):
    sofas = {"Three-seat couch in grey linen", "Corner settee, left-hand"}
    for typed in ("sofa", "couch", "settee"):
        assert sofas <= set(shop.titles(typed))


def test_the_word_itself_comes_before_its_synonym(shop):
    assert shop.titles("television")[0] == "OLED television 55 inch"
    assert shop.titles("tv")[0] == "Soundbar for any TV"


def test_synonyms_are_those_of_the_shoppers_language(shop):
    assert shop.titles("Handy", language="de") == ["Smartphone mit 128 GB"]
    assert "Smartphone mit 128 GB" not in shop.titles("handy", language="en")


def test_a_synonym_may_be_of_two_words(shop):
    assert "Cordless vacuum cleaner V12" in shop.titles("hoover")


def test_a_name_of_two_words_has_synonyms_too(tmp_path):
    items = goods()
    own = "# our own\nvacuum cleaner, dust devil\nsofa bed, canapé convertible\n"
    mine = Finder(search_over(tmp_path, items, own), items)
    assert "Cordless vacuum cleaner V12" in mine.titles("dust devil")
    assert "Canapé convertible" in mine.titles("sofa bed")


def test_the_parts_of_a_german_compound_find_it(shop):
    assert "Teekanne aus Porzellan" in shop.titles("kanne", language="de")


def test_a_german_compound_finds_its_parts(shop):
    found = shop.titles("Kaffeekanne", language="de")
    assert found[0] == "Kanne für Kaffee"


def test_words_may_be_written_together_or_apart(shop):
    assert shop.titles("tea pot")[0] == "Teapot of blue stoneware"
    assert shop.titles("t shirt") == shop.titles("t-shirt")
    assert shop.titles("tshirt cotton") == ["T-shirt in organic cotton"]


def test_a_measure_is_found_with_and_without_its_gap(shop):
    for typed in ("water bottle 500ml", "water bottle 500 ml"):
        assert shop.titles(typed) == ["Water bottle 500 ml"]


def test_a_part_number_is_found_however_it_is_parted(shop):
    for typed in ("WH-1000XM5", "wh1000xm5", "WH 1000 XM5", "wh_1000-xm5"):
        assert shop.titles(typed) == ["Noise cancelling headphones WH-1000XM5"]


def test_a_part_number_is_found_by_its_beginning(shop):
    assert len(shop.titles("wh-1000")) == 2
    assert shop.titles("pl-024")[0] == "Haus für Vögel"


def test_a_gtin_is_found_whole_with_zeros_before_it_and_begun(shop):
    for typed in ("4012345000009", "04012345000009", "40123450000"):
        assert "Teapot of blue stoneware" in shop.titles(typed)
    assert len(shop.titles("4012345000009")) == 1


def test_a_sku_is_found(shop):
    assert shop.titles("hm-900009")[0] == "Teapot of blue stoneware"


def test_a_word_with_a_minus_must_not_be_there(shop):
    found = shop.titles("headphones -WH-1000XM4 -bluetooth")
    assert "Noise cancelling headphones WH-1000XM5" in found
    assert "Noise cancelling headphones WH-1000XM4" not in found


def test_only_words_with_a_minus_leave_the_rest(shop):
    assert shop.search.find(ask("-kettle")).total < shop.search.find(ask("")).total


def test_words_in_quotes_stand_in_that_order(shop):
    assert shop.titles('"water bottle" 750') == ["Water bottle 750ml"]
    assert shop.titles('"bottle water"') == []
    assert shop.titles("„Kanne für Kaffee“", language="de") == ["Kanne für Kaffee"]


def test_no_row_of_words_goes_from_the_title_into_another_text(tmp_path):
    kettle = good(
        1,
        title="Blue kettle",
        brand="Oak",
        category_path=("Tea", "Pots"),
        description="Red",
    )
    shop = Finder(search_over(tmp_path, [kettle]), [kettle])
    for across in ("kettle oak", "oak tea", "pots red"):
        assert shop.titles(across) == ["Blue kettle"]
        assert shop.titles(f'"{across}"') == []


@given(st.lists(st.sampled_from(SAID), min_size=2, max_size=4, unique=True))
@settings(max_examples=60, deadline=None)
def test_any_of_words_finds_what_one_of_them_does_and_all_what_each_does(shop, typed):
    # The gap at the end: no word is only begun.
    each = [places(shop, f"{word} ") for word in typed]
    text = " ".join([*typed, ""])
    assert places(shop, text, any=True) == set().union(*each)
    assert places(shop, text) == set.intersection(*each)


def test_a_brand_is_found_by_its_name(shop):
    assert len(shop.titles("weiss söhne", language="de")) == 3
    assert len(shop.titles("Moor & Finch")) == 24


def test_a_word_in_the_title_counts_for_more_than_in_the_text(shop):
    assert all("kettle" in title.lower() for title in shop.titles("kettle")[:10])


def test_a_begun_last_word_is_enough(shop):
    assert "Teapot of blue stoneware" in shop.titles("blue stonew")
    assert shop.titles("stonew blue") == []


def places(shop, text, **more):
    """Return all places that answer, as many as are counted."""
    first = shop.search.find(ask(text, **more))
    found = set()
    for page in range(1, first.total // 24 + 2):
        found |= {*shop.search.find(ask(text, page=page, **more)).places}
    assert len(found) == first.total
    return found


def ask(text, **more):
    return Question(text=text, **more)
