import re
import stat
from datetime import UTC, datetime
from itertools import count

import pytest
from litestar.testing import TestClient

from ledger import profile
from ledger.open import open_ledger
from storefront import opening
from storefront.app import create_app
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HERE = {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}
SAID = {"name": "Kettle & Co", "currency": "CHF", "country": "CH"}


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def shop(home):
    app = create_app(home, ShopSettings(limits=False), clock=lambda: NOW)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def way(shop, home):
    return opening.begin(home, ())


def save(shop, way, **said):
    data = {**SAID, "token": way.partition("=")[2], **said}
    return shop.post("/welcome", data=data, headers=HERE)


def kept(home):
    with open_ledger(home, None) as ledger, ledger.read() as connection:
        return profile.read(connection)


def test_the_page_opens_for_who_has_the_address_alone(shop, way):
    assert "Welcome to your shop" in shop.get(way).text
    for path in ("/welcome", "/welcome?token=", "/welcome?token=" + "a" * 43):
        assert shop.get(path).status_code == 404


def test_what_is_said_is_kept_and_the_address_is_dead(shop, way, home):
    answer = save(shop, way)
    assert "Your shop is ready" in answer.text
    assert kept(home).name == "Kettle & Co"
    assert (kept(home).currency, kept(home).country) == ("CHF", "CH")
    assert shop.get(way).status_code == 404
    assert save(shop, way, name="Thief").status_code == 404
    assert kept(home).name == "Kettle & Co"


def test_the_name_stands_on_every_page_at_once_in_each_process(shop, way, home):
    passing = count().__next__  # a second at each look
    app = create_app(home, ShopSettings(limits=False), lambda: NOW, passing)
    with TestClient(app) as other:
        before = {"if-none-match": other.get("/about").headers["etag"]}
        assert other.get("/about", headers=before).status_code == 304
        assert "every page from now on" in save(shop, way).text
        assert "Kettle &amp; Co" in shop.get("/about").text
        assert "Kettle &amp; Co" in other.get("/about", headers=before).text
        assert "Kettle & Co" in other.get("/api/v1/openapi.json").text


def test_a_name_that_the_settings_say_stays(shop, home):
    way = opening.begin(home, ("name",))
    assert "as it says one" in save(shop, way).text
    assert "Kettle &amp; Co" not in shop.get("/about").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 81),
        ("name", "a\x07b"),
        ("currency", "DEM"),
        ("currency", "eur"),
        ("country", "ZZ"),
        ("country", ""),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(shop, way, home, field, value):
    answer = save(shop, way, **{field: value})
    assert answer.status_code == 400
    assert f'id="{field}-wrong"' in answer.text
    assert not kept(home).is_set
    assert shop.get(way).status_code == 200


def test_a_form_of_another_site_is_refused(shop, way, home):
    data = {**SAID, "token": way.partition("=")[2]}
    evil = {**HERE, "origin": "https://evil.test"}
    assert shop.post("/welcome", data=data, headers=evil).status_code == 403
    assert not kept(home).is_set


def test_the_page_says_where_keys_go_and_which_name_wins(home):
    app = create_app(home, ShopSettings(limits=False), clock=lambda: NOW)
    with TestClient(app, base_url="http://127.0.0.1:8000") as shop:
        way = opening.begin(home, ("name",))
        page = shop.get(way).text
        assert "HARVESTMAN_PAYMENTS_STRIPE_KEY" in page
        assert "harvestman.toml says another name" in page
        assert save(shop, way).status_code == 200


def test_a_new_address_ends_the_one_before(shop, way, home):
    newer = opening.begin(home, ())
    assert shop.get(way).status_code == 404
    assert shop.get(newer).status_code == 200


def test_the_home_holds_no_token_and_its_owner_alone_reads_the_file(home):
    way = opening.begin(home, ())
    file = home / "shop" / "opening.json"
    assert way.partition("=")[2] not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_broken_file_opens_nothing(shop, way, home):
    (home / "shop" / "opening.json").write_text("{")
    assert shop.get(way).status_code == 404


def test_the_page_is_in_the_visitors_language_and_not_for_search_engines(shop, way):
    text = shop.get(f"/de{way}").text
    assert "Willkommen in Ihrem Laden" in text
    assert "Schweiz" in text
    assert re.search(r'<meta name="robots" content="noindex', text)
