import importlib.util
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lake_goods import MAKING, put, seen
from litestar.testing import TestClient

from lake.store import Lake
from ledger.open import open_ledger
from storefront.app import create_app
from storefront.catalogue.build import Snapshot, build
from storefront.catalogue.publish import publish
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
# The tests are one visitor who asks for very much.
SETTINGS = ShopSettings(limits=False)


def _load(name):
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"storefront_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample, works = _load("sample"), _load("works")


@pytest.fixture(scope="session")
def assortment():
    return sample.assortment(NOW)


@pytest.fixture(scope="session")
def stocked_home(tmp_path_factory, assortment) -> Path:
    home = tmp_path_factory.mktemp("stocked")
    sample.write_guides(home)
    build(home, assortment)
    return home


@pytest.fixture
def home(tmp_path) -> Path:
    sample.write_guides(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def make_sample():
    return sample


@pytest.fixture(scope="session")
def shop(stocked_home):
    app = create_app(stocked_home, SETTINGS, clock=lambda: NOW)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory):
    app = create_app(tmp_path_factory.mktemp("bare"), SETTINGS, clock=lambda: NOW)
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def hostile_shop(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile")
    build(home, sample.hostile(NOW))
    with TestClient(create_app(home, SETTINGS, clock=lambda: NOW)) as client:
        yield client


@pytest.fixture
def snapshot(home, assortment) -> Snapshot:
    return build(home, assortment)


@pytest.fixture(scope="module")
def asked_from():
    """A function that returns a client of `app` who now asks from `address`."""
    with ExitStack() as stack:
        clients, now = {}, {}

        def start(app):
            async def there(scope, receive, send):
                await app({**scope, "client": (now["address"], 1)}, receive, send)

            client = TestClient(there, raise_server_exceptions=False)
            client.follow_redirects = False
            return stack.enter_context(client)

        def from_there(address, app):
            now["address"] = address
            if id(app) not in clients:
                clients[id(app)] = start(app)
            return clients[id(app)]

        yield from_there


@pytest.fixture(scope="session")
def works_shop(tmp_path_factory):
    """A shop that has nothing but generated works."""
    home = tmp_path_factory.mktemp("works")
    works.write(home, works.assortment(NOW))
    build(home, works.assortment(NOW))
    with TestClient(create_app(home, SETTINGS, clock=lambda: NOW)) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture(scope="session")
def film() -> bytes:
    """The bytes of the film in `works_shop`."""
    return works.FILM


@pytest.fixture
def lake(tmp_path):
    lake = Lake.open(tmp_path)
    released = MAKING | {"state": "released", "changed_at": NOW}
    put(lake, releases=[released], **seen("a", 1000))
    put(lake, **seen("b", 2000))
    return lake


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as ledger:
        yield ledger


@pytest.fixture
def run(lake, ledger):
    return lambda **how: publish(lake, ledger, ShopSettings(), NOW, **how)
