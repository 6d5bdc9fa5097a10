"""What the extractors see in one page, for a person who wants to know."""

import msgspec

from extract.goods.offer import Offer
from extract.goods.product import Product
from extract.goods.sighting import Sighting
from extract.linking.links import Link, links
from extract.page import Page, parse
from extract.programmes.programme import Programme
from extract.reading import Asked, read_page
from extract.sites.siteobjects import SiteFile
from extract.stories.article import Article


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """One page as extracted; of variants and of listed programmes, the first stands."""

    url: str
    kind: str
    language: str | None
    title: str | None
    product: Product | None
    offers: list[Offer]
    candidates: list[Sighting]
    programme: Programme | None = None
    article: Article | None = None
    links: list[Link]


def view(
    url: str,
    body: bytes,
    content_type: str | None = None,
    files: tuple[SiteFile, ...] = (),
) -> PageView:
    """Return what is seen in `body`, fetched at `url`; `files` hold page objects."""
    return view_page(parse(url, body, content_type), files)


def view_page(page: Page, files: tuple[SiteFile, ...] = ()) -> PageView:
    """Return what is seen in `page`."""
    read = read_page(page, Asked(files=files))
    return PageView(
        url=page.url,
        kind=read.kind,
        language=read.language,
        title=page.title,
        product=read.products[0] if read.products else None,
        offers=[offer for product in read.products for offer in product.offers],
        candidates=read.candidates,
        programme=read.programmes[0] if read.programmes else None,
        article=read.article,
        links=links(page),
    )
