"""What counts as a page that needs a browser, asked of every page of the sample web."""

from collections.abc import Callable

from crawler.sampleweb.page import Page, Send
from extract.glance import glance

HTML = {"home", "listing", "product", "about", "programme", "article", "archive",
        "board", "thread"}  # fmt: skip
Body = Callable[[Page], bytes]


def empty(page: Page, body_of: Body) -> bool:
    headers = {"content-type": "text/html; charset=utf-8"}
    return glance(page.truth.url, body_of(page), headers).shell


def test_the_pages_that_need_a_browser_are_known_by_their_emptiness(
    all_pages: list[Page], body_of: Body
) -> None:
    html = [
        page
        for page in all_pages
        if page.truth.status == 200
        and isinstance(next(iter(page.response.steps), None), Send)
        and page.truth.kind in HTML
    ]
    found = {page.truth.url for page in html if empty(page, body_of)}
    assert found == {page.truth.url for page in html if page.truth.needs_js} != set()
    assert len(html) > 300
