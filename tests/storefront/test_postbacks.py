"""Postbacks of networks: proven, read strictly, and written before they are answered."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from litestar.testing import TestClient

from ledger.affiliate.secrets import forget_secret, new_secret
from ledger.affiliate.statement import latest, statements
from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from ledger.vault import Vault, new_key
from storefront.app import create_app
from storefront.settings import ShopSettings
from storefront.trade import Trade

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SALE = {
    "reference": "T1",
    "status": "pending",
    "commission": "5.00",
    "currency": "EUR",
    "sale": "60",
    "click": "01HZ",
    "programme": "Pots & Pans",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    home, key = tmp_path_factory.mktemp("postbacks"), new_key()
    settings = LedgerSettings(vault_key=key)
    app = create_app(
        home,
        ShopSettings(limits=False),
        clock=lambda: NOW,
        trade=Trade(ledger=settings),
    )
    with TestClient(app) as client, open_ledger(home, settings) as ledger:
        with ledger.write() as connection:
            vault = Vault.from_key(key)
            client.secret = new_secret(vault, connection, "awin", NOW)
        client.ledger, client.vault = ledger, vault
        yield client


@pytest.fixture(autouse=True)
def empty(shop):
    yield
    with shop.ledger.write() as connection:
        connection.exec_driver_sql("DELETE FROM conversions")


def ask(shop, network="awin", **fields):
    told = {"key": shop.secret, **SALE} | fields
    return shop.get(f"/postback/{network}?{urlencode(told)}")


def kept(shop):
    with shop.ledger.read() as connection:
        return latest(connection, 10)


def signed(shop, words: bytes) -> str:
    return hmac.new(shop.secret.encode(), words, hashlib.sha256).hexdigest()


def post(shop, body: bytes, signature: str, query=""):
    headers = {"x-signature": signature, "origin": "https://network.test"}
    return shop.post(f"/postback/awin{query}", content=body, headers=headers)


@pytest.mark.requirement(14)
def test_a_proven_postback_is_kept_and_the_same_again_is_nothing_new(shop):
    first, again = ask(shop), ask(shop)
    assert (first.status_code, first.text, again.text) == (200, "new", "repeated")
    assert first.headers["cache-control"] == "no-store"
    (row,) = kept(shop)
    assert (row.commission_minor, row.click_id, row.programme) == (
        500,
        "01HZ",
        "Pots & Pans",
    )


@pytest.mark.requirement(14)
@pytest.mark.parametrize(
    "network", ["awin", "nobody", "AWIN", "a.b", "a" * 41, "affiliate.awin", "é"]
)
@pytest.mark.parametrize("key", ["", "wrong", "é\u0000"])
def test_without_the_secret_nothing_is_told_nor_kept(shop, network, key):
    answers = {ask(shop, network, key=key).status_code}
    assert answers <= {403, 404}
    assert kept(shop) == []


def test_a_network_that_is_heard_no_more_is_refused(shop):
    with shop.ledger.write() as connection:
        other = new_secret(shop.vault, connection, "gone", NOW)
    assert ask(shop, "gone", key=other).status_code == 200
    with shop.ledger.write() as connection:
        forget_secret(connection, "gone")
    assert ask(shop, "gone", key=other).status_code == 403


@pytest.mark.requirement(14)
def test_a_signed_body_needs_no_key_and_another_body_is_refused(shop):
    body = urlencode(SALE).encode()
    assert post(shop, body, signed(shop, body)).text == "new"
    more = body.replace(b"5.00", b"50.00")
    assert post(shop, more, signed(shop, body)).status_code == 403


def test_what_stands_beside_a_signed_body_does_not_count(shop):
    body = urlencode({k: v for k, v in SALE.items() if k != "click"}).encode()
    post(shop, body, signed(shop, body), "?click=stolen&programme=Mine")
    (row,) = kept(shop)
    assert (row.click_id, row.programme) == (None, "Pots & Pans")


def test_a_signed_address_is_taken_and_a_changed_one_is_not(shop):
    query = urlencode(SALE)
    right = signed(shop, query.encode())
    assert shop.get(f"/postback/awin?{query}&signature={right}").text == "new"
    other = query.replace("5.00", "6.00")
    answer = shop.get(f"/postback/awin?{other}&signature={right}")
    assert answer.status_code == 403


def test_json_is_read_as_well(shop):
    body = json.dumps(SALE | {"commission": 5.25, "sale": None}).encode()
    assert post(shop, body, signed(shop, body)).text == "new"
    assert kept(shop)[0].commission_minor == 525


@pytest.mark.requirement(12)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("commission", one)
            for one in ("-1", "1e3", "1,50", "NaN", "", "١", "9" * 13)
        ),
        *(("sale", one) for one in ("4.99", "x", "-60")),
        *(("currency", one) for one in ("", "EURO", "€")),
        *(("status", one) for one in ("", "maybe", "<script>")),
        *(("reference", one) for one in ("", "r" * 201, "a\nb", "a\x00b")),
        *(("at", one) for one in ("yesterday", "2027-01-01T00:00:00Z")),
    ],
)
def test_what_cannot_be_is_refused_and_named(shop, field, value):
    answer = ask(shop, **{field: value})
    assert (answer.status_code, kept(shop)) == (400, [])
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_field_that_is_told_twice_is_refused(shop):
    query = urlencode({"key": shop.secret, **SALE})
    assert shop.get(f"/postback/awin?{query}&commission=9").status_code == 400


def test_another_currency_is_a_conflict(shop):
    ask(shop)
    assert ask(shop, currency="USD").status_code == 409


def test_yen_have_no_cents_and_fractions_are_rounded_half_up(shop):
    ask(shop, reference="yen", currency="JPY", commission="12.5", sale="")
    ask(shop, reference="cent", commission="1.005", sale="")
    found = {row.reference: row.commission_minor for row in kept(shop)}
    assert found == {"yen": 13, "cent": 101}


@pytest.mark.requirement(14)
def test_clearing_and_reversal_stand_in_the_statement(shop):
    for status in ("approved", "pending", "declined"):
        assert ask(shop, status=status).status_code == 200
    with shop.ledger.read() as connection:
        (row,) = statements(connection, NOW, NOW + timedelta(days=1))
    assert (row.reversed_minor, row.brings_minor) == (500, 0)


def test_without_a_vault_nobody_is_proven(tmp_path):
    app = create_app(tmp_path, ShopSettings(limits=False), clock=lambda: NOW)
    with TestClient(app) as client:
        query = urlencode({**SALE, "key": ""})
        assert client.get(f"/postback/awin?{query}").status_code == 403
