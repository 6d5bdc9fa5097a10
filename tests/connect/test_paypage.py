"""The fake's pages as browsers show them; what buyers do there, the shop's tests do."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from counterparts import Counterpart
from playwright.sync_api import Page
from shop_window import chromium

from connect.fakestripe.place import Place
from connect.payments.gateway import Asked, AskedLine


@pytest.fixture
def page(chromium_path: str) -> Iterator[Page]:
    """A narrow page; axe is a script, and the fake's pages allow none."""
    with chromium(chromium_path) as browser:
        narrow = {"width": 360, "height": 800}
        yield browser.new_context(viewport=narrow, bypass_csp=True).new_page()


@pytest.fixture
def to_pay(served: Place, ours: Counterpart) -> str:
    """The address of a page on which something is to be paid."""
    asked = Asked(
        key="looked at",
        order_id="o1",
        number="1001",
        payment_id="p1",
        amount_minor=12_599,
        currency="EUR",
        email="ada@example.org",
        language="en",
        return_url=served.url,
        cancel_url=served.url,
        lines=(
            AskedLine("Pot with a lid that has a rather long name", 2, 12_099),
            AskedLine("Delivery", 1, 500),
        ),
    )
    return ours.gateway.begin(asked).url or ""


def test_every_page_is_fit_for_all(page: Page, served: Place, to_pay: str) -> None:
    page.goto(to_pay)
    assert not amiss(page)
    for button in ("A card that is declined", "3-D Secure"):
        page.get_by_role("button", name=button).click()
        assert not amiss(page)
    page.get_by_role("button", name="Yes, it is me").click()
    for url in (to_pay, served.url):
        page.goto(url)
        assert not amiss(page)


def amiss(page: Page) -> list[str]:
    """What keeps somebody from using a page, in one theme or the other."""
    said = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    only = {"runOnly": ["color-contrast"]}
    said += Axe().run(page, options=only).response["violations"]
    page.emulate_media(color_scheme="light")
    width = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{one['id']}: {one['nodes'][0]['html']}" for one in said]
    return found if width <= 360 else [*found, f"{width} px wide"]
