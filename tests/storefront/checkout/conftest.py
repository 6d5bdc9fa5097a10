"""A shop that sells, and a visitor who sends its forms."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import count

import pytest
import sold_home
from litestar.testing import TestClient

from connect.fakestripe import sessions
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.objects import Session
from connect.fakestripe.transport import gateway_to
from ledger.selling.settings import SellingSettings
from storefront.app import create_app
from storefront.settings import ShopSettings
from storefront.trade import Trade

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}
ANN = {
    "country": "DE",
    "name": "Ann Buyer",
    "street": "Elm 1",
    "postcode": "10115",
    "city": "Berlin",
}
_NUMBERS = count(1)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_WAITS = re.compile(r"/orders/[A-Za-z0-9_-]{43}")
_TOKEN = re.compile(r'name="_csrf_token" value="([0-9a-f]*)"')


class Visitor:
    """One browser without scripts."""

    def __init__(self, client):
        self.client = client
        # One who orders again and again would be looked at by a person.
        self.email = f"ann{next(_NUMBERS)}@buyer.test"

    def look(self, path="/basket"):
        return self.client.get(path)

    def send(self, path, data, page="/basket", headers=HERE):
        token = _TOKEN.search(self.look(page).text)
        sent = data | ({"_csrf_token": token[1]} if token else {})
        return self.client.post(
            path, data=sent, headers=headers, follow_redirects=False
        )

    def add(self, sku=sold_home.POT, **more):
        return self.send("/basket/add", {"sku": sku, **more})

    def form(self, **more):
        """Return what the checkout's page would send, filled in."""
        page = self.look("/checkout").text
        hidden = dict(_HIDDEN.findall(page))
        return {"key": hidden["key"], "total": hidden["total"], "do": "order"} | (
            ANN | {"email": self.email} | more
        )

    def order(self, **more):
        """Order what is in the basket; return where that leads."""
        answer = self.send("/checkout", self.form(**more), page="/checkout")
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def ordered(self, **more):
        """Order; return the address of the order's page."""
        self.order(**more)
        return self.waiting()

    def waiting(self):
        """Return the page of the order that waits to be paid."""
        return _WAITS.search(self.look("/checkout").text)[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return sold_home.fill(tmp_path_factory.mktemp("sold"), NOW)


@pytest.fixture(scope="module")
def fake():
    """Return the Stripe of the shop, which is in this process."""
    return FakeStripe()


@pytest.fixture(scope="module")
def app(home, fake):
    trade = Trade(
        selling=SellingSettings(
            country="DE", registrations=("DE",), currencies=("CAD",)
        ),
        gateway=lambda: gateway_to(fake, lambda: NOW),
    )
    return create_app(home, ShopSettings(limits=False), clock=lambda: NOW, trade=trade)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def pay(fake):
    """A function that pays at the gateway's page with one of its cards."""

    def paid(address, way="pm_card_visa"):
        session = fake.get(Session, address.rpartition("/")[2])
        return sessions.pay(fake, session, way, int(NOW.timestamp()))

    return paid


@pytest.fixture
def rows(home):
    """A function that returns the rows of a question to the ledger."""

    def asked(question):
        with closing(sqlite3.connect(home / "ledger.db")) as ledger:
            return ledger.execute(question).fetchall()

    return asked


@pytest.fixture
def visitor(client):
    client.cookies.clear()
    return Visitor(client)
