"""All that one page says, read in one go: the stage makes rows of it, a person looks at it."""

from datetime import datetime

import msgspec

from extract.goods.product import Product, read_products
from extract.goods.sighting import Sighting
from extract.linking.links import links
from extract.opinions.hiding import Hiding
from extract.opinions.opinion import Opinion, opinions
from extract.page import Page
from extract.programmes.programme import Programme, may_offer, programmes
from extract.sites.sitearticle import with_site_article
from extract.sites.siteobjects import SiteFile, SiteReading, read_site
from extract.sites.siteproduct import site_sightings, with_site
from extract.statements.structured import Graph, graph
from extract.stories.article import Article, article
from extract.text.kind import OTHER, chances, kind
from extract.text.language import language
from extract.text.likeness import digest
from extract.text.maintext import MainText, main_text
from extract.walls import Shown, wall

_MOST_HEADINGS = 5
# A text that is next to nothing is like any other.
_LEAST_ALIKE = 100


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a page needs beside the page: all of it may be left out.

    `files` hold an owner's page objects, `salt` hides the names of authors, and what
    is signed by one of the `erased` is left out.
    """

    files: tuple[SiteFile, ...] = ()
    salt: bytes = b""
    erased: frozenset[str] = frozenset()
    status: int = 200
    fetched_at: datetime | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one page says; a wall in its place says nothing but what it is."""

    kind: str
    language: str | None
    text: str
    likeness: int | None
    site: SiteReading
    products: list[Product] = []
    candidates: list[Sighting] = []
    programmes: list[Programme] = []
    article: Article | None = None
    opinions: list[Opinion] = []


def read_page(page: Page, asked: Asked) -> Reading:
    """Return all that `page` says."""
    stated, site = graph(page), read_site(page, asked.files)
    likely = chances(page)
    text = main_text(page.layout, likely)
    spoken = language(text.text or page.seen, page.language)[0]
    barred = _wall(page, asked.status)
    if barred is not None:
        return Reading(
            kind=barred, language=spoken, text=page.seen, likeness=None, site=site
        )
    read = read_products(page, stated)
    found = with_site(read.products, site)
    named = kind(page, stated, found, likely)
    return Reading(
        kind=named,
        language=spoken,
        text=text.text,
        likeness=digest(text.text) if len(text.text) >= _LEAST_ALIKE else None,
        site=site,
        products=found,
        candidates=[*site_sightings(site), *read.sightings],
        programmes=_programmes(page, stated),
        article=_unsigned(
            with_site_article(_article(page, stated, text, named, asked), site), asked
        ),
        opinions=_opinions(page, stated, named, asked),
    )


def _wall(page: Page, status: int) -> str | None:
    headings = page.nodes.all("h1", "h2")[:_MOST_HEADINGS]
    shown = Shown(
        url=page.url,
        status=status,
        title=page.title,
        headings=[page.nodes.text(node) for node in headings],
        text=page.seen,
        body=page.nodes.source,
    )
    found = wall(shown)
    return found.value if found else None


def _programmes(page: Page, stated: Graph) -> list[Programme]:
    # The links cost more than the question whether they are needed.
    return programmes(page, stated, links(page)) if may_offer(page) else []


def _article(
    page: Page, stated: Graph, text: MainText, named: str, asked: Asked
) -> Article | None:
    if named == OTHER:
        return None
    return article(page, stated, text, named, asked.fetched_at)


def _unsigned(article: Article | None, asked: Asked) -> Article | None:
    """Return the article without the names of those who are left out."""
    if article is None or not asked.erased:
        return article
    hiding = Hiding(asked.salt, asked.erased)
    names = [name for name in article.authors if not hiding.is_erased(name)]
    return msgspec.structs.replace(article, authors=names)


def _opinions(page: Page, stated: Graph, named: str, asked: Asked) -> list[Opinion]:
    if not asked.salt:
        return []
    hiding = Hiding(asked.salt, asked.erased)
    return opinions(page, stated, hiding, kind=named, now=asked.fetched_at)
