"""All that is seen in one page, for a person who wants to know why.

It is the view of view.py with the product in the words of items.py, and beside it every
candidate. What is weighed is weighed twice here, which the stage has no time for.
"""

import msgspec

from extract.goods.candidates import Candidate, Evidence, candidates
from extract.goods.identity import Identity
from extract.goods.items import Item, product_item, supplier_item
from extract.goods.offer import Offer
from extract.goods.product import Product, read_products
from extract.goods.sighting import Sighting
from extract.goods.sightings import sightings
from extract.linking.links import Link
from extract.page import Page
from extract.programmes.programme import Programme
from extract.sites.siteobjects import SiteFile, read_site
from extract.sites.siteproduct import with_site
from extract.statements.structured import Graph, graph
from extract.stories.articlecandidates import article_candidates
from extract.view import PageView, view_page


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One page as extracted; `failed` says which functions of its page object failed."""

    url: str
    kind: str
    language: str | None
    title: str | None
    product: Item | None
    offers: list[Offer]
    programme: Programme | None
    article: object | None
    links: list[Link]
    supplier: Item | None
    candidates: dict[str, list[Candidate]]
    failed: dict[str, str]


def look(page: Page, files: tuple[SiteFile, ...] = ()) -> Look:
    """Return what is seen in `page`, and what else could have been."""
    stated, site = graph(page), read_site(page, files)
    reading = read_products(page, stated)
    found = with_site(reading.products, site)
    raw = sightings(page, stated, Identity(page)) if reading.products else []
    item = product_item(found, page.url, page.canonical, _sign(found, raw))
    seen = view_page(page, files)
    return Look(
        url=seen.url,
        kind=seen.kind,
        language=seen.language,
        title=seen.title,
        product=item,
        offers=seen.offers,
        programme=seen.programme,
        article=seen.article,
        links=seen.links,
        supplier=supplier_item(found, page.url),
        candidates=_candidates(page, stated, item, Evidence(reading, raw, site), seen),
        failed={site.path(name): why for name, why in site.failed.items()},
    )


def _candidates(
    page: Page, stated: Graph, item: Item | None, evidence: Evidence, seen: PageView
) -> dict[str, list[Candidate]]:
    found = candidates(page, stated, item, evidence) if item else {}
    if seen.article is None:
        return found
    said = msgspec.to_builtins(seen.article)
    return found | article_candidates(page, stated, said, seen.kind, evidence.site)


def _sign(found: list[Product], raw: list[Sighting]) -> str | None:
    """Return the currency as the page writes it, of the currency that is told."""
    code = found[0].offers[0].currency if found and found[0].offers else None
    signs = (one.raw for one in raw if one.field == "currency" and one.value == code)
    return next((sign for sign in signs if sign != code), code)
