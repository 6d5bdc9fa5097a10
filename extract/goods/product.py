"""The product that a page is about: what it states and shows, weighed, as one record.

A page speaks of one product, or of the variants of one; on a page that holds several
unrelated ones (a list, a search) it says nothing, because none of them is the page's.
"""

import msgspec

from extract.goods.arrival import stated_arrival
from extract.goods.facts import Facts, facts
from extract.goods.fusion import availability, chosen, judged
from extract.goods.goods import is_for_sale
from extract.goods.identity import Identity
from extract.goods.offer import Offer, offers, rating
from extract.goods.offered import fused_offers, shown_facts, with_delivery
from extract.goods.sighting import Sighting
from extract.goods.sightings import sightings
from extract.goods.subject import subject, variants
from extract.page import Page
from extract.statements.structured import Graph, Node

_FUSED = ("price", "currency", "sku", "mpn", "gtin", "brand")
# What a page calls itself that sells no single thing.
_NOT_GOODS = (
    *("Article", "NewsArticle", "BlogPosting", "TechArticle", "Blog", "Recipe"),
    *("CollectionPage", "SearchResultsPage", "OfferCatalog", "DiscussionForumPosting"),
    *("QAPage", "FAQPage", "ProfilePage", "AboutPage", "ContactPage", "JobPosting"),
)
# In the order in which they describe a product best.
_PARTS = ("json-ld", "microdata", "rdfa", "opengraph")


class Product(Facts, frozen=True, kw_only=True):
    """The facts of one product, or of one variant of it, with its offers."""

    variant: str = ""
    availability: str | None = None
    rating: float | None = None
    reviews: int | None = None
    shipping: str | None = None
    confidence: float
    offers: list[Offer]


class Reading(msgspec.Struct, frozen=True):
    """The products of a page, and all that it says of them."""

    products: list[Product]
    sightings: list[Sighting]


def products(page: Page, graph: Graph) -> list[Product]:
    """Return the product that `page` is about: its variants, or itself alone."""
    return read_products(page, graph).products


def read_products(page: Page, graph: Graph) -> Reading:
    """Return the same beside every candidate, each as sure as it is."""
    identity = Identity(page)
    part, node = _main(page, graph, identity)
    if node is None and not _may_sell(graph):
        return Reading([], [])
    found = sightings(page, graph, identity)
    if node is None:
        if not is_for_sale(page, identity, found):
            return Reading([], [])
        node = {"@type": "Product", "name": identity.heading.text}
    said = _weighed(found, identity)
    named = variants(part, node)
    if named:
        result = _variants(page, part, node, said, identity)
    else:
        result = [_single(page, part, node, said, identity)]
    return Reading([one for one in result if one.title], said)


def _main(page: Page, graph: Graph, identity: Identity) -> tuple[Graph, Node | None]:
    for name in _PARTS:
        part = graph.parts.get(name)
        node = subject(page, part, identity) if part else None
        if part and node is not None and _tells(node, name):
            return part, node
    return graph, None


def _tells(node: Node, source: str) -> bool:
    """Return whether a product is more than an empty frame, or a name for networks."""
    return "offers" in node or ("name" in node and source != "opengraph")


def _may_sell(graph: Graph) -> bool:
    """Return whether a page that states no product of its own can still be about one."""
    return len(graph.of("Product", "ProductGroup")) < 2 and not graph.of(*_NOT_GOODS)


def _weighed(found: list[Sighting], identity: Identity) -> list[Sighting]:
    """Return all sightings, the surest first in each field."""
    of: dict[str, list[Sighting]] = {}
    for one in found:
        of.setdefault(one.field, []).append(one)
    weighed = [
        one for field in _FUSED for one in judged(of.get(field, []), field, identity)
    ]
    stock = availability(found)
    rest = [one for field, same in of.items() if field not in _FUSED for one in same]
    return [*weighed, *([stock] if stock else []), *rest]


def _variants(
    page: Page, graph: Graph, node: Node, said: list[Sighting], identity: Identity
) -> list[Product]:
    """Return a product a variant; the one that the page shows goes first."""
    whole = facts(page, graph, node)
    whole = msgspec.structs.replace(whole, brand=whole.brand or chosen(said, "brand"))
    result = []
    for name, part in variants(graph, node):
        own = facts(page, graph, part, whole)
        money = [offer for _, offer in offers(graph, part)]
        result.append(_product(graph, (part, node), name, own, money))
    price = chosen(said, "price")
    return sorted(result, key=lambda one: _distance(one, identity, price))


def _distance(one: Product, identity: Identity, price: str | None) -> int:
    if identity.is_numbered(one.variant):
        return 0
    shown = price is not None and any(offer.costs(price) for offer in one.offers)
    return 1 if shown else 2


def _single(
    page: Page, graph: Graph, node: Node, said: list[Sighting], identity: Identity
) -> Product:
    own = shown_facts(page, facts(page, graph, node), said)
    if own.title is None:
        own = msgspec.structs.replace(own, title=identity.heading.text or None)
    money = [offer for _, offer in offers(graph, node)]
    sellers = {offer.seller for offer in money}
    best = _one_a_seller(money)
    if len(sellers) < 2:
        best = with_delivery(fused_offers(best, said), said)
    found = _product(graph, (node, node), "", own, best)
    return msgspec.structs.replace(
        found,
        availability=found.availability or _shown(said, "availability"),
        shipping=found.shipping or _shown(said, "arrival"),
    )


def _shown(said: list[Sighting], field: str) -> str | None:
    return next((one.value for one in said if one.field == field), None)


def _product(
    graph: Graph, nodes: tuple[Node, Node], variant: str, own: Facts, money: list[Offer]
) -> Product:
    stars, count = rating(graph, nodes[0])
    if count is None:
        stars, count = rating(graph, nodes[1])
    found = _one_a_seller(money)
    return Product(
        **msgspec.structs.asdict(own),
        variant=variant,
        availability=found[0].availability if found else None,
        rating=stars,
        reviews=count,
        shipping=stated_arrival(graph, nodes[0]) or stated_arrival(graph, nodes[1]),
        offers=found,
        confidence=_confidence(own, found),
    )


def _one_a_seller(found: list[Offer]) -> list[Offer]:
    """Return each seller's lowest price that can be had; of several, less surely."""
    by_seller: dict[str | None, list[Offer]] = {}
    for offer in found:
        by_seller.setdefault(offer.seller, []).append(offer)
    best = []
    for same in by_seller.values():
        # Prices in several currencies are one price told to several countries.
        money = [offer for offer in same if offer.currency == same[0].currency]
        lowest = min(money, key=lambda offer: (_is_out(offer), offer.price_minor))
        if len({offer.price_minor for offer in money}) > 1:
            lowest = msgspec.structs.replace(lowest, confidence=0.6)
        best.append(lowest)
    return best


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
