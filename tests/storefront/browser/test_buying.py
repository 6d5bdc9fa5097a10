"""Buying in a browser over the real fake Stripe: a program beside the shop, as in test mode."""

from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache

import pytest
import sold_home
from axe_playwright_python.sync_playwright import Axe
from shop_window import NARROW, WIDE, served
from shop_window import window as opened

from ledger import profile
from ledger.open import open_ledger
from ledger.selling import coupons
from ledger.selling.coupons import Coupon

MOST_INTERACTIONS = 12
POT, BOOK = "/products/HV-POT/enamel-pot", f"/guides/{sold_home.KEY_OF_BOOK}"
LOOKS = {"light": NARROW, "dark": WIDE}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    now = datetime.now(UTC)
    home = sold_home.fill(tmp_path_factory.mktemp("buying"), now)
    with open_ledger(home) as ledger, ledger.write() as connection:
        profile.write(connection, profile.Profile("Pots", "EUR", "DE"), "1", now)
        five = Coupon(
            code="FIVE", kind="amount", amount_minor=500, currency="EUR", valid_from=now
        )
        coupons.add(connection, five, "1", now)
    return home


@pytest.fixture(scope="module")
def site(home):
    with served(home) as address:
        yield address


class Hand:
    """One person at one window, whose every deed is counted."""

    def __init__(self, window, name="ann"):
        self.window, self.page = window, window.page
        self.name, self.deeds = name, 0

    def press(self, button):
        self.deeds += 1
        self.page.get_by_role("button", name=button).click()

    def follow(self, link):
        self.deeds += 1
        self.page.get_by_role("link", name=link).click()

    def fill(self, label, text):
        self.deeds += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def tick(self, label):
        self.deeds += 1
        self.page.get_by_label(label).check()

    def to_checkout(self, path=POT):
        self.window.go(path)
        self.press("Add to basket")
        self.follow("To the checkout")

    def write_address(self):
        self.fill("E-mail", f"{self.name}@buyer.test")
        self.fill("Name", "Ann Buyer")
        self.fill("Street and number", "Elm 1")
        self.fill("Postcode", "10115")
        self.fill("Town", "Berlin")

    def order(self, path=POT):
        self.to_checkout(path)
        self.write_address()
        self.press("Order and pay")

    @property
    def head(self):
        return self.page.locator("h1").inner_text()

    def went_wrong(self):
        """Return what the browser complains of, but for the gateway's page being another."""
        return [one for one in self.window.went_wrong() if not one.startswith("asked ")]


@pytest.fixture
def hand(browser, site, request):
    with opened(browser, site, viewport={"width": 1280, "height": 900}) as window:
        yield Hand(window, name=request.node.originalname[:40])


def test_a_guest_buys_with_at_most_twelve_interactions(hand) -> None:
    hand.order()
    hand.page.get_by_role("button", name="A card", exact=True).click()
    hand.deeds += 1
    hand.page.wait_for_url("**/orders/*")
    assert hand.head == "Thank you: it is paid"
    assert hand.deeds <= MOST_INTERACTIONS
    assert hand.went_wrong() == []
    assert hand.page.locator("#pieces").is_hidden()


@pytest.mark.parametrize(
    ("answer", "head"),
    [
        ("Yes", "Thank you: it is paid"),
        pytest.param("No", "Not paid yet", marks=pytest.mark.slow),
    ],
)
def test_a_bank_that_asks_again_is_answered(hand, answer, head) -> None:
    hand.order()
    hand.press("A card whose bank asks again")
    hand.press(answer)
    if answer == "No":
        hand.follow("Back to the shop")
    hand.page.wait_for_url("**/orders/*")
    assert hand.head == head


def test_a_code_takes_something_off_and_a_declined_card_costs_nothing(hand) -> None:
    hand.to_checkout()
    hand.page.get_by_text("Coupon or gift code").first.click()
    hand.fill("Coupon or gift code", "five")
    hand.press("Use it")
    hand.page.get_by_text("FIVE holds for this order.").wait_for()
    hand.write_address()
    hand.press("Order and pay €19.89")
    hand.press("A card that is declined")
    assert "declined" in hand.page.get_by_role("alert").inner_text()
    hand.page.get_by_role("button", name="A card", exact=True).click()
    hand.page.wait_for_url("**/orders/*")
    assert hand.head == "Thank you: it is paid"
    assert "−€5.00" in hand.page.locator(".sums").inner_text()


def test_a_download_is_bought_with_two_fields_and_a_word_on_withdrawal(hand) -> None:
    hand.to_checkout(BOOK)
    hand.fill("E-mail", f"{hand.name}@buyer.test")
    hand.fill("Name", "Ann Buyer")
    hand.tick("My download is to begin at once.")
    hand.press("Order and pay")
    hand.page.get_by_role("button", name="A card", exact=True).click()
    hand.page.wait_for_url("**/orders/*")
    assert hand.head == "Thank you: your downloads are yours"
    assert hand.page.get_by_role(
        "heading", name="Your downloads", exact=True
    ).is_visible()


