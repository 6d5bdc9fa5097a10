"""Out-links: where they lead, what they leave behind, and what they never do."""

import os
import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.clicks.agents import family
from storefront.clicks.networks import location, tagged
from storefront.clicks.pseudonym import Pseudonyms
from storefront.events.reading import read, segments
from storefront.settings import ShopSettings

KEY = "3f9c0a1b2c3d"
FOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def offered(item, url, key=KEY):
    offer = msgspec.structs.replace(
        item.offers[0], offer_key=key, url=url, host="kettles.test"
    )
    return msgspec.structs.replace(item, offers=(offer,))


@pytest.fixture(scope="module")
def go_home(tmp_path_factory, assortment):
    home = tmp_path_factory.mktemp("go")
    items = list(assortment.items[:30])
    items[0] = offered(items[0], "https://kettles.test/p/1?colour=blue")
    items[1] = offered(
        items[1], "https://www.awin1.com/cread.php?p=x&clickref=them", "aw"
    )
    items[2] = offered(items[2], "javascript:alert(1)", "bad")
    before = list(assortment.items[:30])
    before[3] = offered(before[3], "https://gone.test/", "before")
    for each in (before, items):
        build(home, msgspec.structs.replace(assortment, items=tuple(each), guides=()))
    return home


@pytest.fixture(scope="module")
def clock():
    return [datetime(2026, 11, 20, 12, tzinfo=UTC)]


@pytest.fixture(scope="module")
def opened(go_home, clock):
    app = create_app(go_home, ShopSettings(limits=False), clock=lambda: clock[0])
    with TestClient(app, raise_server_exceptions=False) as client:
        client.follow_redirects = False
        client.headers["user-agent"] = FOX
        yield client


@pytest.fixture
def now(clock):
    clock[0] = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return clock


@pytest.fixture
def go_shop(opened, go_home, now):
    opened.app.state["parts"].events.close()
    for path in segments(go_home):
        path.unlink()
    return opened


def kept(home):
    return [event for path in segments(home) for _, event in read(path).events]


@pytest.mark.requirement(16)
def test_a_click_leads_to_the_offer_and_nobody_keeps_the_answer(go_shop):
    answer = go_shop.get(f"/go/{KEY}")
    assert answer.status_code == 302
    assert answer.headers["location"] == "https://kettles.test/p/1?colour=blue"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert "set-cookie" not in answer.headers


@pytest.mark.requirement(16)
def test_a_click_lies_in_the_log_when_the_answer_comes(go_shop, go_home, assortment):
    page = f"http://testserver.local/products/{assortment.items[0].sku}/x?q=secret"
    go_shop.get(f"/go/{KEY}", headers={"referer": page})
    (event,) = kept(go_home)
    assert (event.kind, event.offer_key) == ("click", KEY)
    assert (event.sku, event.host) == (assortment.items[0].sku, "kettles.test")
    assert event.page == f"/products/{assortment.items[0].sku}/x"
    assert event.agent == "firefox"


def test_a_network_is_told_of_the_click_under_its_own_name(go_shop, go_home):
    answer = go_shop.get("/go/aw")
    (event,) = kept(go_home)
    told = f"clickref={event.event_id}&clickref2={event.sku}"
    assert answer.headers["location"].endswith(f"cread.php?p=x&{told}")


@pytest.mark.requirement(16)
@pytest.mark.parametrize("extra", ["?url=https://evil.test/", "?to=//evil.test"])
def test_nothing_in_the_request_names_another_place(go_shop, extra):
    answer = go_shop.get(f"/go/{KEY}{extra}", headers={"referer": "https://evil.test/"})
    assert answer.headers["location"] == "https://kettles.test/p/1?colour=blue"


@pytest.mark.parametrize(
    "key",
    ["", "unknown", "bad", "https://evil.test/", "//evil.test", "a" * 500, "%00"],
)
def test_an_unknown_offer_leads_nowhere_and_counts_nothing(go_shop, go_home, key):
    # One with slashes too many is led to itself without them, in this shop.
    answer = go_shop.get(f"/go/{key}", follow_redirects=True)
    assert all(one.headers["location"].startswith("/go") for one in answer.history)
    assert answer.status_code == 404
    assert kept(go_home) == []


def test_an_offer_of_yesterday_leads_to_its_product(go_shop, assortment):
    item = assortment.items[5]
    answer = go_shop.get(f"/go/0a1b2c3d?sku={item.sku}")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"/products/{item.sku}/")


def test_an_offer_of_yesterday_leads_back_to_the_page_it_stood_on(go_shop, assortment):
    item = assortment.items[6]
    page = f"http://testserver.local/fr/products/{item.sku}/old-name"
    answer = go_shop.get("/go/gone", headers={"referer": page})
    assert answer.headers["location"].startswith(f"/products/{item.sku}/")


def test_an_offer_of_a_snapshot_before_leads_to_its_product(go_shop, go_home):
    folder = go_home / "catalogue"
    # One that is broken, one of another version, one that is being made.
    for name, text in (("broken", "x" * 5_000), ("other", ""), (".new", "")):
        (folder / name).mkdir()
        (folder / name / "catalogue.sqlite").write_text(text)
    found = go_shop.get("/go/before")
    assert found.status_code == 302
    assert found.headers["location"].startswith("/products/hm-000004/")
    assert kept(go_home) == []
    assert go_shop.get("/go/never").status_code == 404


