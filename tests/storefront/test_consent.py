"""What is noted about visitors: nothing, unless they said yes; and it goes when they say no."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.events.agreed import VERSION, new_value, set_cookie, visitor_of
from storefront.events.reading import read, segments
from storefront.events.visitors import Visitors
from storefront.pages.templates import product_path
from storefront.settings import ShopSettings

FOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def opened(stocked_home, tmp_path_factory):
    home = tmp_path_factory.mktemp("consent")
    (home / "catalogue").symlink_to(stocked_home / "catalogue")
    app = create_app(home, ShopSettings(limits=False))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        client.follow_redirects = False
        client.headers["user-agent"] = FOX
        client.home = home
        yield client


@pytest.fixture
def visit(opened):
    parts = opened.app.state["parts"]
    opened.blocking_portal.call(parts.visitors.close)
    parts.events.close()
    opened.cookies.clear()
    for path in (opened.home / "events").glob("*"):
        path.unlink()
    return opened


@pytest.fixture
def paths(assortment):
    return [product_path(one.sku, one.title) for one in assortment.items[:5]]


def kept(visit, kind):
    events = (one for path in segments(visit.home) for _, one in read(path).events)
    return [event for event in events if event.kind == kind]


def choose(visit, choice):
    return visit.post("/consent", data={"choice": choice}, headers=HERE)


def test_without_consent_a_view_leaves_only_a_count(visit, paths):
    for path in paths:
        assert "set-cookie" not in visit.get(path).headers
    visit.app.state["parts"].events.close()
    told = kept(visit, "views")
    assert [one.times for one in told] == [1] * len(paths)
    assert {(one.visitor, one.session, one.agent) for one in told} == {(None,) * 3}
    assert not (visit.home / "events" / "visitors.db").exists()


def test_yes_gives_a_random_name_and_notes_the_text_agreed_to(visit):
    answer = choose(visit, "yes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/for-you")
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(
        rf"consent={VERSION}\.\S{{32}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax",
        cookie,
    )
    (event,) = kept(visit, "consent")
    assert event.variant == f"yes {VERSION}"
    assert event.visitor not in cookie


def test_saying_yes_twice_changes_no_name(visit):
    choose(visit, "yes")
    assert "set-cookie" not in choose(visit, "yes").headers


@pytest.mark.requirement(5)
def test_over_https_the_cookie_is_bound_to_the_host():
    told = set_cookie(new_value(), secure=True)
    assert told.startswith("__Host-consent=")
    assert told.endswith("; Secure")
    assert visitor_of(told.partition(";")[0], secure=True)
    assert visitor_of(told.partition(";")[0], secure=False) is None


@pytest.mark.parametrize("value", ["", "x", "2020-01." + "a" * 32, VERSION + ".short"])
def test_a_made_up_or_old_cookie_is_no_consent(visit, paths, value):
    visit.get(paths[0], headers={"cookie": f"consent={value}"})
    assert kept(visit, "view") == []


def test_pages_stay_the_same_with_consent(visit, paths):
    before = visit.get(paths[0])
    choose(visit, "yes")
    after = visit.get(paths[0])
    assert before.content == after.content
    assert before.headers["etag"] == after.headers["etag"]
    assert "set-cookie" not in after.headers


def test_with_consent_views_are_noted_also_those_answered_304(visit, paths):
    choose(visit, "yes")
    tag = visit.get(paths[0]).headers["etag"]
    assert visit.get(paths[0], headers={"if-none-match": tag}).status_code == 304
    visit.get("/products/none/x")
    assert len(kept(visit, "view")) == 2


def test_what_the_shop_does_not_have_was_not_looked_at(visit):
    choose(visit, "yes")
    path = "/products/made-up/x"
    tag = visit.get("/products").headers["etag"]
    version = tag.rpartition("-")[0]
    address = f"{path}\0".encode()
    made = f'{version}-{blake2b(address, digest_size=12).hexdigest()}"'
    assert visit.get(path, headers={"if-none-match": made}).status_code == 304
    assert kept(visit, "view") == []


def test_a_count_that_cannot_be_written_is_kept_for_later(visit, paths, monkeypatch):
    for path in paths:
        visit.get(path)
    events, left = visit.app.state["parts"].events, [1, 1]
    append = events.append

    def fails_twice_through(event):
        if not left:
            raise OSError("the disk is full")
        left.pop()
        append(event)

    monkeypatch.setattr(events, "append", fails_twice_through)
    with pytest.raises(OSError, match="full"):
        events.close()
    monkeypatch.undo()
    events.close()
    assert len(kept(visit, "views")) == len(paths)
    assert {one.times for one in kept(visit, "views")} == {1}


def test_a_page_fetched_ahead_was_not_looked_at(visit, paths):
    choose(visit, "yes")
    visit.get(paths[0], headers={"sec-purpose": "prefetch"})
    assert kept(visit, "view") == []


def test_ones_own_page_is_empty_and_says_why_without_consent(visit):
    answer = visit.get("/for-you")
    assert "nothing is noted about you" in answer.text
    assert 'href="/consent"' in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in answer.headers


def test_ones_own_page_shows_what_was_looked_at_and_why_others_stand_there(
    visit, paths, assortment
):
    choose(visit, "yes")
    for path in paths:
        visit.get(path)
    text = visit.get("/for-you").text
    assert all(path in text for path in paths)
    seen = [one for one in assortment.items[:5] if one.related]
    assert seen
    assert text.count("Because you looked at") >= 1


@pytest.mark.parametrize("way", ["/for-you/forget", "/consent"])
def test_who_is_forgotten_leaves_nothing_behind(visit, paths, way):
    choose(visit, "yes")
    visit.get(paths[0])
    (event,) = kept(visit, "view")
    data = {"choice": "no"} if way == "/consent" else {}
    answer = visit.post(way, data=data, headers=HERE)
    assert answer.status_code == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert [one.visitor for one in kept(visit, "forget")] == [event.visitor]
    held = (visit.home / "events" / "visitors.db").read_bytes()
    log = (visit.home / "events" / "visitors.db-wal").read_bytes()
    assert event.visitor.encode() not in held + log
    assert "nothing is noted" in visit.get("/for-you").text


@pytest.mark.parametrize("way", ["/for-you/forget", "/consent"])
def test_nobody_else_chooses_for_a_visitor(visit, way):
    choose(visit, "yes")
    elsewhere = {"origin": "https://evil.test", "sec-fetch-site": "cross-site"}
    answer = visit.post(way, data={"choice": "no"}, headers=elsewhere)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert kept(visit, "forget") == []


@pytest.mark.parametrize("choice", ["", "maybe", "yes\x00"])
def test_a_choice_is_yes_or_no(visit, choice):
    assert choose(visit, choice).status_code == 400
    assert kept(visit, "consent") == []


@pytest.mark.parametrize("prefix", ["/de", "/fr"])
def test_the_question_is_asked_in_the_visitors_language(visit, prefix):
    text = visit.get(f"{prefix}/consent").text
    assert f'action="{prefix}/consent"' in text
    assert "May we remember" not in text


def test_no_more_is_kept_than_the_page_shows(tmp_path):
    visitors = Visitors(tmp_path)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for number in range(60):
        visitors.note("her", f"hm-{number}", now + timedelta(seconds=number))
    assert len(visitors.lately("her", 100)) == 48
    assert visitors.drop_old(now + timedelta(days=181)) == 48
    visitors.close()