def test_another_country_shows_its_fields_and_its_sum_in_place(hand) -> None:
    hand.to_checkout()
    hand.fill("E-mail", "kept@buyer.test")
    hand.page.get_by_label("Country").select_option("CA")
    hand.page.get_by_label("Province").wait_for()
    assert (
        hand.page.get_by_label("E-mail", exact=True).input_value() == "kept@buyer.test"
    )
    assert hand.page.get_by_role("button", name="Order and pay €34.89").is_visible()
    assert hand.went_wrong() == []


def test_the_basket_changes_in_place_and_all_pages_say_how_much_is_in_it(hand) -> None:
    hand.window.go(POT)
    hand.press("Add to basket")
    hand.press("One more: Enamel pot")
    hand.page.locator("#pieces", has_text="2").wait_for()
    hand.press("One less: Enamel pot")
    hand.page.locator("#pieces", has_text="1").wait_for()
    hand.window.go("/products")
    assert hand.page.locator("#pieces").inner_text() == "1"
    assert hand.went_wrong() == []


def test_without_scripts_one_buys_and_withdraws_in_two_steps(browser, site) -> None:
    with opened(browser, site, java_script_enabled=False) as window:
        hand = Hand(window, "plain")
        hand.to_checkout()
        hand.page.get_by_label("Country").select_option("FR")
        hand.press("Show the fields of this country")
        hand.write_address()
        hand.fill("Postcode", "75001")
        hand.press("Order and pay")
        hand.page.get_by_role("button", name="A card", exact=True).click()
        assert hand.head == "Thank you: it is paid"
        hand.follow("Withdraw from this contract")
        hand.press("Confirm the withdrawal")
        assert hand.head == "Cancelled"
        assert "You withdrew" in hand.page.locator(".story").inner_text()


def test_the_whole_purchase_is_done_by_keyboard(hand) -> None:
    page, keys = hand.window.go(POT), hand.page.keyboard
    tab_to(page, "button.buy", keys)
    keys.press("Enter")
    page.wait_for_url("**/basket**")
    tab_to(page, "a[href='/checkout']", keys)
    keys.press("Enter")
    page.wait_for_url("**/checkout")
    told = {
        "email": f"{hand.name}@buyer.test",
        "name": "Ann Buyer",
        "street": "Elm 1",
        "postcode": "10115",
        "city": "Berlin",
    }
    for name, text in told.items():
        tab_to(page, f"#{name}", keys)
        keys.type(text)
    tab_to(page, "button[value=order]", keys)
    keys.press("Enter")
    page.wait_for_url("**/c/pay/**")
    tab_to(page, "ul.ways button", keys)
    keys.press("Enter")
    page.wait_for_url("**/orders/*")
    assert hand.head == "Thank you: it is paid"


def tab_to(page, selector, keys, most=120):
    for _ in range(most):
        if page.evaluate("of => document.activeElement.matches(of)", selector):
            return
        keys.press("Tab")
    raise AssertionError(f"Tab did not reach {selector} on {page.url}")


@pytest.fixture(scope="module")
def walked(browser, site):
    """Return a function that opens a window in which something waits to be paid."""
    with ExitStack() as held:

        @cache
        def walk(theme):
            told = {"color_scheme": theme, "reduced_motion": "reduce"}
            size = {"width": LOOKS[theme], "height": 900}
            window = held.enter_context(opened(browser, site, viewport=size, **told))
            hand = Hand(window, theme)
            hand.order()
            hand.window.go("/checkout")
            way = hand.page.get_by_role("link", name="Pay it, or cancel it")
            return hand, way.get_attribute("href")

        yield walk


PAGES = ("basket", "refused", "order")


@pytest.mark.requirement(7)
@pytest.mark.parametrize(
    "theme", ["light", pytest.param("dark", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("kind", PAGES)
def test_every_page_of_buying_fits_and_can_be_used_by_all(walked, theme, kind) -> None:
    hand, order = walked(theme)
    _open(hand, order, kind)
    assert hand.window.is_too_wide() == []
    for one in hand.page.locator("details").all():
        one.evaluate("one => { one.open = true; }")
    assert barriers(hand.page) == []
    assert hand.went_wrong() == []


def _open(hand, order, kind):
    hand.window.go({"basket": "/basket", "order": order}.get(kind, "/checkout"))
    if kind == "refused":
        hand.page.locator("form#checkout").evaluate("one => { one.noValidate = true; }")
        hand.press("Order and pay")
        hand.page.get_by_role("alert").wait_for()


def barriers(page) -> list[str]:
    """Return what axe finds, with the first place of each."""
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} ({one['nodes'][0]['target']})"
        for one in Axe().run(page).response["violations"]
    ]
