"""Pages kept by a process: what is kept, how it is packed, what falls out."""

import gzip

import brotli
import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.http.cache import Page, PageCache
from storefront.http.packing import coding
from storefront.settings import ShopSettings

CODINGS = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def counted(stocked_home, monkeypatch):
    """A shop, and the list of the templates that it has rendered."""
    app = create_app(stocked_home, ShopSettings())
    templates, rendered = app.state["shop"].templates, []
    render = templates.render

    def count(name, *others, **facts):
        rendered.append(name)
        return render(name, *others, **facts)

    monkeypatch.setattr(templates, "render", count)
    with TestClient(app) as shop:
        yield shop, rendered


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_is_rendered_once(counted, method):
    shop, rendered = counted
    first = shop.request(method, "/about")
    assert shop.request(method, "/about").headers["etag"] == first.headers["etag"]
    assert shop.get("/about", headers={"accept-encoding": "br"}).status_code == 200
    assert rendered == ["about.html"]


@pytest.mark.parametrize("path", ["/products?q=kettle", "/products?%71=lamp", "/none"])
def test_searches_and_errors_are_made_anew(counted, path):
    shop, rendered = counted
    assert [shop.get(path).status_code for _ in range(2)]
    assert len(rendered) == 2


def test_what_someone_looks_for_is_kept_by_nobody_on_the_way(shop):
    assert shop.get("/products?q=x").headers["cache-control"].startswith("private")


@pytest.mark.parametrize("name", CODINGS)
def test_a_page_comes_packed_as_its_visitor_asks(shop, name):
    plain = shop.get("/about", headers={"accept-encoding": "identity"})
    with shop.stream("GET", "/about", headers={"accept-encoding": name}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == name
    assert answer.headers["content-length"] == str(len(sent))
    assert CODINGS[name](sent) == plain.content
    assert plain.headers["vary"] == answer.headers["vary"] == "accept-encoding"
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        (b"gzip, deflate, br, zstd", b"br"),
        (b"gzip;q=1.0, br;q=0", b"gzip"),
        (b"BR", b"br"),
        (b"*", b"br"),
        (b"*, br;q=0.000", b"gzip"),
        (b"deflate, identity", b""),
        (b"", b""),
        (b";;q=,=;br;q=x", b""),
        (b"br, " + b"x" * 200, b""),
    ],
)
def test_the_best_coding_that_a_visitor_takes_is_used(accepted, wanted):
    assert coding(accepted) == wanted


def page(size):
    return Page([], b"text/html", {b"": b"x" * size})


def test_pages_never_take_more_than_their_share():
    pages = PageCache(1_000_000)
    for number in range(500):
        pages.put(b"%d" % number, page(10_000))
        pages.get(b"%d" % (number // 2))
        assert pages.size <= 1_000_000
    assert len(pages) > 50


def test_addresses_asked_for_once_push_out_none_that_come_back():
    pages = PageCache(1_000_000)
    pages.put(b"home", page(10_000))
    pages.get(b"home")
    for number in range(1_000):
        pages.put(b"%d" % number, page(10_000))
    assert pages.get(b"home") is not None
    assert pages.get(b"0") is None


def test_a_page_that_would_push_out_many_is_not_kept():
    pages = PageCache(1_000_000)
    pages.put(b"list", page(100_000))
    assert len(pages) == 0


def test_a_cache_of_no_size_keeps_nothing():
    pages = PageCache(0)
    pages.put(b"home", page(10))
    assert pages.get(b"home") is None
