import re
from datetime import date

import msgspec
import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.http.sessions import Session
from storefront.pages import wishlist
from storefront.settings import ShopSettings

HERE = {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}


@pytest.fixture(scope="module")
def sold(make_sample):
    from datetime import UTC, datetime

    return make_sample.assortment(datetime(2026, 11, 20, 12, 0, tzinfo=UTC), size=12)


@pytest.fixture
def home(tmp_path_factory, sold):
    home = tmp_path_factory.mktemp("wishes")
    build(home, msgspec.structs.replace(sold, guides=()))
    return home


@pytest.fixture
def shop(home, sold):
    app = create_app(
        home, ShopSettings(limits=False), clock=lambda: sold.items[0].checked_at
    )
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def send(shop, path, sku, **more):
    return shop.post(
        path, data={"sku": sku, **more}, headers=HERE, follow_redirects=False
    )


def token(shop):
    found = re.search(
        r'name="_csrf_token" value="([0-9a-f]*)"', shop.get("/wishlist").text
    )
    return found[1] if found else ""


def remove(shop, sku):
    return send(shop, "/wishlist/remove", sku, _csrf_token=token(shop))


def test_looking_at_an_empty_list_sets_no_cookie(shop):
    answer = shop.get("/wishlist")
    assert "Nothing is on your list yet" in answer.text
    assert "set-cookie" not in answer.headers
    assert "no-store" in answer.headers["cache-control"]


def test_a_kept_product_stands_on_the_list_of_its_visitor_alone(shop, home, sold):
    item = sold.items[4]
    answer = send(shop, "/wishlist/add", item.sku)
    assert (answer.status_code, answer.headers["location"]) == (303, "/wishlist")
    assert item.title in shop.get("/wishlist").text
    shop.cookies.clear()
    assert item.title not in shop.get("/wishlist").text.partition("<main")[2]


def test_the_change_since_a_product_was_kept_is_told(shop, home, sold):
    item = sold.items[4]
    send(shop, "/wishlist/add", item.sku)
    assert "The same price as on" in shop.get("/wishlist").text
    cheaper = msgspec.structs.replace(item, price_minor=item.price_minor - 250)
    items = tuple(cheaper if one is item else one for one in sold.items)
    build(home, msgspec.structs.replace(sold, items=items, guides=()))
    fresh = create_app(home, ShopSettings(), clock=lambda: sold.items[0].checked_at)
    with TestClient(
        fresh, base_url="http://127.0.0.1:8000", cookies=shop.cookies
    ) as later:
        assert "€2.50 less than on" in later.get("/wishlist").text


def test_what_was_removed_can_be_put_back_as_it_was(shop, sold):
    first, second = (one.sku for one in sold.items[4:6])
    send(shop, "/wishlist/add", first)
    send(shop, "/wishlist/add", second)
    answer = remove(shop, first)
    assert answer.headers["location"] == f"/wishlist?removed={first}"
    page = shop.get(answer.headers["location"]).text
    assert "Put it back" in page
    assert "1 product" in page
    send(shop, "/wishlist/add", first)
    assert "2 products" in shop.get("/wishlist").text


def test_a_list_is_removed_from_only_with_the_token_of_its_visitor(shop, sold):
    sku = sold.items[4].sku
    send(shop, "/wishlist/add", sku)
    assert send(shop, "/wishlist/remove", sku, _csrf_token="0" * 32).status_code == 403
    assert "1 product" in shop.get("/wishlist").text


def test_a_form_of_another_site_keeps_nothing(shop, sold):
    answer = shop.post(
        "/wishlist/add",
        data={"sku": sold.items[4].sku},
        headers={**HERE, "origin": "https://evil.test"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("sku", ["hm-999999", "", "x" * 41, "'--", "hm-000001\x00"])
def test_what_the_shop_does_not_have_cannot_be_kept(shop, sku):
    answer = send(shop, "/wishlist/add", sku)
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_a_list_has_an_end(shop, sold, monkeypatch):
    monkeypatch.setattr(wishlist, "MOST", 2)
    for item in sold.items[:3]:
        last = send(shop, "/wishlist/add", item.sku)
    assert last.headers["location"] == "/wishlist?full=1"
    page = shop.get("/wishlist?full=1").text
    assert "2 products" in page
    assert "Your list is full" in page


def test_two_hundred_wishes_fit_into_a_session():
    from ledger.sessions import refuse_large

    session = Session("a", {})
    for number in range(200):
        wish = wishlist.Wish(date(2026, 11, 20), 10**9, "EUR")
        wishlist._keep(session, f"hm-{number:012}", wish)
    refuse_large(session.changes)
    assert len(wishlist._wishes(session)) == 200


def test_of_two_wishes_at_a_time_neither_is_lost():
    kept, wish = (
        {"wish:hm-1": ["2026-11-20", 1, "EUR"]},
        wishlist.Wish(date(2026, 11, 21)),
    )
    one, other = Session("a", kept), Session("a", kept)
    wishlist._keep(one, "hm-2", wish)
    wishlist._keep(other, "hm-3", wish)
    wishlist._keep(other, "hm-1", None)
    both = Session("a", {**kept, **one.changes, **other.changes})
    assert set(wishlist._wishes(both)) == {"hm-2", "hm-3"}


def test_a_merged_product_stays_on_the_list_as_its_heir(shop, sold):
    send(shop, "/wishlist/add", "hm-900001")
    assert sold.items[0].title in shop.get("/wishlist").text


def test_a_list_is_shared_by_its_address(shop, sold):
    for item in sold.items[4:6]:
        send(shop, "/wishlist/add", item.sku)
    way = re.search(r'href="(/wishlist/shared\?[^"]*)"', shop.get("/wishlist").text)
    shop.cookies.clear()
    page = shop.get(way[1].replace("&amp;", "&"))
    assert all(item.title in page.text for item in sold.items[4:6])
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("query", ["sku=%3Cscript%3E", "sku=" + "x" * 50])
def test_an_address_that_is_no_list_is_refused(shop, query):
    assert shop.get(f"/wishlist/shared?{query}").status_code == 400


def test_a_shared_list_of_nothing_says_so(shop):
    assert "Nothing of this list" in shop.get("/wishlist/shared?sku=hm-1").text
    assert shop.get("/wishlist/shared").status_code == 200
