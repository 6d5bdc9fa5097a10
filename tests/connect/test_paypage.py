from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from counterparts import Counterpart
from playwright.sync_api import Browser, Page
from shop_window import chromium

from connect.fakestripe.place import Place
from connect.payments.gateway import Asked, AskedLine

# A page to come back to, which is there whoever runs this.
SHOP = "/fake.css?paid"


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with chromium(chromium_path) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as most see it who turn scripts off; there are none to turn off."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def to_pay(served: Place, ours: Counterpart, request: pytest.FixtureRequest) -> str:
    """The address of a page on which something is to be paid."""
    asked = Asked(
        key=request.node.nodeid,
        order_id="o1",
        number="1001",
        payment_id="p1",
        amount_minor=12_599,
        currency="EUR",
        email="ada@example.org",
        language="en",
        return_url=served.url + SHOP,
        cancel_url=served.url + "/?cancelled",
        lines=(
            AskedLine("Pot with a lid that has a rather long name", 2, 12_099),
            AskedLine("Delivery", 1, 500),
        ),
    )
    return ours.gateway.begin(asked).url or ""


def test_a_buyer_pays_by_card_with_the_keyboard_alone(page: Page, to_pay: str) -> None:
    page.goto(to_pay)
    page.keyboard.type("4242 4242 4242 4242")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SHOP}")


def test_a_declined_card_is_told_and_another_one_pays(page: Page, to_pay: str) -> None:
    page.goto(to_pay)
    page.get_by_role("button", name="A card that is declined").click()
    assert "declined" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="A card", exact=True).click()
    page.wait_for_url(f"**{SHOP}")


def test_a_bank_that_asks_again_is_answered(page: Page, to_pay: str) -> None:
    page.goto(to_pay)
    page.get_by_role("button", name="3-D Secure").click()
    page.get_by_role("button", name="No, stop this").click()
    assert "Nothing was paid" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="3-D Secure").click()
    page.get_by_role("button", name="Yes, it is me").click()
    page.wait_for_url(f"**{SHOP}")


def test_a_buyer_goes_back_without_paying(page: Page, to_pay: str) -> None:
    page.goto(to_pay)
    page.get_by_role("link", name="without paying").click()
    page.wait_for_url("**/?cancelled")


@pytest.fixture(params=["light", "dark"])
def looked_at(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A narrow page, in each theme; axe is a script, and the pages allow none."""
    context = browser.new_context(
        color_scheme=request.param,
        viewport={"width": 360, "height": 800},
        bypass_csp=True,
    )
    yield context.new_page()
    context.close()


def test_every_page_is_fit_for_all(looked_at: Page, served: Place, to_pay: str) -> None:
    looked_at.goto(to_pay)
    assert not amiss(looked_at)
    for button in ("A card that is declined", "3-D Secure"):
        looked_at.get_by_role("button", name=button).click()
        assert not amiss(looked_at)
    looked_at.get_by_role("button", name="Yes, it is me").click()
    for url in (to_pay, served.url):
        looked_at.goto(url)
        assert not amiss(looked_at)


def amiss(page: Page) -> list[str]:
    said = Axe().run(page).response["violations"]
    width = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{one['id']}: {one['nodes'][0]['html']}" for one in said]
    return found if width <= 360 else [*found, f"{width} px wide"]
