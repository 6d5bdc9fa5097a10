"""All that a page says of its product, from every place that says it."""

import re
from collections.abc import Collection
from decimal import Decimal

from extract.goods.brands import brands
from extract.goods.delivery import delivery
from extract.goods.identity import Identity
from extract.goods.labels import labelled
from extract.goods.localcurrency import local_currency
from extract.goods.shownprice import Shown, shown_prices
from extract.goods.sighting import Sighting
from extract.goods.stated import plain, stated
from extract.goods.stock import stock
from extract.markup import grow as g
from extract.money.pricesigns import MEANT
from extract.page import Page
from extract.statements.states import ALL, is_layer, states
from extract.statements.structured import Graph

_MAX_SHOWN = 12
_ID = re.compile(r"(?=[a-z_-]*\d)[\w]{4,20}")
_MARKUP = frozenset({"json-ld", "microdata"})
# Sources that hold the whole of a product: with them, scripts need not be read.
_NEEDED = frozenset({"price", "sku", "brand"})


def sightings(page: Page, graph: Graph, identity: Identity) -> list[Sighting]:
    """Return what `page` says of its product; confidence is not judged yet."""
    tree = page.nodes
    found = stated(page, graph, identity)
    missing = _NEEDED - {one.field for one in found}
    if missing:
        found += _from_scripts(page, identity, ALL if len(missing) > 1 else missing)
    seen = tree.seen  # which notes where each node's text begins
    at = int(tree.nodes[max(identity.heading.node, 0), g.SEEN_AT])
    found += labelled(seen, at)
    found += stock(seen, at)
    found += delivery(seen, at)
    if not any(one.field == "brand" and one.source in _MARKUP for one in found):
        found += brands(tree, identity)
    found += _numbers(identity)
    told = {Decimal(one.value) for one in found if one.field == "price"}
    return found + shown(page, identity, told)


def _from_scripts(
    page: Page, identity: Identity, missing: frozenset[str]
) -> list[Sighting]:
    found: list[Sighting] = []
    graphs: dict[str, list[dict[str, object]]] = {}
    for place, node in states(page, identity, missing):
        source = "datalayer" if is_layer(place) else "state"
        graphs.setdefault(source, []).append({**node, "@place": place})
    for source, nodes in graphs.items():
        for node in nodes:
            part = Graph([node])
            part.parts = {source: part}
            found += stated(page, part, identity)
    return found


def _numbers(identity: Identity) -> list[Sighting]:
    """Return the numbers in the address, of which one may be the shop's own."""
    path = identity.address.partition("#")[0].rstrip("?/")
    pieces = [piece for piece in re.split(r"[/?&=._,-]", path) if _ID.fullmatch(piece)]
    found = []
    for place, piece in enumerate(reversed(pieces[-4:])):
        source = "url-last" if place == 0 else "url"
        found.append(Sighting(field="sku", value=piece, raw=piece, source=source))
    return found


def shown(page: Page, identity: Identity, told: Collection[Decimal]) -> list[Sighting]:
    """Return the prices that the page shows, the likeliest first, and their currency."""
    found: list[Sighting] = []
    places = shown_prices(page.nodes, identity.heading.node, told)
    for one in places[:_MAX_SHOWN]:
        fields = ("price", "before") if one.is_old else ("price",)
        found += [_amount(one, field) for field in fields]
    return found + _currency(page, identity, places[:1])


def _amount(one: Shown, field: str) -> Sighting:
    return Sighting(
        field=field,
        value=plain(one.place.amount),
        raw=f"{one.place.sign or ''}{one.place.amount}",
        source="shown",
        confidence=round(one.share, 4),
    )


def _currency(page: Page, identity: Identity, best: list[Shown]) -> list[Sighting]:
    sign = best[0].place.sign if best else None
    if sign is None:
        return []
    code, source = MEANT.get(sign) or None, "shown"
    if code is None:
        html = page.nodes.all("html")
        language = page.nodes.attribute(html[0], "lang") if html else None
        code, source = local_currency(sign, identity.host, language), "resolved"
    if code is None:
        return []
    return [Sighting(field="currency", value=code, raw=sign, source=source)]
