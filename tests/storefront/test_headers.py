import re
from datetime import timedelta

import msgspec
import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.http.headers import SECURITY
from storefront.settings import ShopSettings

PAGES = ("/", "/products", "/products?q=kettle", "/guides", "/about", "/sitemap.xml")


def addresses(shop, guide):
    """One address for each route of the application, and some without a route."""
    values = {"sku": "hm-000001", "key": guide.generated_key}
    found = [
        re.sub(r"\{(\w+)\}", lambda part: values.get(part[1], "none"), one.path_format)
        for one in shop.app.routes
    ]
    return [*found, "/de/about", "/none", "/products?page=x", "/x" * 2_000]


@pytest.mark.requirement(7)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_carries_the_headers(shop, assortment, method):
    for path in addresses(shop, assortment.guides[0]):
        headers = shop.request(method, path).headers
        assert SECURITY.items() <= dict(headers).items(), path
        assert headers["x-request-id"]


@pytest.mark.requirement(5)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_page_for_everyone_sets_a_cookie(shop, assortment, method):
    for path in addresses(shop, assortment.guides[0]):
        answer = shop.request(method, path, headers={"cookie": "session=planted"})
        assert "set-cookie" not in answer.headers, path


@pytest.mark.requirement(7)
def test_only_an_encrypted_connection_promises_the_next_one(stocked_home, asked_from):
    settings = ShopSettings(trusted_proxies=("10.0.0.0/8",), limits=False)
    shop = asked_from("10.1.1.1", create_app(stocked_home, settings))
    secure = shop.get("/about", headers={"x-forwarded-proto": "https"}).headers
    assert "max-age" in secure["strict-transport-security"]
    assert "strict-transport-security" not in shop.get("/about").headers


def test_a_page_seen_before_is_304(shop):
    for path in PAGES:
        tag = shop.get(path).headers["etag"]
        again = shop.get(path, headers={"if-none-match": f'"other", {tag[2:]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_holds_any_copy_gets_none_of_what_is_there(shop, method):
    any_copy = {"if-none-match": "*"}
    for path in (*PAGES, shop.app.state["shop"].templates.assets.path("shop.css")):
        answer = shop.request(method, path, headers=any_copy)
        assert (answer.status_code, answer.content) == (304, b""), path
        assert answer.headers["etag"] == shop.get(path).headers["etag"]
    assert shop.get("/nowhere", headers=any_copy).status_code == 404


def test_one_page_tag_says_nothing_about_another(shop):
    tag = shop.get("/").headers["etag"]
    assert shop.get("/nowhere", headers={"if-none-match": tag}).status_code == 404
    assert shop.get("/about", headers={"if-none-match": tag}).status_code == 200


def test_a_question_mark_in_a_path_is_none_of_the_query(shop):
    tag = shop.get("/about??").headers["etag"]
    assert shop.get("/about%3F", headers={"if-none-match": tag}).status_code == 404


def test_errors_and_health_are_not_kept(shop):
    for path in ("/nowhere", "/products?page=0", "/health"):
        assert shop.get(path).headers["cache-control"] == "no-store"
        assert "etag" not in shop.get(path).headers


def test_a_new_snapshot_makes_pages_new(home, assortment, snapshot):
    times = iter(range(0, 1000, 2))
    app = create_app(home, ShopSettings(), monotonic=lambda: next(times))
    with TestClient(app) as shop:
        tag = shop.get("/").headers["etag"]
        build(home, msgspec.structs.replace(assortment, items=assortment.items[:9]))
        answer = shop.get("/", headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert "See all 9 finds" in answer.text


def test_ages_make_pages_new_after_five_minutes(stocked_home, assortment):
    start = max(item.checked_at for item in assortment.items).replace(minute=0)
    now, tags = [start], []
    app = create_app(stocked_home, ShopSettings(), clock=lambda: now[0])
    with TestClient(app) as shop:
        for seconds in (0, 299, 300):
            now[0] = start + timedelta(seconds=seconds)
            tags.append(shop.get("/about").headers["etag"])
    assert tags[0] == tags[1] != tags[2]


@pytest.mark.parametrize("file", ["shop.css", "mark.svg"])
def test_files_are_kept_for_ever_under_their_digest(shop, file):
    path = shop.app.state["shop"].templates.assets.path(file)
    answer = shop.get(path)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert path in shop.get("/").text


def test_head_is_get_without_its_body(shop):
    asked, got = shop.head("/about"), shop.get("/about")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_head_tells_of_the_shops_health_too(shop, path):
    asked, got = shop.head(path), shop.get(path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers["content-type"] == got.headers["content-type"]


def broken(stocked_home, monkeypatch, *names):
    """Ask for a page of a shop whose templates `names` cannot be rendered."""
    app = create_app(stocked_home, ShopSettings())
    templates = app.state["shop"].templates
    render = templates.render

    def fail(name, *others, **facts):
        if name in names:
            raise ValueError("a secret of the shop")
        return render(name, *others, **facts)

    monkeypatch.setattr(templates, "render", fail)
    with TestClient(app, raise_server_exceptions=False) as shop:
        return shop.get("/about")


def test_a_fault_of_ours_shows_no_traceback(stocked_home, monkeypatch):
    answer = broken(stocked_home, monkeypatch, "about.html")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "Traceback" not in answer.text
    assert "secret" not in answer.text


def test_a_fault_in_the_page_for_faults_is_answered_too(stocked_home, monkeypatch):
    answer = broken(stocked_home, monkeypatch, "about.html", "refusal.html")
    assert answer.status_code == 500
    assert answer.headers["cache-control"] == "no-store"
    assert SECURITY.items() <= dict(answer.headers).items()
    assert "secret" not in answer.text
