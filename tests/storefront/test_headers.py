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
    filled = {
        "/products/{sku}": "/products/hm-000001",
        "/products/{sku}/{name}": "/products/hm-000001/wrong",
        "/guides/{key}/{name}": f"/guides/{guide.generated_key}/choosing-a-kettle.pdf",
        "/static/{name}": "/static/none.css",
        "/art/{version}/{name}": "/art/x/none.svg",
    }
    routes = [route.path_format for route in shop.app.routes]
    return [filled.get(route, route) for route in routes] + [
        "/none",
        "/products?page=x",
    ]


def test_every_route_is_walked(shop, assortment):
    walked = addresses(shop, assortment.guides[0])
    assert len(walked) == 14
    assert not [path for path in walked if "{" in path]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_carries_the_headers_and_no_cookie(shop, assortment, method):
    for path in addresses(shop, assortment.guides[0]):
        headers = shop.request(method, path).headers
        assert SECURITY.items() <= dict(headers).items(), path
        assert headers["x-request-id"]
        assert "set-cookie" not in headers


def test_a_page_seen_before_is_304(shop):
    for path in PAGES:
        tag = shop.get(path).headers["etag"]
        again = shop.get(path, headers={"if-none-match": f'"other", {tag[2:]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag


def test_one_page_tag_says_nothing_about_another(shop):
    tag = shop.get("/").headers["etag"]
    assert shop.get("/nowhere", headers={"if-none-match": tag}).status_code == 404
    assert shop.get("/about", headers={"if-none-match": tag}).status_code == 200


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
    times = iter(
        [start, start + timedelta(seconds=299), start + timedelta(seconds=300)]
    )
    app = create_app(stocked_home, ShopSettings(), clock=lambda: next(times))
    with TestClient(app) as shop:
        tags = [shop.get("/about").headers["etag"] for _ in range(3)]
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
