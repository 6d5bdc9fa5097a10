"""Addresses with slashes too many: no check that looks at a path is walked around."""

import re

import pytest

from storefront.app import create_app
from storefront.settings import ShopSettings


@pytest.fixture(scope="module")
def paths(shop):
    found = [str(route.path) for route in shop.app.routes]
    return [re.sub(r"{[^}]*}", "x", path) for path in found if path != "/"]


def test_an_address_with_double_slashes_leads_to_the_one_without(shop, paths):
    for path in paths:
        doubled = "/" + path.replace("/", "//") + "//"
        answer = shop.get(f"http://testserver{doubled}?a=1")
        assert answer.status_code == 301
        assert answer.headers["location"].startswith(f"{path}/?a=1"), path


def test_nothing_is_sent_to_an_address_with_double_slashes(shop, paths):
    for path in paths:
        sent = shop.post(f"http://testserver/{path}", data={"answer": "yes"})
        assert sent.status_code == 404, path


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("//evil.test/x", "/evil.test/x"),
        ("/%2F%2Fevil.test", "/evil.test"),
        ("/de///products", "/de/products"),
        ("/x//a%0d%0ab%20%C3%A9%3Fq", "/x/a%0D%0Ab%20%C3%A9%3Fq"),
    ],
)
def test_the_way_stays_in_the_shop(shop, path, leads_to):
    answer = shop.get(f"http://testserver{path}")
    assert (answer.status_code, answer.headers["location"]) == (301, leads_to)


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/wishlist"])
def test_a_slash_at_the_end_makes_no_answer_a_kept_one(shop, path):
    for asked in (path, f"{path}/"):
        assert "no-store" in shop.get(asked).headers["cache-control"]
        assert "etag" not in shop.get(asked).headers


@pytest.mark.parametrize("path", ["/health/x", "/ready/", "/metrics/", "/ready"])
def test_only_a_probe_of_health_has_no_rate(home, asked_from, path):
    limited = create_app(home, ShopSettings(pages_per_minute=6, api_per_minute=6))
    shop = asked_from("192.0.2.3", limited)
    assert 429 in {shop.get(path).status_code for _ in range(20)}
    assert {shop.get("/health").status_code for _ in range(20)} == {200}


def test_this_machine_asks_whether_the_shop_is_ready_as_often_as_it_likes(
    stocked_home, asked_from
):
    limited = create_app(stocked_home, ShopSettings(api_per_minute=6))
    shop = asked_from("127.0.0.1", limited)
    assert {shop.get("http://localhost/ready").status_code for _ in range(20)} == {200}
