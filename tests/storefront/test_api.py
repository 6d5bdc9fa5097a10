"""The API: what it tells, how lists go on, what it refuses, who may read it."""

import msgspec
import pytest

from storefront.api.asked import Search
from storefront.api.cursors import cursor
from storefront.api.operations import OPERATIONS
from storefront.api.ordering.operations import ORDERING

V1 = "/api/v1"


@pytest.fixture(scope="module")
def told(shop):
    return shop.get(f"{V1}/openapi.json").json()


def walked(shop, path, name):
    seen, address = [], path
    while address:
        page = shop.get(address).json()
        seen += [one[name] for one in page["items"]]
        more = page["next"]
        address = f"{path}{'&' if '?' in path else '?'}cursor={more}" if more else ""
    return seen, page["total"]


def test_all_products_are_told_once(shop, assortment):
    skus, total = walked(shop, f"{V1}/products?limit=70", "sku")
    assert skus == sorted(one.sku for one in assortment.items)
    assert total == len(skus)


def test_a_full_last_page_needs_no_other(shop, assortment):
    page = shop.get(f"{V1}/products?limit=100").json()
    page = shop.get(f"{V1}/products?limit=100&cursor={page['next']}").json()
    assert len(page["items"]) == len(assortment.items) - 100
    assert page["next"] is None


def test_a_search_goes_on_to_its_end(shop):
    skus, total = walked(shop, f"{V1}/search?category=kitchen", "sku")
    assert len(skus) == len(set(skus)) == total > 24


@pytest.mark.parametrize(("path", "key"), [("guides", "key"), ("programmes", "key")])
def test_short_lists_go_on_as_well(shop, path, key):
    keys, total = walked(shop, f"{V1}/{path}?limit=2", key)
    assert len(keys) == len(set(keys)) == total > 2


def test_a_product_tells_what_its_page_shows(shop, assortment):
    item = assortment.items[4]
    found = shop.get(f"{V1}/products/{item.sku}").json()
    assert (found["title"], found["price_minor"]) == (item.title, item.price_minor)
    assert found["category"] == "kitchen/cookware"
    assert shop.get(found["page"]).status_code == 200


def test_offers_lead_out_through_the_shop(shop, assortment):
    item = assortment.items[4]
    (first, *_) = shop.get(f"{V1}/products/{item.sku}/offers").json()["items"]
    answer = shop.get(first["link"])
    assert answer.headers["location"] == item.offers[0].url


def test_prices_of_the_market_are_told_by_day(shop, assortment):
    item = assortment.items[4]
    found = shop.get(f"{V1}/products/{item.sku}/prices").json()
    told = [(str(one.since), one.price_minor) for one in item.history]
    assert [(one["since"], one["price_minor"]) for one in found["market"]] == told


