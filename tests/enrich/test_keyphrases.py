import pytest
from hypothesis import given
from hypothesis import strategies as some
from models_at_hand import TITLES, little_static, minilm

from enrich.equipment import Equipment
from enrich.models.encoder import load
from enrich.models.files import files_of
from enrich.settings import EnrichSettings
from enrich.text import keyphrase
from enrich.text.phrases import Phrase, phrases
from enrich.text.stopwords import stop_words

RULES = keyphrase.stage(Equipment())
TEXT = (
    "The heat pump warms the house. A heat pump takes heat from the air outside, and the"
    " owner of the house pays for electricity alone. In Oslo, every second house has one."
)


def texts(found):
    return [one.text for one in found]


def product(key, title, **more):
    return {
        "listing_key": key,
        "source_url": f"https://{key}.test/",
        "title": title,
        **more,
    }


def test_what_a_text_is_about_comes_first() -> None:
    found = phrases(TEXT, "en", 5)
    assert (found[0].text, found[0].times) == ("heat pump", 2)
    assert "Oslo" in texts(phrases(TEXT, "en", 10))


def test_no_phrase_runs_over_a_stop_word_or_a_mark() -> None:
    found = texts(phrases("Cheap flights, hotels and the car rental. Visas", "en", 9))
    assert set(found) == {"Cheap flights", "hotels", "car rental", "Visas"}


def test_a_phrase_is_not_said_twice() -> None:
    found = texts(phrases("Solar lamps. A solar lamp is bright. Solar lamps", "en", 9))
    assert [one.lower() for one in found if "lamp" in one.lower()] == ["solar lamps"]


def test_units_and_figures_alone_are_no_phrases() -> None:
    found = texts(phrases("A lamp of 38 cm, kg and 1200. A TV", "en", 9))
    assert set(found) == {"lamp", "38 cm", "TV"}


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("de", "Die Wärmepumpe und der Heizkessel sind für das Haus", "Wärmepumpe"),
        ("fr", "La pompe à chaleur est dans la maison", "chaleur"),
        ("qq", "Unknown tongue and the words", "Unknown tongue"),
        (None, "Nobody told the language of this lamp", "language"),
    ],
)
def test_stop_words_are_those_of_the_language(language, text, phrase) -> None:
    found = texts(phrases(text, language, 9))
    assert phrase in found
    assert not {one.lower() for one in found} & stop_words(language)


@given(some.text(max_size=400))
def test_every_text_has_phrases_of_its_own_words(text: str) -> None:
    found = phrases(text, "en", 5)
    assert len(found) <= 5
    assert all(one.weight > 0 and one.times >= 1 for one in found)
    assert all(one.text.split()[0] in text for one in found)


def test_listings_and_articles_have_phrases(views) -> None:
    views.add("products", product("a", "Heat pump", description="Warms a house"))
    views.add("articles", {"url": "u", "headline": "Heat pumps", "text": TEXT})
    rows = {row["kind"]: row for row in views.run(RULES)}
    assert rows["listing"]["phrases"][0] == "Heat pump"
    (first, *_) = rows["article"]["outputs"]
    assert (first["text"], first["share"]) == (rows["article"]["phrases"][0], 1)


def test_an_unchanged_text_is_read_once(views) -> None:
    views.add("products", product("a", "Heat pump"))
    assert len(views.run(RULES)) == 1
    views.add("products", product("a", "Heat pump", brand="Acme"))
    assert views.run(RULES) == []


def test_another_language_makes_the_phrases_anew(views) -> None:
    views.add("products", product("a", "Die Lampe"))
    views.run(RULES)
    views.add("enriched_languages", {"entity_key": "a", "language": "de"})
    (row,) = views.run(RULES)
    assert row["phrases"] == ["Lampe"]


def test_an_encoder_puts_first_what_lies_near_a_long_text() -> None:
    text = TEXT * 4
    found = [Phrase("stamp collection", 1.1, 1), Phrase("heating of houses", 1.0, 1)]
    (near,) = keyphrase.nearest(load(files_of(minilm())), [text], [found])
    assert texts(near) == ["heating of houses", "stamp collection"]


def test_short_texts_are_left_to_the_rules() -> None:
    found = [Phrase("stamp collection", 1.1, 1), Phrase("kettle", 1.0, 1)]
    encoder = load(files_of(minilm()))
    assert keyphrase.nearest(encoder, [TITLES[3]], [found]) == [found]


def test_only_an_encoder_that_reads_the_whole_is_asked(tmp_path) -> None:
    static = EnrichSettings(encoder=str(little_static(tmp_path)))
    whole = EnrichSettings(encoder=str(minilm()))
    used = [
        keyphrase.stage(Equipment(settings=one)).make.keywords["make"].args[0].chosen
        is not None
        for one in (static, whole, EnrichSettings())
    ]
    assert used == [False, True, False]
