"""Looking into a page with CSS, for page objects: a text, an attribute, or all of them."""

from selectolax.lexbor import LexborNode, SelectolaxError

from extract.errors import SiteBroken
from extract.page import Page


def select(page: Page, css: str, attribute: str | None = None) -> str | None:
    """Return the text, or the `attribute`, of the first element that `css` finds."""
    return next(iter(select_all(page, css, attribute)), None)


def select_all(page: Page, css: str, attribute: str | None = None) -> list[str]:
    """Return the same of every element that `css` finds, without the empty ones."""
    try:
        nodes = page.tree.css(css)
    except SelectolaxError:
        raise SiteBroken(f"{css!r} is no CSS selector that is understood") from None
    found = [_said(node, attribute) for node in nodes]
    return [text for text in found if text]


def _said(node: LexborNode, attribute: str | None) -> str:
    said = node.attributes.get(attribute) if attribute else node.text(separator=" ")
    return " ".join((said or "").split())