@pytest.mark.parametrize("tail", ["", "/offers", "/prices"])
def test_a_merged_sku_leads_to_the_living_one(shop, tail):
    answer = shop.get(f"{V1}/products/hm-900001{tail}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{V1}/products/hm-000001{tail}"


def test_what_has_only_some_of_the_words_stands_apart(shop):
    few = shop.get(f"{V1}/search?q=kettle+lamp").json()
    assert (few["items"], few["total"], len(few["near"])) == ([], 0, 8)
    either = shop.get(f"{V1}/search?q=kettle+lamp&any=true").json()
    assert either["near"] == []
    assert {one["sku"] for one in few["near"]} <= {
        one["sku"] for one in either["items"]
    }


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("products?limit=101", "limit"),
        ("products?limit=0", "limit"),
        ("products?limit=1000000000000000000000", "limit"),
        ("products?limit=ten", "limit"),
        ("products?limit=1&limit=2", "limit"),
        ("products?page=2", "page"),
        ("products?cursor=!", "cursor"),
        ("search?rating=6", "rating"),
        ("search?sort=dearest", "sort"),
        ("search?stock=perhaps", "stock"),
        ("search?q=" + "a" * 201, "q"),
        ("search?" + "&".join("brand=x" for _ in range(21)), "brand"),
        ("search?low_minor=-1", "low_minor"),
        ("products/hm-000001?deep=1", "deep"),
        ("categories?parent=a&parent=b", "parent"),
    ],
)
def test_a_wrong_argument_is_named(shop, path, name):
    answer = shop.get(f"{V1}/{path}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert [one["name"] for one in answer.json()["errors"]] == [name]


def test_a_cursor_is_of_its_list_and_its_question(shop):
    more = shop.get(f"{V1}/search?category=kitchen").json()["next"]
    assert shop.get(f"{V1}/search?category=kitchen&cursor={more}").status_code == 200
    assert shop.get(f"{V1}/search?category=home&cursor={more}").status_code == 404
    assert shop.get(f"{V1}/products?cursor={more}").status_code == 404


@pytest.mark.parametrize("given", ["AAAA", "a", "_-_-_-_-_-", "ToK0QliEaG0tMDAwMjAx"])
def test_a_made_up_cursor_is_no_place(shop, given):
    answer = shop.get(f"{V1}/products?cursor={given}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["name"] == "cursor"


def test_a_place_that_is_gone_asks_to_begin_again(shop):
    gone = cursor("guides", "no-such-guide")
    answer = shop.get(f"{V1}/guides?cursor={gone}")
    assert "begin again" in answer.json()["errors"][0]["reason"]


@pytest.mark.parametrize(
    "path",
    ["products/none", "products/%00", "products/a%2Fb", "categories?parent=x", "none"],
)
def test_what_is_not_there_is_a_problem_in_json(shop, path):
    answer = shop.get(f"{V1}/{path}")
    assert answer.status_code == 404
    assert answer.json()["title"] == "Not Found"


def test_what_has_not_changed_is_not_sent_again(shop):
    path = f"{V1}/products?limit=3"
    tag = shop.get(path).headers["etag"]
    answer = shop.get(path, headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["products", "products/none", "products?limit=0"])
def test_every_origin_may_read_without_credentials(shop, path):
    answer = shop.get(f"{V1}/{path}", headers={"origin": "https://other.test"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "set-cookie" not in answer.headers


def test_a_browser_that_asks_first_is_told_that_it_may_read(shop):
    asked = {"origin": "https://other.test", "access-control-request-method": "GET"}
    answer = shop.options(f"{V1}/products", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_pages_are_not_opened_to_other_origins(shop):
    assert "access-control-allow-origin" not in shop.get("/products").headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_api_is_only_read(shop, method):
    answer = shop.request(method, f"{V1}/products")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_place_at_the_start_is_there(shop):
    places = shop.get(V1).json()
    places.pop("live")
    assert {shop.get(place).status_code for place in places.values()} == {200}


def test_the_description_names_every_address(shop, told):
    named = {one.path for one in (*OPERATIONS, *ORDERING)}
    assert set(told["paths"]) == named
    assert told["openapi"] == "3.1.0"


@pytest.mark.parametrize("one", (*OPERATIONS, *ORDERING), ids=lambda one: one.name)
def test_every_example_is_one_of_its_kind(one):
    text = msgspec.json.encode(one.example)
    assert msgspec.json.decode(text, type=one.gives) == one.example


@pytest.mark.parametrize("one", ORDERING, ids=lambda one: one.name)
def test_every_example_of_a_body_is_one_of_its_kind(one):
    assert (one.sends is None) == (one.sent is None)
    text = msgspec.json.encode(one.sent)
    assert one.sends is None or msgspec.json.decode(text, type=one.sends) == one.sent


def test_people_read_the_same_without_a_script(shop, told):
    text = shop.get(f"{V1}/docs").text
    assert all(
        f"<code>{method.upper()} {V1}{path}</code>" in text
        for path, of in told["paths"].items()
        for method in of
    )
    assert "<script" not in text.replace('<script src="/static/', "")


def test_an_empty_shop_answers_empty_lists(empty_shop):
    for path in ("products", "search", "categories", "guides", "programmes"):
        assert empty_shop.get(f"{V1}/{path}").json()["items"] == []


@pytest.mark.parametrize("page", ["\u00b2", "\u0663", "0", "-1", "9" * 90, "x"])
def test_a_cursor_made_for_no_page_is_no_place(shop, page):
    asked = msgspec.json.encode(Search(q="kettle")).decode()
    made = cursor(f"search {asked} en", page)
    answer = shop.get(f"{V1}/search?q=kettle&cursor={made}")
    assert answer.status_code == 404
