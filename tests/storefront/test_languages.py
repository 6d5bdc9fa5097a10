import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes

import storefront
from storefront.money import amount
from storefront.pages.templates import product_path
from storefront.pages.words import LANGUAGES, SOURCE, Words, po_files

ROOM = Path(storefront.__file__).parent
OTHERS = [language for language in LANGUAGES if language != SOURCE]
SAID_BY = {"_", "words", "msg", "ngettext", "plural"}
WORDS = {language: Words(language) for language in LANGUAGES}
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEMPLATES = Environment(autoescape=True)
NO_TEXT = re.compile(
    r'<code>.*?</code>|<(?:[^>"]|"[^"]*")*>|[\w-]+="[^"]*"|&\w+;', re.DOTALL
)
SHOWN = re.compile(r'\b(?:alt|title|placeholder|aria-label)="([^"]*)"')
LETTERS = re.compile(r"[^\W\d_]{2,}")
NAMES = {"GTIN", "PDF", "EPUB", "RSS", "kB", "MB", "sk", "test"}


def constants(arguments):
    kept = []
    for one in arguments:
        value = getattr(one, "value", None)
        if isinstance(one, nodes.Const | ast.Constant) and isinstance(value, str):
            kept.append(value)
    return kept


def texts_of_template(path):
    for call in TEMPLATES.parse(path.read_text()).find_all(nodes.Call):
        name = getattr(call.node, "name", None)
        if name in SAID_BY:
            yield tuple(constants(call.args[: 2 if name == "ngettext" else 1]))


def texts_of_module(path):
    for call in ast.walk(ast.parse(path.read_text())):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", getattr(call.func, "attr", None))
            if name in SAID_BY:
                yield tuple(constants(call.args[: 2 if name == "plural" else 1]))


def used():
    found = set()
    for path in sorted((ROOM / "templates").glob("*.html")):
        found |= set(texts_of_template(path))
    for path in sorted(ROOM.rglob("*.py")):
        found |= set(texts_of_module(path))
    return {texts for texts in found if texts}


def translated(language):
    found = {}
    for path in po_files(language):
        with path.open("rb") as file:
            for one in read_po(file):
                if one.id:
                    key = (one.id,) if isinstance(one.id, str) else tuple(one.id)
                    said = one.string
                    found[key] = (said,) if isinstance(said, str) else tuple(said)
    return found


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_shop_is_translated(language):
    assert used() - set(translated(language)) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_outlives_its_text(language):
    assert set(translated(language)) - used() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_translations_fill_in_the_same_values(language):
    for texts, said in translated(language).items():
        for one in said:
            assert fields(one) in [fields(text) for text in texts], one


# What programmers read of the API is in English alone.
PAGES = sorted(set((ROOM / "templates").glob("*.html")) - {ROOM / "templates/api.html"})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_template_has_no_words_of_its_own(path):
    tokens = TEMPLATES.lex(path.read_text())
    bare = "".join(text if kind == "data" else " " for _, kind, text in tokens)
    words = [*SHOWN.findall(bare), NO_TEXT.sub(" ", bare)]
    assert set(LETTERS.findall(" ".join(words))) - NAMES == set()


@given(
    minor=st.integers(0, 10**13),
    currency=st.sampled_from(("EUR", "USD", "GBP", "JPY", "CHF", "KWD", "PLN")),
    language=st.sampled_from(LANGUAGES),
)
def test_prices_are_written_as_babel_writes_them(minor, currency, language):
    exact = amount(minor, currency)
    expected = format_currency(exact, currency, locale=language)
    assert WORDS[language].amounts.price(minor, currency) == expected


@pytest.mark.parametrize(
    ("language", "number", "age"),
    [("en", "12,345", "just now"), ("fr", "12\u202f345", "à l’instant")],
)
def test_numbers_and_ages_are_each_language_s_own(language, number, age):
    words = WORDS[language]
    assert words.amounts.number(12_345) == number
    assert words.ages.age(MOMENT, MOMENT) == age


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("5 minutes ago", "3 days ago", "on 22 August 2026")),
        ("fr", ("il y a 5 minutes", "il y a 3 jours", "le 22 août 2026")),
        ("de", ("vor 5 Minuten", "vor 3 Tagen", "am 22. August 2026")),
    ],
)
def test_ages_are_worded_in_each_language(language, said):
    agos = (timedelta(minutes=5), timedelta(days=3), timedelta(days=90))
    ages = WORDS[language].ages
    assert tuple(ages.age(MOMENT - ago, MOMENT) for ago in agos) == said


def test_french_counts_none_as_one():
    one, many = "{n} shop", "{n} shops"
    assert WORDS["fr"].plural(one, many, 0) == "0 boutique"
    assert WORDS["en"].plural(one, many, 0) == "0 shops"


@pytest.fixture(scope="module")
def german(shop):
    return shop.get("/de/products").text


def test_a_page_is_in_the_language_of_its_address(german):
    assert '<html lang="de">' in german
    assert "Zum Inhalt springen" in german
    assert "Skip to the content" not in german


def test_links_of_a_page_stay_in_its_language(german):
    inside = re.findall(r'href="(/[^"]*)"', german)
    switch = {"/products", "/fr/products"}
    odd = [
        link
        for link in inside
        if not re.match(r"/(de(/|$)|static/|sitemap)", link) and link not in switch
    ]
    assert odd == []


def test_a_page_names_itself_in_every_language(shop, assortment):
    item = assortment.items[4]
    path = product_path(item.sku, item.title)
    for prefix in ("", "/de", "/fr"):
        text = shop.get(prefix + path).text
        here = f"http://127.0.0.1:8000{prefix}{path}"
        assert f'<link rel="canonical" href="{here}">' in text
        for code, other in (("en", ""), ("de", "/de"), ("fr", "/fr")):
            there = f"http://127.0.0.1:8000{other}{path}"
            assert f'hreflang="{code}" href="{there}"' in text


def test_the_switch_of_languages_stays_on_the_page(shop):
    text = shop.get("/fr/products?sort=cheap&page=2").text
    assert '<a href="/de/products?sort=cheap&amp;page=2" hreflang="de"' in text
    assert '<a href="/products?sort=cheap&amp;page=2" hreflang="en"' in text


def test_a_product_s_text_keeps_its_own_language(shop, assortment):
    item = assortment.items[4]
    text = shop.get("/de" + product_path(item.sku, item.title)).text
    assert f"<h1 lang=en>{item.title}</h1>" in text
    assert '<blockquote lang="de"><p>Der Griff' in text


def test_a_redirect_keeps_the_language(shop, assortment):
    item = assortment.items[4]
    answer = shop.get(f"/de/products/{item.sku}/wrong")
    assert answer.headers["location"] == "/de" + product_path(item.sku, item.title)


@pytest.mark.parametrize("path", ["/en/products", "/dex", "/de/de/products", "/it"])
def test_what_only_looks_like_a_language_is_404(shop, path):
    assert shop.get(path).status_code == 404


def test_a_refusal_speaks_the_language_of_its_address(shop):
    answer = shop.get("/de/nowhere")
    assert answer.status_code == 404
    assert '<html lang="de">' in answer.text
