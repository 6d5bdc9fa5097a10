"""One shop and one Chromium for all that is looked at."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import shop_window

from storefront.catalogue.build import build


def _load(name):
    path = Path(__file__).parents[1] / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"storefront_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample, works = _load("sample"), _load("works")


@pytest.fixture(scope="session")
def window_home(tmp_path_factory) -> Path:
    """Return a home whose shop has all kinds of things, some of them hostile."""
    home, now = tmp_path_factory.mktemp("window"), datetime.now(UTC)
    plain, odd, made = (
        sample.assortment(now),
        sample.hostile(now),
        works.assortment(now),
    )
    renamed = [_renamed(item, number) for number, item in enumerate(odd.items, 901)]
    works.write(home, made)
    both = {"items": (*plain.items, *renamed), "guides": made.guides}
    build(home, msgspec.structs.replace(plain, **both))
    return home


def _renamed(item, number):
    keys = dict.fromkeys(("group_key", "listing_key"), f"{number:024x}")
    return msgspec.structs.replace(item, sku=f"hm-{number:06}", **keys)


@pytest.fixture(scope="session")
def site(window_home):
    with shop_window.served(window_home) as address:
        yield address


# For one file: while Playwright runs, no other test could begin a loop. (Of a folder
# without an __init__ a fixture for the "package" lives to the end of the session.)
@pytest.fixture(scope="module")
def browser(chromium_path):
    with shop_window.chromium(chromium_path) as started:
        yield started


@pytest.fixture
def window(browser, site):
    with shop_window.window(
        browser, site, viewport={"width": 1280, "height": 900}
    ) as one:
        yield one
