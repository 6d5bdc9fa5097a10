"""The pictures of a page's product, asked for like pages: in turn, and by robots.txt.

They may lie on hosts that the campaign does not reach, as shops keep them; nothing is
followed from there.
"""

from extract.goods.product import products
from extract.page import parse
from extract.statements.structured import graph
from frontier.urls import join

# Without these words a page states no product, and reading it all would be for nothing.
_STATED = b"ld+json"


def images_of(url: str, body: bytes, content_type: str, most: int) -> list[str]:
    """Return at most `most` pictures of the product that a page is about, best first."""
    if not most or _STATED not in body:
        return []
    page = parse(url, body, content_type)
    found: dict[str, None] = {}
    stated = products(page, graph(page))
    for product in stated:
        found.update(dict.fromkeys(product.images))
    shown = page.meta("og:image")
    if stated and not found and shown and (picture := join(page.base, shown)):
        found[picture] = None
    return list(found)[:most]
