"""Every kind of page: usable for all, in both themes, and quiet in the console."""

from contextlib import ExitStack

import pytest
from axe_playwright_python.sync_playwright import Axe
from shop_window import NARROW, WIDE
from shop_window import window as opened

PAGES = {
    "home": "/",
    "everything": "/products",
    "category": "/categories/kitchen",
    "categories": "/categories",
    "search": "/products?q=kettle",
    "filtered": "/products?stock=1&sort=cheap&low=10&high=200",
    "nothing found": "/products?q=qqqzzz",
    "product": "/products/hm-000001",
    "long product": "/products/hm-000004",
    "sparse product": "/products/hm-000017",
    "hostile product": "/products/hm-000907",
    "comparison": "/compare?sku=hm-000001&sku=hm-000002&sku=hm-000003&sku=hm-000004",
    "empty comparison": "/compare",
    "deals": "/deals",
    "guides": "/guides",
    "guide": "/guides/aaaaaaaa00000001",
    "film": "/guides/aaaaaaaa00000003",
    "blog": "/blog",
    "post": "/blog/kettles-before-you-buy-aaaaaaaa00000001",
    "programmes": "/programmes",
    "wishlist": "/wishlist",
    "for you": "/for-you",
    "consent": "/consent",
    "how it works": "/about",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "shared wishlist": "/wishlist/shared?sku=hm-000001&sku=hm-000002",
    "welcome": "/welcome",
    "description of the API": "/api/v1/docs",
    "not there": "/nowhere",
    "in German": "/de/products/hm-000001",
}
LOOKS = [(theme, width) for theme in ("light", "dark") for width in (NARROW, WIDE)]


@pytest.fixture(scope="module")
def windows(browser, site):
    """Return windows of each theme and width."""
    with ExitStack() as held:
        yield {
            (theme, width): held.enter_context(
                opened(
                    browser,
                    site,
                    color_scheme=theme,
                    reduced_motion="reduce",
                    viewport={"width": width, "height": 900},
                )
            )
            for theme, width in LOOKS
        }


@pytest.mark.requirement(7)
@pytest.mark.parametrize("kind", PAGES)
def test_every_page_fits_a_small_window_and_says_nothing_in_the_console(
    windows, kind
) -> None:
    window = windows["light", NARROW]
    window.go(PAGES[kind])
    assert window.is_too_wide() == []
    assert window.went_wrong() == []


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=["light", "dark"])
def test_every_page_can_be_used_by_all(windows, look, kind) -> None:
    assert barriers(windows[look].go(PAGES[kind])) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("look", LOOKS[1:-1], ids=str)
def test_every_page_can_be_used_at_other_widths(windows, look, kind) -> None:
    assert barriers(windows[look].go(PAGES[kind])) == []


def barriers(page) -> list[str]:
    """Return what axe finds, with the first place of each."""
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} ({one['nodes'][0]['target']})"
        for one in Axe().run(page).response["violations"]
    ]
