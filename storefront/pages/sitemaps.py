"""The site maps: one index, and files of a bounded size.

The protocol allows 50,000 addresses and 50 MB a file. An address in three languages,
each naming the others, takes two kilobytes: a file has a few thousand products.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

import msgspec

from storefront.pages.blog import posts
from storefront.pages.guides import guide_path
from storefront.pages.kinds import post_path
from storefront.pages.pictures import card_picture
from storefront.pages.templates import product_path
from storefront.pages.visit import Visit
from storefront.pages.words import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from storefront.catalogue.answers import Card

AT_ONCE = 2_500
"""Pages a file; each is listed once in every language."""
_NAME = re.compile(r"(pages|products)-([1-9][0-9]{0,5})\.xml")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED = (
    *(
        "/",
        "/products",
        "/categories",
        "/deals",
        "/guides",
        "/blog",
        "/programmes",
        "/about",
    ),
    *("/privacy", "/accessibility"),
)
_PREFIXES = {one: "" if one == SOURCE else f"/{one}" for one in LANGUAGES}


class Page(msgspec.Struct, frozen=True):
    """One page: its path without a language, when it changed, its picture.

    When a product's price was checked says nothing of a change: it has no day.
    """

    path: str
    changed: datetime | None = None
    picture: str | None = None


def index(visit: Visit) -> str:
    """Return the index of all files."""
    address = escape(visit.shop.settings.address)
    names = [
        *_names("pages", len(_pages(visit))),
        *_names("products", visit.shelf.totals.items),
    ]
    files = (
        f"<sitemap><loc>{address}/sitemaps/{name}</loc></sitemap>\n" for name in names
    )
    return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{"".join(files)}</sitemapindex>\n'


def file(visit: Visit, name: str) -> str | None:
    """Return the file called `name`, or None where there is none."""
    asked = _NAME.fullmatch(name)
    if asked is None:
        return None
    first = (int(asked[2]) - 1) * AT_ONCE
    if asked[1] == "pages":
        pages: Iterable[Page] = _pages(visit)[first : first + AT_ONCE]
    else:
        pages = [_product(card) for card in visit.shelf.listed(first, AT_ONCE)]
    address = escape(visit.shop.settings.address)
    urls = "".join(url for page in pages for url in _urls(page, address))
    return (
        f'{_HEAD}<urlset xmlns="{_SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
        f"{urls}</urlset>\n"
        if urls
        else None
    )


def _names(kind: str, pages: int) -> list[str]:
    return [f"{kind}-{one}.xml" for one in range(1, -(-pages // AT_ONCE) + 1)]


def _pages(visit: Visit) -> list[Page]:
    """Return every page that is no product."""
    shelf = visit.shelf
    return [
        *map(Page, _FIXED),
        *(Page(f"/{name}") for name in visit.shop.own.there),
        *(Page(f"/categories/{quote(key)}") for key in _categories(visit)),
        *(Page(guide_path(one), one.made_at) for one in shelf.guides()),
        *(Page(post_path(one) or "/blog", one.made_at) for one in posts(visit)),
    ]


def _categories(visit: Visit) -> Iterator[str]:
    waiting = [""]
    while waiting:
        below = [one.key for one in visit.shelf.categories(waiting.pop())]
        waiting += below
        yield from below


def _product(card: "Card") -> Page:
    picture = card_picture(card) if card.picture else None
    return Page(product_path(card.sku, card.title), picture=picture)


def _urls(page: Page, address: str) -> Iterator[str]:
    path = escape(page.path)
    ways = {
        one: f"{address}{prefix}{'' if prefix and path == '/' else path}"
        for one, prefix in _PREFIXES.items()
    }
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{one}" href="{way}"/>'
        for one, way in (*ways.items(), ("x-default", ways[SOURCE]))
    )
    shown = (
        f"<image:image><image:loc>{address}{page.picture}</image:loc></image:image>"
        if page.picture
        else ""
    )
    rest = f"{_changed(page.changed)}{others}{shown}</url>\n"
    return (f"<url><loc>{way}</loc>{rest}" for way in ways.values())


def _changed(moment: datetime | None) -> str:
    return f"<lastmod>{moment:%Y-%m-%d}</lastmod>" if moment else ""
