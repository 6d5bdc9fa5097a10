"""One offer: from schema.org's Offer and AggregateOffer to exact money and plain words.

An offer without a price in a named currency is none. A range (`AggregateOffer`) gives
its lowest price, with less confidence, and its highest is never called a list price.
"""

from decimal import Decimal

import msgspec

from extract.goods.identifiers import plain
from extract.money.price import currency, minor_units
from extract.statements.structured import Graph, Node, Value
from extract.statements.words import number, term, text

_AVAILABILITIES = {
    "instock": "InStock",
    "available": "InStock",
    "onstock": "InStock",
    "true": "InStock",
    "yes": "InStock",
    "in": "InStock",
    "instoreonly": "InStock",
    "onlineonly": "InStock",
    "madetoorder": "InStock",
    "limitedavailability": "LimitedAvailability",
    "outofstock": "OutOfStock",
    "oos": "OutOfStock",
    "unavailable": "OutOfStock",
    "notavailable": "OutOfStock",
    "false": "OutOfStock",
    "no": "OutOfStock",
    "soldout": "OutOfStock",
    "preorder": "PreOrder",
    "presale": "PreOrder",
    "backorder": "BackOrder",
    "discontinued": "Discontinued",
}
_CONDITIONS = {
    "newcondition": "new",
    "new": "new",
    "usedcondition": "used",
    "used": "used",
    "refurbishedcondition": "refurbished",
    "refurbished": "refurbished",
    "damagedcondition": "damaged",
}
# Price types that say what the price was or should be, not what it is.
_LIST_PRICES = frozenset({"listprice", "msrp", "srp", "strikethroughprice"})
_RANGE_CONFIDENCE = 0.7


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One price of one product at one seller."""

    price_minor: int
    currency: str
    high_price_minor: int | None = None
    list_price_minor: int | None = None
    availability: str | None = None
    shipping_minor: int | None = None
    condition: str | None = None
    seller: str | None = None
    confidence: float = 0.9

    def costs(self, price: str) -> bool:
        """Return whether `price`, a plain number, is this offer's."""
        return minor_units(price, self.currency) == self.price_minor


def offers(graph: Graph, product: Node) -> list[tuple[Node, Offer]]:
    """Return the offers of `product`, each beside the node that states it."""
    return graph.once("offers", product, lambda: _offers(graph, product))


def _offers(graph: Graph, product: Node) -> list[tuple[Node, Offer]]:
    found = []
    for node in graph.all(product.get("offers")):
        inner = graph.all(node.get("offers"))
        # The shops' own offers say more than the range they span.
        for part in inner or [node]:
            offer = _offer(graph, part, node)
            if offer is not None:
                found.append((part, offer))
    return found


def _offer(graph: Graph, node: Node, parent: Node) -> Offer | None:
    specs = graph.all(node.get("priceSpecification"))
    price, code, sure = _price(node, parent, specs)
    if price is None or code is None or price == 0:
        return None
    return Offer(
        price_minor=price,
        currency=code,
        high_price_minor=_high(node, code, price),
        list_price_minor=_list_price(specs, code, price),
        availability=availability(node, parent),
        shipping_minor=_shipping(graph, node, code),
        condition=_CONDITIONS.get(_word(node, parent, "itemCondition")),
        seller=_seller(graph, node, parent),
        confidence=sure,
    )


def _price(
    node: Node, parent: Node, specs: list[Node]
) -> tuple[int | None, str | None, float]:
    code = _currency(node) or _currency(parent)
    sales = [spec for spec in specs if not _is_list(spec)]
    for source in (node, *sales):
        code = _currency(source) or code
        minor = _minor(source, "price", code)
        if minor is not None:
            return minor, code, 0.9
    low, high = _minor(node, "lowPrice", code), _minor(node, "highPrice", code)
    return low, code, 0.9 if low == high else _RANGE_CONFIDENCE


def _currency(node: Node) -> str | None:
    for name in ("priceCurrency", "currency", "price", "lowPrice"):
        value = node.get(name)
        code = currency(value) if isinstance(value, str) else None
        if code:
            return code
    return None


def _minor(node: Node, name: str, code: str | None) -> int | None:
    value = node.get(name)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return minor_units(value, code) if code else None


def _is_list(spec: Node) -> bool:
    return term(spec.get("priceType")) in _LIST_PRICES


def _list_price(specs: list[Node], code: str, price: int) -> int | None:
    """Return what the page calls the former price, where that is above the price."""
    for spec in specs:
        if _is_list(spec) and _currency(spec) in {None, code}:
            minor = _minor(spec, "price", code)
            if minor is not None and minor > price:
                return minor
    return None


def _high(node: Node, code: str, price: int) -> int | None:
    """Return the end of a range of prices that `price` begins."""
    high = _minor(node, "highPrice", code)
    return high if high is not None and high > price else None


def _word(node: Node, parent: Node, name: str) -> str:
    return term(node.get(name)) or term(parent.get(name))


def availability(node: Node, parent: Node) -> str | None:
    """Return what `node`, an offer, says of its stock, or else its product does."""
    return _AVAILABILITIES.get(_word(node, parent, "availability"))


def _seller(graph: Graph, node: Node, parent: Node) -> str | None:
    for value in (node.get("seller"), node.get("offeredBy"), parent.get("seller")):
        name = text(graph.follow(value))
        if name:
            return plain(name)
    return None


def _shipping(graph: Graph, node: Node, code: str) -> int | None:
    """Return the cheapest stated way to have it sent, in the offer's currency."""
    rates = []
    for details in graph.all(node.get("shippingDetails")):
        for rate in graph.all(details.get("shippingRate")):
            value: Value = rate.get("value", rate.get("price"))
            named = _currency(rate)
            minor = minor_units(value, code) if named == code else None
            if minor is not None:
                rates.append(minor)
    return min(rates, default=None)


def rating(graph: Graph, product: Node) -> tuple[float | None, int | None]:
    """Return the mean rating of `product` from 0 to 5, and the number of ratings."""
    for node in graph.all(product.get("aggregateRating")):
        value, best = number(node.get("ratingValue")), number(node.get("bestRating"))
        count = number(node.get("ratingCount")) or number(node.get("reviewCount"))
        top = best if best and best > 0 else Decimal(5)
        if value is None or not 0 < value <= top or not count:
            continue
        if count == int(count) and 0 < count < 2**31:
            return round(float(value / top * 5), 3), int(count)
    return None, None
