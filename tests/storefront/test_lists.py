import re
from html import escape, unescape

import pytest

from storefront.catalogue.question import Question
from storefront.pages.asked import address, question

BOX = re.compile(r'<input type="checkbox" name="brand" value="([^"]+)"[^>]*>')


def ask(query):
    return question(query, "EUR", "en")


def test_an_address_and_its_question_are_two_forms_of_one():
    query = (
        "q=red+kettle&any=1&brand=a&brand=b%26c&shop=x.test&rating=4&stock=1&days=3"
        "&low=1.50&high=20&sort=cheap&page=2"
    )
    asked = ask(query)
    assert asked.brands == ("a", "b&c")
    assert (asked.low_minor, asked.high_minor, asked.days) == (150, 2000, 3)
    assert address(asked, "EUR") == f"/products?{query}"


def test_what_is_as_usual_is_in_no_address():
    assert address(ask("sort=best&page=1&low=&q=&utm_source=x"), "EUR") == "/products"
    assert address(Question(category="a/b"), "EUR") == "/categories/a/b"


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize("minor", [1, 1_999, 75 * 10**11 - 1])
def test_every_price_that_a_list_links_to_can_be_asked(currency, minor):
    linked = address(Question(low_minor=minor, high_minor=minor), currency)
    asked = question(linked.partition("?")[2], currency, "en")
    assert (asked.low_minor, asked.high_minor) == (minor, minor)


def test_a_brand_may_be_written_as_its_maker_does(shop):
    assert ask("brand=Moor+%26++FINCH&brand=moor+%26+finch").brands == ("moor & finch",)
    assert shop.get("/products?brand=Halden").text.count('class="chip"') == 1
    assert "Nothing on the shelf fits" not in shop.get("/products?brand=Halden").text


@pytest.mark.parametrize(
    "query",
    [
        "rating=6",
        "low=1.000",
        "low=12%0A",
        "low=12345678901234",
        "rating=-1",
        "stock=maybe",
        "days=-1",
        "days=1e3",
        "&".join(f"brand={n}" for n in range(31)),
        "&".join(f"x{n}=1" for n in range(201)),
        f"brand={'x' * 201}",
    ],
)
def test_a_filter_that_cannot_be_is_400(shop, query):
    assert shop.get(f"/products?{query}").status_code == 400


def test_filters_are_counted_and_chosen_ones_are_chips(shop):
    brand = unescape(BOX.findall(shop.get("/products").text)[0])
    text = shop.get("/products", params={"brand": brand, "stock": "1"}).text
    assert text.count('class="chip"') == 2
    assert f'value="{escape(brand)}" id="brand-1" checked' in text
    assert 'name="stock" value="1" id="stock" checked' in text


def test_a_chip_leads_to_the_list_without_its_filter(shop):
    text = shop.get("/products?q=kettle&stock=1&days=2").text
    chips = re.findall(r'<a class="chip" href="([^"]+)"', text)
    assert [unescape(chip) for chip in chips] == [
        "/products?stock=1&days=2",
        "/products?q=kettle&days=2",
        "/products?q=kettle&stock=1",
    ]


def test_only_plain_lists_are_for_search_engines(shop):
    robots = '<meta name="robots" content="noindex, follow">'
    plain = ("/products", "/products?page=2", "/categories/kitchen", "/products?q=lamp")
    for path in plain:
        assert robots not in shop.get(path).text
    for query in ("q=kettle&stock=1", "q=zzqx", "q=built&page=2", "stock=1", "low=3"):
        assert robots in shop.get(f"/products?{query}").text


def test_a_category_has_one_address(shop):
    answer = shop.get("/de/products?category=kitchen%2Fkettles&sort=cheap")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/de/categories/kitchen/kettles?sort=cheap"
    canonical = '<link rel="canonical" href="http://127.0.0.1:8000/categories/kitchen">'
    assert canonical in shop.get("/categories/kitchen?sort=cheap").text


@pytest.mark.parametrize(
    "key", ["nope", "kitchen/nope", "Kitchen", "%00", "../kitchen"]
)
def test_an_unknown_category_is_404(shop, key):
    assert shop.get(f"/categories/{key}").status_code == 404


def test_all_categories_are_on_one_page(shop):
    text = shop.get("/categories").text
    assert 'href="/categories/kitchen"' in text
    assert 'href="/categories/kitchen/kettles"' in text


def test_a_list_says_what_is_in_no_price_range(shop, assortment):
    away = [one for one in assortment.items if one.currency != "EUR"]
    said = f"{len(away)} finds have no price in EUR: they come last"
    assert said in shop.get("/products").text
    assert "Funde haben keinen Preis in EUR" in shop.get("/de/products").text


def test_a_search_without_an_answer_offers_near_ones(shop):
    text = shop.get("/products?q=kettle&low=999999").text
    assert "Nothing on the shelf fits" in text
    assert '<a href="/products?q=kettle">At any price' in text


def test_a_slip_is_asked_back(shop):
    text = shop.get("/products?q=ketle").text
    assert "Did you mean" in text
    assert '<a href="/products?q=kettle">kettle</a>' in text


def test_suggestions_are_options_that_lead_on(shop):
    text = shop.get("/fr/suggest?q=ket").text
    assert '<li id="suggestion-1" role="option"' in text
    assert 'data-href="/fr/' in text
    assert "<html" not in text


def test_nothing_typed_suggests_nothing(shop):
    assert shop.get("/suggest?q=").text.strip() == ""


def test_every_card_can_be_ticked_for_the_comparison(shop):
    text = shop.get("/products").text
    assert text.count('name="sku" value="hm-') == 24
    assert '<form id="comparing" action="/compare">' in text


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/products?q=kettle", "“kettle” · Harvestman"),
        ("/de/products?q=kettle", "„kettle“ · Harvestman"),
        ("/fr/categories/kitchen?q=kettle", "« kettle », Kitchen · Harvestman"),
        ("/categories/kitchen", "Kitchen · Harvestman"),
    ],
)
def test_a_search_is_headed_by_its_words(shop, path, title):
    text = shop.get(path).text.replace("\u202f", " ").replace("\xa0", " ")
    assert f"<title>{title}</title>" in text
    assert f"<h1>{re.split(',? · |, ', title)[0]}</h1>" in text


def test_where_nothing_is_near_the_best_and_the_shelves_are_shown(shop):
    text = shop.get("/products?q=zzqxzzqx").text
    assert "This comes near" not in text
    assert text.count('class="card"') == 4
    assert '<a href="/categories/kitchen"><span>Kitchen</span>' in text


def test_where_few_are_found_what_has_some_of_the_words_is_shown(shop):
    text = shop.get("/de/products?q=kettle+zzqxzzqx").text
    assert '<h2 id="near">Mit einigen der Wörter</h2>' in text
    assert 'href="/de/products?q=kettle+zzqxzzqx&amp;any=1"' in text
    assert text.count('class="card"') == 8
    assert 'id="near"' not in shop.get("/products?q=kettle").text
