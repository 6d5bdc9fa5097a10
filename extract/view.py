"""What the extractors see in one page, for a person who wants to know."""

import msgspec

from extract.kind import kind
from extract.links import Link, links
from extract.offer import Offer
from extract.page import Page, parse
from extract.product import Product, read_products
from extract.programme import Programme, programmes
from extract.sighting import Sighting
from extract.siteobjects import SiteFile, read_site
from extract.siteproduct import site_sightings, with_site
from extract.structured import graph


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
    article: None = None
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
    stated = graph(page)
    read, site = read_products(page, stated), read_site(page, files)
    found = with_site(read.products, site)
    linked = links(page)
    offered = programmes(page, stated, linked)
    return PageView(
        url=page.url,
        kind=kind(page, stated, found),
        language=page.language,
        title=page.title,
        product=found[0] if found else None,
        offers=[offer for product in found for offer in product.offers],
        candidates=[*site_sightings(site), *read.sightings],
        programme=offered[0] if offered else None,
        links=linked,
    )
