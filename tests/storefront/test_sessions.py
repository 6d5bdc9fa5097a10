"""Sessions: an id is never taken over, never stays after rotation, never leaves https."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from litestar import get, post

from storefront.app import create_app
from storefront.http.private import PREFIXES, is_private
from storefront.http.sessions import Session
from storefront.pages.visit import Asked
from storefront.settings import ShopSettings

PLANTED = "A" * 43
SECURE = {"x-forwarded-proto": "https"}
OPT = {"from_public_page": True}


@get("/wishlist/probe", sync_to_thread=False)
def look(request: Asked) -> str:
    session = Session.of(request)
    return f"{session.get('wish')} {session.token}"


@post("/wishlist/probe/set", sync_to_thread=False, opt=OPT)
def wish(request: Asked) -> str:
    Session.of(request).set("wish", "kettle")
    return "set"


@post("/wishlist/probe/rotate", sync_to_thread=False, opt=OPT)
def rotate(request: Asked) -> str:
    Session.of(request).rotate()
    return "rotated"


@post("/wishlist/probe/drop", sync_to_thread=False, opt=OPT)
def drop(request: Asked) -> str:
    Session.of(request).drop()
    return "dropped"


@post("/wishlist/probe/fail", sync_to_thread=False, opt=OPT)
def fail(request: Asked) -> str:
    Session.of(request).set("wish", "lost")
    raise ValueError


@get("/probe", sync_to_thread=False)
def public(request: Asked) -> str:
    return str(Session.of(request))


NOW = [datetime(2026, 11, 20, 12, tzinfo=UTC)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("sessions")


@pytest.fixture(scope="module")
def shop(home, asked_from):
    settings = ShopSettings(limits=False, trusted_proxies=("10.0.0.0/8",))
    app = create_app(home, settings, clock=lambda: NOW[0])
    for handler in (look, wish, rotate, drop, fail, public):
        app.register(handler)
    client = asked_from("10.0.0.1", app)
    client.headers["sec-fetch-site"] = "same-origin"
    return client


@pytest.fixture
def client(shop, home):
    """A shop without a session, and a browser without a cookie."""
    shop.cookies.clear()
    with closing(sqlite3.connect(home / "ledger.db")) as ledger:
        ledger.execute("DELETE FROM sessions").connection.commit()
    return shop


def send(client, name, id_=None, **headers):
    if id_:
        headers["cookie"] = f"session={id_}"
    client.cookies.clear()
    return client.post(f"/wishlist/probe/{name}", headers=headers)


def begun(client):
    """Begin a session; return its id."""
    return cookie(send(client, "set"))


def cookie(answer):
    return answer.headers["set-cookie"].partition(";")[0].partition("=")[2]


def seen(client, id_):
    client.cookies.clear()
    answer = client.get("/wishlist/probe", headers={"cookie": f"session={id_}"})
    return answer.text.partition(" ")[0]


def rows(home):
    with closing(sqlite3.connect(home / "ledger.db")) as ledger:
        return ledger.execute("SELECT id_hash, data FROM sessions").fetchall()


def test_an_id_that_was_planted_is_never_taken_over(client, home):
    answer = send(client, "set", PLANTED)
    assert cookie(answer) != PLANTED
    assert len(cookie(answer)) == 43
    assert seen(client, PLANTED) == "None"
    assert seen(client, cookie(answer)) == "kettle"


def test_a_new_id_after_rotation_and_the_old_one_is_dead(client):
    old = begun(client)
    new = cookie(send(client, "rotate", old))
    assert new != old
    assert seen(client, old) == "None"
    assert seen(client, new) == "kettle"


def test_a_dropped_session_leaves_nothing_in_ledger_and_browser(client, home):
    answer = send(client, "drop", begun(client))
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert cookie(answer) == ""
    assert rows(home) == []


def test_who_only_looks_gets_no_cookie_and_no_row(client, home):
    answer = client.get("/wishlist/probe")
    assert (answer.status_code, answer.text) == (200, "None ")
    assert "set-cookie" not in answer.headers
    assert rows(home) == []


def test_the_ledger_holds_no_id_that_opens_a_session(client, home):
    id_ = begun(client)
    assert len(rows(home)) == 1
    stored = b"".join(path.read_bytes() for path in home.glob("ledger.db*"))
    assert id_.encode() not in stored


@pytest.mark.requirement(5)
def test_a_cookie_over_https_is_bound_to_host_and_encryption(client):
    text = send(client, "set", **SECURE).headers["set-cookie"]
    assert text.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(text.split("; "))
    assert "Domain" not in text


def test_a_cookie_over_plain_http_works_and_is_of_no_use_over_https(client):
    answer = send(client, "set")
    assert answer.headers["set-cookie"].startswith("session=")
    assert "Secure" not in answer.headers["set-cookie"]
    headers = {"cookie": f"session={cookie(answer)}", **SECURE}
    assert client.get("/wishlist/probe", headers=headers).text == "None "


def test_a_page_that_failed_has_changed_nothing(client, home):
    assert send(client, "fail").status_code == 500
    assert rows(home) == []
    id_ = begun(client)
    send(client, "fail", id_)
    assert seen(client, id_) == "kettle"


def test_an_ended_session_is_unknown_and_swept(client, home):
    old = begun(client)
    NOW[0] += timedelta(days=31)
    assert seen(client, old) == "None"
    assert begun(client) != old
    assert len(rows(home)) == 1


def test_what_is_no_id_is_not_even_looked_up(client):
    for sent in ("", "x", "A" * 44, "'--" + "A" * 40, "A" * 42 + "é"):
        headers = {"cookie": f"session={sent}".encode("latin-1")}
        assert client.get("/wishlist/probe", headers=headers).text == "None "


def test_private_pages_are_kept_by_nobody(client):
    answer = client.get("/wishlist/probe", headers={"accept-encoding": "gzip"})
    assert answer.headers["cache-control"] == "private, no-store"
    assert not {"etag", "content-encoding"} & set(answer.headers)


def test_a_page_for_everyone_has_no_session(client):
    assert client.get("/probe").status_code == 500


def test_private_pages_are_those_named_and_what_lies_below():
    assert all(is_private(prefix) for prefix in PREFIXES)
    assert is_private("/wishlist/add")
    assert not any(map(is_private, ("/", "/wishlists", "/about", "/products/wishlist")))
