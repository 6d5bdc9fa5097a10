import pyarrow as pa
import pytest

from enrich.equipment import Equipment
from enrich.text import language, sentiment
from enrich.text.sentimentrules import HITS, VALUE

LANGUAGE = language.stage(Equipment())
SENTIMENT = sentiment.stage(Equipment())
GERMAN = "Der Toaster verbrennt das Brot und ist nach zwei Wochen kaputt"
PRAISE = "This is an excellent toaster, I love it"


def said(*texts):
    return [float(row[VALUE]) for row in sentiment.words(pa.array(texts))]


def told(views, **opinion):
    views.add("opinions", {"url": "https://a.test/", **opinion})
    views.run(LANGUAGE)
    (row,) = views.run(SENTIMENT)
    return row


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("a good radio", "a bad radio"),
        ("a good radio", "not a good radio"),
        ("not a bad radio", "a bad radio"),
        ("an extremely good radio", "a good radio"),
        ("a good radio", "a slightly good radio"),
        ("a GOOD radio for all", "a good radio for all"),
        ("a good radio!", "a good radio"),
        ("a good radio", "a good radio?"),
        ("it is ugly but sounds great", "it sounds great but is ugly"),
        ("a good radio", "it could be a good radio"),
        ("i like the radio", "a radio like the other"),
        ("no problem with it", "a problem with it"),
        ("I got it :)", "I got it :("),
        ("I got it 😍", "I got it 😡"),
        ("it works", "it doesn't work"),
    ],
)
def test_words_around_a_word_turn_it(better, worse) -> None:
    high, low = said(better, worse)
    assert high > low


def test_a_negation_ends_with_its_clause() -> None:
    assert said("not here, good radio") == said("here, good radio")


def test_long_texts_are_the_mean_of_their_sentences() -> None:
    whole, good, bad = said("It is good. It is bad.", "It is good.", "It is bad.")
    assert whole == pytest.approx((good + bad) / 2)


def test_nothing_of_one_text_reaches_the_next() -> None:
    assert said("not", "good", "", None, "good")[1:] == [
        *said("good"),
        0,
        0,
        *said("good"),
    ]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "...", "!?!", "日本語", "a" * 10_000, "é\x00"]
)
def test_what_says_nothing_has_no_hits(text) -> None:
    assert sentiment.words(pa.array([text]))[0, HITS] == 0


def test_a_column_that_was_cut_is_read_from_where_it_begins() -> None:
    texts = pa.array(["good", "bad", "good"])
    assert sentiment.words(texts.slice(1, 1))[0, VALUE] == said("bad")[0]


def test_english_words_and_stars_are_both_told(views) -> None:
    row = told(views, text=PRAISE, rating=5.0)
    names = [part["name"] for part in row["outputs"]]
    assert (names, row["sentiment"] > 0.8) == (["words", "stars"], True)


def test_other_languages_are_judged_by_their_stars(views) -> None:
    row = told(views, text=GERMAN, rating=0.0)
    assert (row["sentiment"], len(row["outputs"])) == (-1.0, 1)


def test_without_words_and_stars_there_is_no_judgement(views) -> None:
    row = told(views, text=GERMAN)
    assert (row["sentiment"], row["outputs"], row["confidence"]) == (None, [], 0.0)


def test_stars_without_words_are_enough(views) -> None:
    assert told(views, rating=3.0)["sentiment"] == 0.0


def test_one_star_is_the_least_that_can_be_given(views) -> None:
    assert told(views, rating=1.0)["sentiment"] == -1.0


def test_words_against_stars_are_less_sure(views) -> None:
    apart = told(views, text=PRAISE, rating=0.0)
    assert apart["confidence"] < 0.6


def test_two_words_short_are_judged_without_a_language(views) -> None:
    row = told(views, text="Great!")
    assert row["sentiment"] > 0.5
    assert row["confidence"] < 0.5


def test_an_unchanged_opinion_is_judged_once(views) -> None:
    told(views, text=PRAISE, rating=5.0)
    views.add("opinions", {"url": "https://a.test/", "text": PRAISE, "rating": 5.0})
    assert views.run(SENTIMENT) == []


def test_an_opinion_with_other_stars_is_judged_again(views) -> None:
    told(views, text=PRAISE, rating=4.0)
    views.add("opinions", {"url": "https://a.test/", "text": PRAISE, "rating": 5.0})
    assert len(views.run(SENTIMENT)) == 1


def test_signs_without_end_are_read_once_each() -> None:
    # Reading on to their end from each of them would take hours.
    assert said("." * 5_000_000 + " good") == said(". good")
