import pytest

from storefront.art import scene
from storefront.pages.asked import minor
from storefront.pages.templates import product_path

LISTS = "/products"


@pytest.fixture(scope="module")
def kettle(assortment):
    return assortment.items[4]


@pytest.fixture(scope="module")
def page(shop, kettle):
    return shop.get(product_path(kettle.sku, kettle.title)).text


def test_the_first_page_shows_the_best_and_the_widest_gaps(shop):
    text = shop.get("/").text
    assert text.count('class="card') > 6
    assert "Same thing, other price" in text
    assert "200" in text


def test_a_product_page_carries_all_that_is_known(page, kettle):
    assert kettle.title in page
    assert kettle.brand.replace("&", "&amp;") in page
    assert all(offer.host in page for offer in kettle.offers)
    assert all(value in page for value in kettle.specs.values())


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", ("Most of its offers can be had now.", "Few shops sell it.")),
        ("/de", ("Die meisten Angebote sind sofort zu haben.", "Wenige Läden")),
        ("/fr", ("La plupart des offres sont disponibles", "Peu de boutiques")),
    ],
)
def test_a_score_is_explained_in_the_reader_s_language(shop, kettle, prefix, said):
    text = shop.get(prefix + product_path(kettle.sku, kettle.title)).text
    assert all(reason in text for reason in said)
    assert not any(reason in text for reason in kettle.reasons)
    assert "unheard" not in text


def test_a_drawing_that_is_not_of_the_thing_says_so(shop, assortment):
    caption = "A symbol, not a picture of it"
    of = {scene.shows(one.title): one for one in assortment.items if not one.pictures}
    texts = {
        drawn: shop.get(product_path(one.sku, one.title)).text
        for drawn, one in of.items()
    }
    assert caption in texts[False]
    assert 'alt="" width="400" height="400" fetchpriority' in texts[False]
    assert caption not in texts[True]
    assert "Drawing: " in texts[True]


def test_links_to_other_shops_are_marked(page, kettle):
    rel = 'rel="sponsored nofollow noopener"'
    assert f'<a href="/go/{kettle.offers[0].offer_key}" {rel}>' in page
    links = page.count('<a href="/go/') + page.count('<a href="https://')
    assert links == page.count(rel) > 1


def test_a_list_price_below_the_price_is_no_reduction(shop, assortment):
    bare = next(item for item in assortment.items if not item.list_price_minor)
    assert "list price" not in shop.get(product_path(bare.sku, bare.title)).text


@pytest.mark.parametrize("name", ["", "/wrong", "/Wrong-Name%20"])
def test_a_wrong_name_leads_to_the_right_address(shop, kettle, name):
    answer = shop.get(f"/products/{kettle.sku}{name}")
    assert answer.status_code == 301
    assert answer.headers["location"] == product_path(kettle.sku, kettle.title)


def test_a_merged_sku_leads_to_the_living_one(shop):
    answer = shop.get("/products/hm-900001/old-name")
    assert answer.status_code == 301
    assert answer.headers["location"].startswith("/products/hm-000001/")


@pytest.mark.parametrize(
    "path",
    [
        "/products/hm-999999/x",
        "/products/%00/x",
        "/products/hm-000001'--/x",
        "/products?page=10",
        "/products?page=999999",
        "/products?category=no/such",
        "/guides/nokey/x.pdf",
        "/static/shop.css",
        "/art/x/kettle-00000000.svg",
        "/nowhere/at/all",
    ],
)
def test_what_is_not_here_is_404_with_a_way_on(shop, path):
    answer = shop.get(path)
    assert answer.status_code == 404
    assert 'href="/products"' in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=1000000000",
        "page=x",
        "page=1.5",
        "sort=newest",
        "low=abc",
        "low=-1",
        "high=1.999",
        f"q={'x' * 201}",
    ],
)
def test_a_list_that_cannot_be_asked_for_is_400(shop, query):
    assert shop.get(f"/products?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "q=%22",
        "q=*",
        "q=NEAR(",
        "q=a%00b",
        "q=%ff%fe",
        "q=title:kettle",
        "low=&high=&sort=best",
        "low=5&high=1",
        "low=12,50",
        "sort=dear&page=2",
    ],
)
def test_odd_but_fair_questions_are_answered(shop, query):
    assert shop.get(f"/products?{query}").status_code == 200


def test_pages_of_a_list_keep_its_state_in_their_address(shop):
    text = shop.get("/categories/kitchen?sort=cheap").text
    assert "/categories/kitchen?sort=cheap&amp;page=2" in text


def test_a_price_is_read_in_minor_units():
    read = [minor(typed, "EUR") for typed in ("", "5", "5.5", "5,05")]
    assert read == [None, 500, 550, 505]
    assert minor("5", "JPY") == 5


def test_a_guide_is_downloaded_under_its_name(shop, assortment):
    key = assortment.guides[0].generated_key
    answer = shop.get(f"/guides/{key}/choosing-a-kettle.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"
    assert "choosing-a-kettle.pdf" in answer.headers["content-disposition"]


@pytest.mark.parametrize("name", ["other.pdf", "%0d%0aX-Evil.pdf"])
def test_the_name_of_an_older_edition_leads_to_the_newest(shop, assortment, name):
    key = assortment.guides[0].generated_key
    answer = shop.get(f"/guides/{key}/{name}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/guides/{key}/choosing-a-kettle.pdf"
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/guides/{key}/..%2f..%2fmanifest.json",
        "/guides/..%2f..%2fcatalogue.sqlite/x.pdf",
        "/guides/{key}%00/choosing-a-kettle.pdf",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_no_path_leads_out_of_a_folder(shop, assortment, path):
    key = assortment.guides[0].generated_key
    assert shop.get(path.format(key=key)).status_code == 404


def test_health_names_the_snapshot(shop, stocked_home):
    facts = shop.get("/health").json()
    snapshot = (stocked_home / "catalogue" / "current").read_text()
    assert facts == {"status": "ok", "snapshot": snapshot, "items": 200}


@pytest.mark.parametrize("path", ["/", "/products", "/products?q=kettle"])
def test_an_empty_shop_says_what_to_do(empty_shop, path):
    answer = empty_shop.get(path)
    assert answer.status_code == 200
    assert "harvestman demo" in answer.text


@pytest.mark.parametrize("path", ["/guides", "/about", "/sitemap.xml", "/health"])
def test_an_empty_shop_has_all_its_other_pages(empty_shop, path):
    assert empty_shop.get(path).status_code == 200


def test_a_number_that_the_seller_names_is_not_named_twice(shop, assortment):
    item = assortment.items[7]
    page = shop.get(f"/products/{item.sku}", follow_redirects=True).text
    assert page.count(f"<dd>{item.gtin}</dd>") == 1
    assert page.count(f"<dd>{item.mpn}</dd>") == 1
