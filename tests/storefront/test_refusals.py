import pytest

from storefront.pages.refusals import searched


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/products/hm-999999/brass-kettle", "brass kettle"),
        ("/de/shop/kettle.html", "kettle"),
        ("/p/123456", ""),
        ("/%F0%9F%92%A9/\x00/a", ""),
        ("/one/two/three/four/five/six", "two three four five six"),
    ],
)
def test_the_words_of_an_address_say_what_was_looked_for(path, words):
    assert searched(path) == words


def test_a_missing_page_shows_what_its_address_may_have_meant(shop):
    answer = shop.get("/products/hm-999999/brass-kettle")
    assert answer.status_code == 404
    assert "Brass kettle" in answer.text
    assert 'value="brass kettle"' in answer.text


@pytest.mark.parametrize(
    "path", ['/"><script>alert(1)</script>', "/kettle'--", "/NEAR("]
)
def test_a_hostile_address_is_only_text(shop, path):
    answer = shop.get(path)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Hier steht nichts"), ("fr", "Il n’y a rien ici")]
)
def test_a_refusal_speaks_the_visitors_language(shop, language, title):
    assert title in shop.get(f"/{language}/nowhere/at/all").text


@pytest.mark.parametrize("path", ["/nope", "/kettlf", "/de/lmap"])
def test_what_is_only_nearly_written_so_is_not_offered(shop, path):
    answer = shop.get(path)
    assert answer.status_code == 404
    assert 'id="nearest"' not in answer.text
