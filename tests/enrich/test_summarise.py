import subprocess
import sys
from datetime import timedelta

import pytest

from enrich.equipment import Equipment
from enrich.text import language, summarise
from enrich.text.sentences import sentences
from enrich.text.summarychoice import Limits, choose

SUMMARISE = summarise.stage(Equipment())
SAID = (
    "The battery lasts two full days of work.",
    "The battery of this one lasts very long.",
    "I bought it for my mother in spring.",
    "The screen is bright and very sharp.",
    "It has a bright and sharp screen.",
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "It works. It is fast!Really? Yes.",
            ["It works.", "It is fast!Really?", "Yes."],
        ),
        (
            "Dr. No paid 3.50 in St. Ives. Well.",
            ["Dr. No paid 3.50 in St. Ives.", "Well."],
        ),
        (
            "Es kam am 3. Mai an, z. B. gut. Ja.",
            ["Es kam am 3. Mai an, z. B. gut.", "Ja."],
        ),
        ("Pens, ink, etc. are in it.", ["Pens, ink, etc. are in it."]),
        ("Pens, ink, etc. All is in it.", ["Pens, ink, etc.", "All is in it."]),
        (
            "1. It is light\n2. It is small\n\n- Good",
            ["It is light", "It is small", "Good"],
        ),
        ("早い。とても良い！はい", ["早い。", "とても良い！", "はい"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("Wait... what?! no", ["Wait...", "what?!", "no"]),
        ("...\n--\n\n", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, parts) -> None:
    assert sentences(text) == parts


def test_initials_without_end_are_read_once_each() -> None:
    # Looking back at all of them each time would take minutes.
    assert len(sentences("A. " * 30_000 + "It works. " + "A. " * 3000)) == 2


def test_no_word_of_a_text_is_lost() -> None:
    text = "A b. C d? No. 5 is alive! e.g. this, U.S. law. End"
    assert " ".join(sentences(text)) == text


def test_summing_up_loads_no_library_of_models() -> None:
    given = "['It is good and light.', 'It is light.'], Limits(1, 1, 9)"
    code = f"""
import sys
from enrich.text.summarise import Limits, choose
choose({given}, 'en'), choose({given}, 'de')
print([name for name in ('spacy', 'torch', 'sklearn') if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout.decode().strip() == "[]"


def test_chosen_sentences_say_most_and_different_things() -> None:
    numbers = choose(SAID, Limits(2, 4, 15)).numbers
    assert len({*numbers} & {0, 1}) == len({*numbers} & {3, 4}) == 1


@pytest.mark.parametrize("said", [[], ["?"], ["the of and"]])
def test_of_nothing_nothing_is_chosen(said) -> None:
    assert choose(said, Limits(2, 4, 15)).numbers == []


def test_too_few_short_ones_let_long_ones_in() -> None:
    assert (
        len(choose(["word " * 60 + str(k) for k in range(3)], Limits(2, 4, 15))[0]) == 2
    )


def page(url, **rights):
    at = {"fetched_at": "2026-11-01", "host": "a.test", "status": 200}
    return {"url_key": url, "url": url, "rights": rights or None, **at}


def opinion(views, text, listing="l1", url="https://a.test/", **rights):
    at = views.start
    views.add("pages", {**page(url, **rights), "fetched_at": at})
    views.add("opinions", {"listing_key": listing, "url": url, "text": text})


@pytest.fixture
def grouped(views):
    for key in ("l1", "l2"):
        views.add("enriched_matches", {"entity_key": key, "group_key": "l1"})
    opinion(views, " ".join(SAID[:3]))
    opinion(views, " ".join(SAID[3:]), "l2", "https://b.test/")
    views.run(language.stage(Equipment()))
    return views


def test_a_group_is_summed_up_in_the_words_of_its_opinions(grouped) -> None:
    (row,) = grouped.run(SUMMARISE)
    assert (row["entity_key"], row["kind"], row["url"]) == ("l1", "group", None)
    assert row["summary"] == " ".join(one["text"] for one in row["outputs"])
    assert {one["text"] for one in row["outputs"]} <= {*SAID}
    assert {one["position"] for one in row["outputs"]} <= {0, 1, 2}


def test_every_sentence_names_the_opinion_it_stands_in(grouped) -> None:
    (row,) = grouped.run(SUMMARISE)
    known = "select entity_key from enriched_languages"
    opinions = {key for (key,) in grouped.connection.sql(known).fetchall()}
    assert {one["source_key"] for one in row["outputs"]} <= opinions


def test_what_has_not_changed_is_summed_up_once(grouped) -> None:
    assert len(grouped.run(SUMMARISE)) == 1
    opinion(grouped, " ".join(SAID[:3]))
    assert grouped.run(SUMMARISE) == []


def test_one_more_opinion_sums_up_anew(grouped) -> None:
    grouped.run(SUMMARISE)
    opinion(grouped, "The screen is bright, the battery lasts.", url="https://c.test/")
    grouped.run(language.stage(Equipment()))
    assert len(grouped.run(SUMMARISE)) == 1


@pytest.mark.parametrize("right", ["noarchive", "tdm_reserved"])
def test_what_may_not_be_copied_gives_no_sentence(grouped, right) -> None:
    grouped.run(SUMMARISE)
    for url in ("https://a.test/", "https://b.test/"):
        forbidden = {**page(url, **{right: True}), "fetched_at": grouped.start}
        grouped.add("pages", forbidden)
    (row,) = grouped.run(SUMMARISE)
    assert (row["entity_key"], row["summary"], row["outputs"]) == ("l1", None, [])
    assert grouped.run(SUMMARISE) == []


@pytest.mark.parametrize("status", [403, 404, 410, 500])
@pytest.mark.parametrize("right", ["noarchive", "tdm_reserved"])
def test_an_error_page_takes_no_reservation_back(grouped, right, status) -> None:
    grouped.run(SUMMARISE)
    later = grouped.start + timedelta(days=1)
    for url in ("https://a.test/", "https://b.test/"):
        forbidden = {**page(url, **{right: True}), "fetched_at": grouped.start}
        failed = {**page(url), "status": status, "fetched_at": later}
        grouped.add("pages", forbidden, failed)
    (row,) = grouped.run(SUMMARISE)
    assert (row["entity_key"], row["summary"], row["outputs"]) == ("l1", None, [])


@pytest.mark.parametrize(("status", "quoted"), [(410, 0), (404, 0), (403, 1), (500, 1)])
def test_only_a_page_that_is_gone_gives_no_sentence(grouped, status, quoted) -> None:
    later = grouped.start + timedelta(days=1)
    for url in ("https://a.test/", "https://b.test/"):
        failed = {**page(url), "status": status, "fetched_at": later}
        grouped.add("pages", failed)
    assert len(grouped.run(SUMMARISE)) == quoted


def test_opinions_in_the_rarer_language_are_left_out(grouped) -> None:
    german = "Der Akku hält zwei volle Tage, der Bildschirm ist hell und scharf."
    opinion(grouped, german, url="https://c.test/")
    grouped.run(language.stage(Equipment()))
    (row,) = grouped.run(SUMMARISE)
    assert "Akku" not in row["summary"]


def test_an_article_is_summed_up_in_the_order_it_was_written(views) -> None:
    url = "https://a.test/story"
    views.add("pages", {**page(url), "fetched_at": views.start})
    views.add("articles", {"url": url, "text": "\n".join(SAID), "language": "en"})
    (row,) = views.run(SUMMARISE)
    places = [one["position"] for one in row["outputs"]]
    assert (row["kind"], row["url"], len(places)) == ("article", url, 3)
    assert places == sorted(places)
