"""The whole shop by keyboard alone, and the whole shop without JavaScript."""

import pytest
from shop_window import window as opened

FOCUS = """() => {
  const one = document.activeElement;
  const look = getComputedStyle(one);
  const seen = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  return [one.tagName, one.outerHTML.slice(0, 120), seen];
}"""


def tab_to(page, selector: str, most: int = 150) -> None:
    """Press Tab until what `selector` names has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("of => document.activeElement.matches(of)", selector):
            return
    raise AssertionError(f"{most} times Tab did not reach {selector} on {page.url}")


def test_the_first_tab_stop_leads_past_the_head_of_the_page(window) -> None:
    page = window.go("/products")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.querySelector('main').contains(document.activeElement)"
    )


def test_a_search_is_typed_and_entered(window) -> None:
    page = window.go("/")
    tab_to(page, "#q")
    page.keyboard.type("kettle")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products?q=kettle*")
    assert page.locator(".cards > li").count() > 5


def test_a_suggestion_is_chosen_with_the_arrow_keys(window) -> None:
    page = window.go("/")
    tab_to(page, "#q")
    page.keyboard.type("kett")
    page.wait_for_selector('#suggestions [role="option"]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.rstrip("/") != window.site)
    assert window.went_wrong() == []


def test_a_filter_is_set_with_the_space_bar(window) -> None:
    page = window.go("/products")
    tab_to(page, "input[name=stock]")
    page.keyboard.press("Space")
    if "stock=1" not in page.url:
        tab_to(page, ".sieve button[type=submit]")
        page.keyboard.press("Enter")
    page.wait_for_url("**stock=1*")
    assert page.locator("input[name=stock]").is_checked()


def test_a_card_is_opened_and_two_are_compared(window) -> None:
    page = window.go("/products")
    for _ in range(2):
        tab_to(page, "input[name=sku]")
        page.keyboard.press("Space")
    tab_to(page, "button[form=comparing]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?sku=*&sku=*")
    tab_to(page, "main a[href*='/products/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/hm-**")


@pytest.mark.parametrize("path", ["/", "/products?q=kettle", "/products/hm-000001"])
def test_whatever_has_the_focus_is_seen(window, path) -> None:
    page, unseen, last = window.go(path), [], ""
    for _ in range(120):
        page.keyboard.press("Tab")
        tag, name, seen = page.evaluate(FOCUS)
        if tag == "BODY":
            break
        unseen += [] if seen or name == last else [name]
        last = name
    assert unseen == []


@pytest.fixture(scope="module")
def plain(browser, site):
    """Return a window in which no script runs."""
    with opened(browser, site, java_script_enabled=False) as one:
        yield one


def test_one_searches_filters_and_sorts_without_scripts(plain) -> None:
    page = plain.go("/")
    page.fill("#q", "kettle")
    page.click("form.search button")
    page.check("input[name=stock]")
    page.select_option("select[name=sort]", "cheap")
    page.click(".sieve button[type=submit]")
    assert page.locator(".cards > li").count() > 2
    assert {"q=kettle", "stock=1", "sort=cheap"} <= set(
        page.url.split("?")[1].split("&")
    )


def test_one_compares_without_scripts(plain) -> None:
    page = plain.go("/products")
    for place in range(3):
        page.locator("input[name=sku]").nth(place).check()
    page.click("button[form=comparing]")
    assert page.url.count("sku=") == 3
    assert (
        page.locator("main table thead th, main table tr:first-child > *").count() >= 4
    )


def test_one_reads_the_shop_in_another_language_without_scripts(plain) -> None:
    page = plain.go("/products/hm-000001")
    page.click("footer a[hreflang=de]")
    assert page.locator("html").get_attribute("lang") == "de"
    assert "/de/products/hm-000001" in page.url


def test_one_keeps_and_takes_away_wishes_without_scripts(plain) -> None:
    page = plain.go("/products/hm-000001")
    page.click("form[action$='/wishlist/add'] button")
    assert page.url.endswith("/wishlist")
    assert page.locator("main a[href*='hm-000001']").count() > 0
    page.click("form[action$='/wishlist/remove'] button")
    assert page.locator("main a[href*='hm-000001']").count() == 0


def test_one_agrees_and_takes_it_back_without_scripts(plain) -> None:
    page = plain.go("/consent")
    before = page.inner_text("main")
    page.locator("main form button").first.click()
    plain.go("/consent")
    assert page.inner_text("main") != before
    page.locator("main form button").last.click()
    assert plain.go("/consent").inner_text("main") == before


def test_the_other_languages_keep_a_filter_that_was_set_in_place(window) -> None:
    page = window.go("/products?q=kettle")
    page.evaluate("document.querySelector('#stock').click()")
    page.wait_for_url("**stock=1*")
    page.wait_for_selector('.tongues a[hreflang="de"][href*="stock=1"]')
    to_german = page.locator('.tongues a[hreflang="de"]').get_attribute("href")
    assert to_german.endswith("/de/products?q=kettle&stock=1")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_comparison_scrolls_down_with_its_page_alone(window, width) -> None:
    window.page.set_viewport_size({"width": width, "height": 500})
    page = window.go("/compare?sku=hm-000001&sku=hm-000002")
    inside = "document.querySelector('.versus-scroll')"
    assert page.evaluate(f"{inside}.scrollHeight <= {inside}.clientHeight")
    if width > 1000:
        page.mouse.wheel(0, 400)
        page.wait_for_function("scrollY > 200")
        head = page.locator(".versus thead th").first.bounding_box()
        assert head["y"] >= 0


def test_what_is_printed_is_light_and_fits_the_sheet(window) -> None:
    page = window.go("/compare?sku=hm-000001&sku=hm-000002&sku=hm-000003&sku=hm-000004")
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--ink')"
    assert page.evaluate(ink).strip() == "#26211c"
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert page.locator(".versus-off").first.is_hidden()
