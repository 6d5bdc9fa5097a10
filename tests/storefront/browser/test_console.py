"""The console in a browser: usable for all, in both themes, live, and without scripts."""

from contextlib import ExitStack

import console_home
import console_orders
import pytest
from axe_playwright_python.sync_playwright import Axe
from shop_window import NARROW, WIDE, served
from shop_window import window as opened

PAGES = (
    "",
    "/figures",
    "/affiliate",
    "/orders",
    "/order?number=2",
    "/order?number=6",
    "/refund?number=2&line1=1",
    "/stock?sku=HV-POT",
    "/prices",
    "/prices/try?scope=all&percent=40",
    "/coupons",
    "/shipping",
    "/suppliers?sku=HV-LID",
    "/fraud",
    "/runs",
    "/queue",
    "/schedules",
    "/approvals",
    "/users",
    "/audit",
    "/me",
    "/nowhere",
)
LOOKS = [("light", NARROW), ("dark", WIDE)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("console")
    console_home.fill(home)
    console_orders.fill_home(home)
    return home


@pytest.fixture(scope="module")
def site(home):
    with served(home) as address:
        yield address


@pytest.fixture(scope="module")
def windows(browser, site, home):
    """Return windows in which the owner is logged in."""
    with ExitStack() as held:
        found = {}
        for theme, width in LOOKS:
            told = {"color_scheme": theme, "reduced_motion": "reduce"}
            one = held.enter_context(
                opened(browser, site, viewport={"width": width, "height": 900}, **told)
            )
            log_in(one, home)
            found[theme] = one
        yield found


def log_in(window, home):
    page = window.go(console_home.link(home, "owner@example.org"))
    assert "not encrypted" not in page.content()
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/console")


@pytest.mark.requirement(7)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_small_window_and_says_nothing_in_the_console(
    windows, path
) -> None:
    window = windows["light"]
    window.go(f"/console{path}")
    assert window.is_too_wide() == []
    assert window.went_wrong() == []


@pytest.mark.parametrize(
    "path",
    [
        *("", "/figures", "/queue", "/users", "/orders", "/order?number=2"),
        *("/refund?number=2&line1=1", "/prices/try?scope=all&percent=40"),
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_main_pages_can_be_used_by_all(windows, theme, path) -> None:
    page = windows[theme].go(f"/console{path}")
    for one in page.locator("details").all():
        one.evaluate("one => { one.open = true; }")
    assert barriers(page) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        *("/runs", "/schedules", "/audit", "/me", "/login?link=used"),
        *("/order?number=4", "/stock", "/prices", "/coupons", "/shipping", "/fraud"),
        *("/suppliers?sku=HV-LID", "/order?number=1", "/affiliate"),
    ],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_other_page_can_be_used_by_all(windows, theme, path) -> None:
    assert barriers(windows[theme].go(f"/console{path}")) == []


def test_an_open_page_follows_what_another_does_and_keeps_what_was_opened(
    windows,
) -> None:
    window = windows["dark"]
    page = window.go("/console/queue")
    page.wait_for_selector("body.is-live")
    given_up = page.locator("details[id^=job-]")
    stays, goes = given_up.evaluate_all("all => all.map(one => one.id)")[:2]
    page.locator(f"#{stays} summary").click()
    other = windows["light"].go("/console/queue")
    name = f"Retry {goes.replace('-', ' ')}"
    other.get_by_role("button", name=name, exact=True).click()
    other.wait_for_selector(".did")
    page.wait_for_selector(f"#{goes}", state="detached")
    assert page.locator(f"#{stays}").evaluate("one => one.open")
    assert window.went_wrong() == []


def test_without_scripts_a_job_is_dropped_and_put_back(browser, site, home) -> None:
    with opened(browser, site, java_script_enabled=False) as window:
        log_in(window, home)
        page = window.go("/console/queue")
        many = page.locator("[id^=job-]").count()
        page.get_by_role("button", name="Drop job").first.click()
        assert page.locator("[id^=job-]").count() == many - 1
        page.get_by_role("button", name="Undo").click()
        assert page.locator("[id^=job-]").count() == many
        assert page.get_by_role("link", name="Refresh").is_visible()


def test_without_scripts_and_mouse_money_goes_back_after_its_sum_was_seen(
    browser, site, home
) -> None:
    with opened(browser, site, java_script_enabled=False) as window:
        log_in(window, home)
        page = window.go("/console/order?number=3")
        page.get_by_role("link", name="Give money back").press("Enter")
        page.get_by_role("link", name="All that is left").press("Enter")
        assert page.get_by_text("€9.00 goes back").is_visible()
        page.get_by_label("Why").press_sequentially("a gift")
        page.get_by_label("Why").press("Enter")
        assert page.get_by_text("€9.00 of order 3 goes back").is_visible()
        assert page.get_by_text("just now: a gift").is_visible()


def test_what_is_typed_on_an_order_stays_when_the_page_follows(windows) -> None:
    page = windows["dark"].go("/console/order?number=5")
    page.wait_for_selector("body.is-live")
    page.get_by_label("Tracking number").fill("JD 0007")
    other = windows["light"].go("/console/refund?number=5&extra=1")
    other.get_by_role("button", name="Give €1.00 back").click()
    page.get_by_text("€1.00 was asked back").wait_for()
    assert page.get_by_label("Tracking number").input_value() == "JD 0007"
    assert windows["dark"].went_wrong() == []


def test_a_login_that_ends_shows_so_at_once(windows, browser, site, home) -> None:
    with opened(browser, site) as window:
        log_in(window, home)
        window.page.wait_for_selector("body.is-live")
        everywhere = windows["light"].go("/console/me")
        everywhere.get_by_role("button", name="Log out everywhere").click()
        window.page.wait_for_url("**/console/login?to=/console")


def barriers(page) -> list[str]:
    """Return what axe finds, with the first place of each."""
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} ({one['nodes'][0]['target']})"
        for one in Axe().run(page).response["violations"]
    ]
