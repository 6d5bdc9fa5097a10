"""Nothing is changed but by forms of this shop's own pages."""

import re
import sqlite3
from contextlib import closing

import pytest
from litestar import post

from storefront.app import create_app
from storefront.http.outside import is_from_outside
from storefront.http.private import is_private
from storefront.http.sessions import Session
from storefront.http.wire import SAFE
from storefront.pages.visit import Asked
from storefront.settings import ShopSettings

# Buttons of pages for everyone lead here: such a page is the same for all, so it cannot
# hold a token. What they do is no more than to remember a wish, or to fill a basket. Nor has the way into the
# console one: nobody is known there yet.
WITHOUT_TOKEN = {"/wishlist/add", "/basket/add", "/console/enter"}
OWN = {"origin": "http://localhost", "host": "localhost"}
SECOND = {"sec-fetch-site": "same-origin"}
# What a browser sends with a form of another page, or what is no browser.
FOREIGN = (
    {},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", **OWN},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    {"referer": "https://evil.example/localhost"},
    {"origin": "http://localhost.evil.example", "host": "localhost"},
    {"origin": "http://localhost:81", "host": "localhost"},
    # A stranger's name that was made to lead here.
    {"origin": "http://evil.example", "host": "evil.example"},
    {"origin": "http://evil.example", "host": "evil.example", **SECOND},
)


@post("/consent/probe", sync_to_thread=False)
def probe(request: Asked) -> str:
    session = Session.of(request)
    session.set("changed", (session.get("changed") or 0) + 1)
    return session.token


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("csrf")


@pytest.fixture(scope="module")
def app(home):
    app = create_app(home, ShopSettings(limits=False, url="https://shop.example"))
    app.register(probe)
    return app


@pytest.fixture(scope="module")
def client(app, asked_from):
    return asked_from("127.0.0.1", app)


def unsafe(app):
    """Every method and address by which a page changes something."""
    for route in app.routes:
        if is_from_outside(route.path_format):
            continue
        for method in set(route.methods) - SAFE:
            yield method, re.sub(r"\{\w+\}", "none", route.path_format)


def rows(home):
    """All that the ledger holds."""
    with closing(sqlite3.connect(home / "ledger.db")) as ledger:
        return list(ledger.iterdump())


@pytest.mark.requirement(6)
@pytest.mark.parametrize("headers", FOREIGN)
def test_no_route_takes_a_form_of_another_page(app, client, home, headers):
    walked, before = list(unsafe(app)), rows(home)
    assert ("POST", "/consent/probe") in walked
    for method, path in [*walked, ("POST", "/none"), ("DELETE", "/about")]:
        answer = client.request(method, path, headers=headers)
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers
    assert rows(home) == before


@pytest.mark.parametrize(
    "headers",
    [
        OWN,
        SECOND,
        OWN | SECOND,
        {"referer": "http://localhost/wishlist?x", "host": "localhost"},
        {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"},
        {"origin": "http://[::1]:8000", "host": "[::1]:8000"},
        {"origin": "https://shop.example", "host": "shop.example"},
        # Behind a proxy that asks under a name of its own.
        {"origin": "https://shop.example", "host": "inside"},
    ],
)
def test_forms_of_our_own_pages_are_taken(client, headers):
    client.cookies.clear()
    assert client.post("/consent/probe", headers=headers).status_code == 201


def test_a_shop_that_does_not_know_its_name_says_what_to_do(home, asked_from):
    client = asked_from("127.0.0.1", create_app(home, ShopSettings(limits=False)))
    headers = {"origin": "http://shop.local", "host": "shop.local"}
    answer = client.post("/consent/probe", headers=headers)
    assert answer.status_code == 403
    assert "shop.url" in answer.text


def begin(client):
    """Begin a session; return its cookie and token."""
    client.cookies.clear()
    answer = client.post("/consent/probe", headers=OWN)
    client.cookies.clear()
    return answer.headers["set-cookie"].partition(";")[0], answer.text


def sent(client, cookie, data=None, **headers):
    client.cookies.clear()
    headers = OWN | {"cookie": cookie} | headers
    return client.post("/consent/probe", headers=headers, data=data).status_code


def test_a_form_with_the_token_of_its_session_is_taken(client):
    cookie, token = begin(client)
    assert sent(client, cookie, {"_csrf_token": token}) == 201
    assert sent(client, cookie, **{"x-csrf-token": token}) == 201


@pytest.mark.requirement(6)
def test_a_form_without_the_token_of_its_session_changes_nothing(client, home):
    cookie, _ = begin(client)
    _, foreign = begin(client)
    before = rows(home)
    for data in ({}, {"_csrf_token": ""}, {"_csrf_token": foreign}, {"x": foreign}):
        assert sent(client, cookie, data) == 403
    assert sent(client, cookie, **{"x-csrf-token": b"\xe9"}) == 403
    assert rows(home) == before


@pytest.mark.requirement(6)
def test_every_private_route_asks_for_the_token_unless_it_is_named_below(
    app, client, home
):
    cookie, _ = begin(client)
    before = rows(home)
    for method, path in unsafe(app):
        if is_private(path) and path not in WITHOUT_TOKEN:
            client.cookies.clear()
            answer = client.request(method, path, headers=OWN | {"cookie": cookie})
            assert answer.status_code == 403, path
    assert rows(home) == before


def test_a_token_ends_with_the_id_it_was_made_from(client):
    _, old = begin(client)
    cookie, new = begin(client)
    assert sent(client, cookie, {"_csrf_token": old}) == 403
    assert sent(client, cookie, {"_csrf_token": new}) == 201


@pytest.mark.requirement(6)
def test_each_route_without_a_token_is_known_here(app):
    found = {
        route.path_format
        for route in app.routes
        for handler in route.route_handlers
        if handler.opt.get("from_public_page")
    }
    assert found == WITHOUT_TOKEN
