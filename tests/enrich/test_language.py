import pytest

from enrich.equipment import Equipment
from enrich.text import language

LANGUAGE = language.stage(Equipment())
GERMAN = "Der Toaster röstet zwei Scheiben Brot gleichmäßig und schnell"


def told(rows):
    return {row["entity_key"]: row["language"] for row in rows}


def product(key, title):
    return {"listing_key": key, "source_url": f"https://{key}.test/", "title": title}


def test_listings_and_opinions_have_their_language(views) -> None:
    views.add("products", product("a", GERMAN))
    views.add("opinions", {"listing_key": "a", "text": "It burns the bread every time"})
    assert sorted(told(views.run(LANGUAGE)).values()) == ["de", "en"]


def test_listings_with_one_text_are_inputs_of_their_own(views) -> None:
    views.add("products", product("a", GERMAN), product("b", GERMAN))
    assert len({row["input_key"] for row in views.run(LANGUAGE)}) == 2


def test_what_says_too_little_has_no_language(views) -> None:
    views.add("products", product("a", "X1"))
    (row,) = views.run(LANGUAGE)
    assert (row["language"], row["confidence"]) == (None, 0.0)


def test_an_unchanged_text_is_told_once(views) -> None:
    views.add("products", product("a", GERMAN))
    assert len(views.run(LANGUAGE)) == 1
    views.add("products", product("a", GERMAN))
    assert views.run(LANGUAGE) == []


def test_a_text_that_changes_back_is_told_again(views) -> None:
    for title, code in ((GERMAN, "de"), ("It burns the bread every time", "en")) * 2:
        views.add("products", product("a", title))
        assert told(views.run(LANGUAGE)) == {"a": code}


@pytest.mark.parametrize("column", ["url", "entity_key"])
def test_a_row_says_what_it_is_about(views, column) -> None:
    views.add("products", product("a", GERMAN))
    (row,) = views.run(LANGUAGE)
    assert row[column] in ("https://a.test/", "a")