def test_looking_without_going_counts_nothing(go_shop, go_home):
    answer = go_shop.head("/go/aw")
    assert answer.status_code == 302
    assert answer.headers["location"].endswith("clickref=them")
    assert kept(go_home) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_out_links_are_only_followed(go_shop, go_home, method):
    answer = go_shop.request(method, f"/go/{KEY}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert kept(go_home) == []


def test_a_full_disk_costs_the_click_and_not_the_way(go_shop, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storefront.events.segments.os.write", full)
    answer = go_shop.get("/go/aw")
    assert answer.status_code == 302
    assert answer.headers["location"].endswith("clickref=them")


def test_half_a_line_ends_its_file(go_shop, go_home, monkeypatch):
    whole = os.write
    monkeypatch.setattr(
        "storefront.events.segments.os.write", lambda file, line: whole(file, line[:9])
    )
    go_shop.get(f"/go/{KEY}")
    monkeypatch.undo()
    go_shop.get(f"/go/{KEY}")
    assert [read(path).damaged for path in segments(go_home)] == [1, 0]
    assert len(kept(go_home)) == 1


def test_a_visitor_has_one_name_a_day_and_another_the_next(go_shop, go_home, now):
    for _ in range(2):
        go_shop.get(f"/go/{KEY}")
    now[0] += timedelta(days=1)
    go_shop.get(f"/go/{KEY}")
    first, second, third = (event.session for event in kept(go_home))
    assert first == second != third
    assert len(list((go_home / "events").glob("*.salt"))) == 1


def test_names_of_a_day_are_the_same_in_every_process(tmp_path, now):
    day = now[0].date()
    one, other = (Pseudonyms(tmp_path).of("192.0.2.1", FOX, day) for _ in range(2))
    assert one == other
    assert (tmp_path / f"{day}.salt").stat().st_mode & 0o077 == 0


def test_a_process_still_in_yesterday_leaves_todays_names_alone(tmp_path, now):
    day = now[0].date()
    before = Pseudonyms(tmp_path).of("192.0.2.1", FOX, day)
    Pseudonyms(tmp_path).of("192.0.2.1", FOX, day - timedelta(days=1))
    assert Pseudonyms(tmp_path).of("192.0.2.1", FOX, day) == before
    assert len(list(tmp_path.glob("*.salt"))) == 1


def test_what_a_dead_process_left_of_a_salt_goes(tmp_path, now):
    for name in (".salt-old.tmp", ".salt-new.tmp"):
        (tmp_path / name).touch()
    os.utime(tmp_path / ".salt-old.tmp", (0, 0))
    Pseudonyms(tmp_path).of("192.0.2.1", FOX, now[0].date())
    assert [path.name for path in tmp_path.glob(".salt-*")] == [".salt-new.tmp"]


def test_a_household_has_one_name_behind_its_network(tmp_path, now):
    names = Pseudonyms(tmp_path)
    day = now[0].date()
    one, other = (names.of(f"2001:db8::{end}", FOX, day) for end in (1, 2))
    assert one == other != names.of("2001:db8:0:1::1", FOX, day)
    assert names.of("::ffff:192.0.2.1", FOX, day) == names.of("192.0.2.1", FOX, day)


def test_names_of_clicks_sort_by_time(go_shop, go_home, now):
    for _ in range(3):
        go_shop.get(f"/go/{KEY}")
        now[0] += timedelta(milliseconds=2)
    names = [event.event_id for event in kept(go_home)]
    assert names == sorted(set(names))
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", name) for name in names)


@pytest.mark.parametrize(
    ("url", "then"),
    [
        ("https://shop.test/p?a=1#top", "https://shop.test/p?a=1#top"),
        ("https://awin1.com/x", "https://awin1.com/x?clickref=C&clickref2=s"),
        ("https://evilawin1.com/x", "https://evilawin1.com/x"),
        (
            "https://www.dpbolvw.net/c?url=a%26b#t",
            "https://www.dpbolvw.net/c?url=a%26b&sid=C#t",
        ),
        ("https://www.amazon.co.uk/dp/1", "https://www.amazon.co.uk/dp/1"),
        (
            "https://www.amazon.co.uk/dp/1?tag=us-21",
            "https://www.amazon.co.uk/dp/1?tag=us-21&ascsubtag=C",
        ),
        ("https://amazon.evil.test/?tag=1", "https://amazon.evil.test/?tag=1"),
    ],
)
def test_only_a_networks_own_addresses_are_changed(url, then):
    assert tagged(url, "C", "s") == then


def test_a_location_is_plain_ascii():
    assert location("https://käse.test/ö?x=1") == b"https://k%C3%A4se.test/%C3%B6?x=1"
    assert location("https://a.test/\r\nset-cookie: a=b") is None


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        ("Mozilla/5.0 (compatible; Some-bot/2.1; +https://x.test)", "some-bot"),
        ("my.crawler_x/1", "my.crawler_x"),
        ("Mozilla/5.0 Firefox/140.0", "firefox"),
        ("Mozilla/5.0 Firefox/140.0" + " x" * 300 + " googlebot", "firefox"),
        ("x" * 100_000 + "bot", "x" * 40),
        ("", "none"),
    ],
)
def test_a_program_is_known_by_what_it_says_first(agent, found):
    assert family(agent) == found
