"""What one request, and one visitor, may ask: refused with a word, and no further."""

import math
import multiprocessing

import msgspec
import pytest

from storefront.app import create_app
from storefront.http.buckets import Buckets, Rate
from storefront.settings import ShopSettings

RATE = Rate(interval_s=1.0, burst=3)
FEW = {f"{kind}_per_minute": 6 for kind in ("pages", "searches", "api", "files")}


@pytest.fixture
def limited(home):
    return create_app(home, ShopSettings(**FEW))


def counted(buckets, name, times):
    return sum(buckets.take(name, RATE) == 0 for _ in range(times))


def test_a_visitor_gets_a_burst_and_then_an_even_rate(tmp_path):
    now = [1000.0]
    buckets = Buckets(tmp_path / "shop" / "limits", lambda: now[0])
    assert counted(buckets, b"a", 9) == 3
    assert buckets.take(b"a", RATE) == pytest.approx(1.0)
    now[0] += 2.0
    assert counted(buckets, b"a", 9) == 2
    now[0] += 3600
    assert counted(buckets, b"a", 9) == 3


def test_each_visitor_has_a_rate_of_its_own(tmp_path):
    buckets = Buckets(tmp_path / "shop" / "limits", lambda: 1000.0)
    assert counted(buckets, b"a", 9) == counted(buckets, b"b", 9) == 3


@pytest.mark.requirement(20)
def test_processes_share_their_rates(tmp_path):
    path = tmp_path / "shop" / "limits"
    counted(Buckets(path), b"a", 2)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(others, (path,)) == 1


def others(path):
    return counted(Buckets(path), b"a", 9)


def test_a_clock_that_began_anew_locks_nobody_out(tmp_path):
    now = [9_000_000.0]
    buckets = Buckets(tmp_path / "shop" / "limits", lambda: now[0])
    counted(buckets, b"a", 9)
    now[0] = 5.0
    assert counted(buckets, b"a", 9) == 3


def test_more_visitors_than_slots_do_not_stop_the_shop(tmp_path):
    buckets = Buckets(tmp_path / "shop" / "limits", lambda: 1000.0)
    allowed = [buckets.take(b"%d" % number, RATE) for number in range(100_000)]
    assert not any(allowed)


@pytest.mark.requirement(20)
def test_who_asks_too_often_is_told_when_to_come_back(limited, asked_from):
    shop = asked_from("192.0.2.1", limited)
    answers = [shop.get("/about") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 429, 429]
    assert 1 <= int(answers[1].headers["retry-after"]) <= math.ceil(60 / 6)
    assert "try again" in answers[1].text
    assert answers[1].headers["cache-control"] == "no-store"


def test_who_asks_too_often_is_told_in_the_language_of_the_page(limited, asked_from):
    shop = asked_from("192.0.2.77", limited)
    text = [shop.get("/fr/about") for _ in range(2)][1].text
    assert "Trop de requêtes : veuillez réessayer dans" in text
    assert "/fr" in text


@pytest.mark.requirement(20)
def test_kinds_of_requests_are_limited_apart(limited, asked_from):
    shop = asked_from("192.0.2.2", limited)
    for path in ("/about", "/products?sort=cheap", "/static/none.css"):
        assert [shop.get(path).status_code == 429 for _ in range(2)] == [False, True]
    assert shop.get("/de/about").status_code == 429


def test_health_is_never_limited(limited, asked_from):
    shop = asked_from("192.0.2.3", limited)
    assert {shop.get("/health").status_code for _ in range(50)} == {200}


def test_one_customer_of_ipv6_is_one_visitor(limited, asked_from):
    near, far = "2001:db8:1:2::%x", "2001:db8:1:%x::1"
    assert asked_from(near % 1, limited).get("/").status_code == 200
    assert asked_from(near % 99, limited).get("/").status_code == 429
    assert asked_from(far % 3, limited).get("/").status_code == 200


def test_a_visitor_of_ipv4_is_the_same_when_written_as_ipv6(limited, asked_from):
    assert asked_from("192.0.2.4", limited).get("/").status_code == 200
    assert asked_from("::ffff:192.0.2.4", limited).get("/").status_code == 429


def test_programs_are_refused_in_their_own_words(limited, asked_from):
    shop = asked_from("192.0.2.5", limited)
    wants = {"accept": "application/json"}
    answer = [shop.get("/about", headers=wants) for _ in range(2)][1]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = msgspec.json.decode(answer.content)
    assert (problem["status"], problem["title"]) == (429, "Too Many Requests")


def test_limits_can_be_switched_off(shop):
    assert {shop.get("/about").status_code for _ in range(300)} == {200}


@pytest.mark.requirement(20)
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/about", {"content-length": "64001"}, 413),
        ("POST", "/about", {"content-length": "9" * 5000}, 413),
        ("POST", "/about", {"content-length": "-1"}, 400),
        ("GET", "/about", {"content-length": "1e3"}, 400),
        ("GET", "/products?q=" + "x" * 4_000, {}, 414),
        ("GET", "/" + "x" * 2_000, {}, 414),
        ("GET", "/about", {"user-agent": "x" * 33_000}, 431),
        ("GET", "/about", {f"x-{n}": "x" * 300 for n in range(120)}, 431),
        ("GET", "/products?page=1000000000", {}, 400),
        ("GET", "/products?q=" + "x" * 201, {}, 400),
        ("GET", "/api/v1/search?q=" + "x+" * 101, {}, 400),
        ("GET", "/products?page=999999", {}, 404),
    ],
)
def test_what_is_too_large_is_refused(shop, method, path, headers, status):
    assert shop.request(method, path, headers=headers).status_code == status


@pytest.mark.requirement(20)
@pytest.mark.parametrize("path", ["/consent", "/wishlist/add", "/welcome"])
def test_a_body_that_does_not_say_how_long_it_is_ends_all_the_same(shop, path):
    parts = (b"x" * 1_000 for _ in range(65))
    form = {"content-type": "application/x-www-form-urlencoded"}
    same = {"sec-fetch-site": "same-origin", **form}
    assert shop.post(path, content=parts, headers=same).status_code == 413
