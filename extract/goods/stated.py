"""What a page states of its product for machines, as sightings of single values."""

from collections.abc import Iterator
from decimal import Decimal

from extract.goods.facts import Facts, facts
from extract.goods.identity import Identity
from extract.goods.offer import Offer, availability, offers
from extract.goods.sighting import Sighting
from extract.goods.subject import subject, variants
from extract.money.currencies import exponent
from extract.money.pricetext import read
from extract.page import Page
from extract.statements.structured import Graph, Node
from extract.statements.words import text

_FIELDS = ("gtin", "mpn", "sku", "brand")
_OUT = frozenset({"OutOfStock", "Discontinued"})
_PRICES = ("price", "lowPrice")
_MAX_OFFERS = 100


def stated(page: Page, graph: Graph, identity: Identity) -> list[Sighting]:
    """Return what each part of `graph` says of the page's product."""
    found: list[Sighting] = []
    for source, part in graph.parts.items():
        node = subject(page, part, identity)
        if node is not None:
            found.extend(_told(page, part, node, source, identity))
    return found


def _told(
    page: Page, graph: Graph, node: Node, source: str, identity: Identity
) -> Iterator[Sighting]:
    chosen = _chosen(graph, node, identity)
    whole = facts(page, graph, node)
    said = whole if chosen is node else facts(page, graph, chosen, whole)
    path = str(node.get("@place", ""))
    yield from _facts(said, source, path)
    money = [offer for _, offer in offers(graph, chosen)]
    if money:
        yield from _offer(_best(money), source, path)
    else:
        yield from _bare(graph, chosen, source, path)


def _chosen(graph: Graph, node: Node, identity: Identity) -> Node:
    """Return the variant that the address names, else the product itself."""
    for name, part in variants(graph, node):
        if identity.is_numbered(name):
            return part
    parts = variants(graph, node)
    return node if node.get("offers") or not parts else parts[0][1]


def _facts(said: Facts, source: str, path: str) -> Iterator[Sighting]:
    for field in _FIELDS:
        value = getattr(said, field)
        if value:
            yield Sighting(
                field=field, value=value, raw=value, source=source, path=path
            )


def _best(found: list[Offer]) -> Offer:
    return min(found, key=lambda one: (one.availability in _OUT, one.price_minor))


def _offer(best: Offer, source: str, path: str) -> Iterator[Sighting]:
    amount = Decimal(best.price_minor).scaleb(-exponent(best.currency))
    kind = f"{source}-range" if best.confidence < 0.9 else source
    yield Sighting(
        field="price", value=plain(amount), raw=str(amount), source=kind, path=path
    )
    yield Sighting(
        field="currency", value=best.currency, raw=best.currency, source=source
    )
    if best.availability:
        word = best.availability
        yield Sighting(field="availability", value=word, raw=word, source=source)


def _bare(graph: Graph, node: Node, source: str, path: str) -> Iterator[Sighting]:
    """Yield a price without a currency, and the stock of what has no price."""
    for offer in graph.all(node.get("offers"))[:_MAX_OFFERS]:
        word = availability(offer, node)
        if word:
            yield Sighting(field="availability", value=word, raw=word, source=source)
        raw = next(
            (value for name in _PRICES if (value := text(offer.get(name)))), None
        )
        amount = read(raw).amount if raw else None
        if raw and amount:
            value = plain(amount)
            yield Sighting(
                field="price", value=value, raw=raw, source=source, path=path
            )
            return


def plain(amount: Decimal) -> str:
    """Return an amount as its shortest text: 12.50 as 12.5."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
