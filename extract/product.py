"""One product as its page states it: from JSON-LD to facts, variants and offers.

A page speaks of one product, or of the variants of one; on a page that holds several
unrelated ones (a list, a search) it says nothing, because none of them is the page's.
"""

import msgspec

from extract.facts import Facts, facts
from extract.offer import Offer, offers, rating
from extract.page import Page
from extract.structured import Graph, Node
from extract.subject import subject, variants


class Product(Facts, frozen=True, kw_only=True):
    """The facts of one product, or of one variant of it, with its offers."""

    variant: str = ""
    rating: float | None = None
    reviews: int | None = None
    confidence: float
    offers: list[Offer]


def products(page: Page, graph: Graph) -> list[Product]:
    """Return the product that `page` is about: its variants, or itself alone."""
    node = subject(page, graph)
    if node is None:
        return []
    whole = facts(page, graph, node)
    found = []
    for name, part in variants(graph, node) or [("", node)]:
        said = facts(page, graph, part, whole) if name else whole
        if said.title is not None:
            found.append(_product(graph, name, part, said, rating(graph, node)))
    return found


def _product(
    graph: Graph,
    variant: str,
    node: Node,
    said: Facts,
    rated: tuple[float | None, int | None],
) -> Product:
    stars, count = rating(graph, node)
    if count is None:
        stars, count = rated
    found = _one_a_seller([offer for _, offer in offers(graph, node)])
    return Product(
        **msgspec.structs.asdict(said),
        variant=variant,
        rating=stars,
        reviews=count,
        offers=found,
        confidence=_confidence(said, found),
    )


def _one_a_seller(found: list[Offer]) -> list[Offer]:
    """Return each seller's lowest price that can be had; of several, less surely."""
    by_seller: dict[str | None, list[Offer]] = {}
    for offer in found:
        by_seller.setdefault(offer.seller, []).append(offer)
    chosen = []
    for same in by_seller.values():
        # Prices in several currencies are one price told to several countries.
        money = [offer for offer in same if offer.currency == same[0].currency]
        best = min(money, key=lambda offer: (_is_out(offer), offer.price_minor))
        if len({offer.price_minor for offer in money}) > 1:
            best = msgspec.structs.replace(best, confidence=0.6)
        chosen.append(best)
    return chosen


def _is_out(offer: Offer) -> bool:
    return offer.availability in {"OutOfStock", "Discontinued"}


def _confidence(said: Facts, found: list[Offer]) -> float:
    """Return how sure a product is: each fact that only a real one has adds to it."""
    marks = (
        bool(found),
        said.gtin is not None,
        said.sku is not None or said.mpn is not None,
        said.brand is not None,
        bool(said.images),
    )
    return round(0.5 + 0.09 * sum(marks), 2)
