from collections.abc import Callable

import pytest

from extract.page import Page


@pytest.fixture
def page_of() -> Callable[..., Page]:
    def make(body: str, head: str = "", url: str = "https://shop.test/a/b") -> Page:
        return Page(url, f"<html><head>{head}</head><body>{body}</body></html>")

    return make
