"""A shop that sells, and a visitor who sends its forms."""

import re
from datetime import UTC, datetime

import pytest
import sold_home
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}
_TOKEN = re.compile(r'name="_csrf_token" value="([0-9a-f]*)"')


class Visitor:
    """One browser without scripts."""

    def __init__(self, client):
        self.client = client

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


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return sold_home.fill(tmp_path_factory.mktemp("sold"), NOW)


@pytest.fixture(scope="module")
def app(home):
    return create_app(home, ShopSettings(limits=False), clock=lambda: NOW)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def visitor(client):
    client.cookies.clear()
    return Visitor(client)
