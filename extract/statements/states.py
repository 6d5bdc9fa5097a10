"""Products in the data that scripts carry, as schema.org's nodes.

Nobody agreed on names there, but a few spellings of each are nearly all of them. An object
with a name or number and some other fact of a product is one; it counts where it is the
page's own, by its name or by a number that stands in the address.
"""

from functools import lru_cache
from typing import Any

from extract.goods.identity import Identity
from extract.page import Page
from extract.statements.scriptdata import plain, read_scripts
from extract.statements.words import stripped

# Ours <- theirs in small letters without marks between words, the surest first.
_NAMES = {
    "name": "name productname itemname title producttitle displayname producttitles"
    " productnames",
    "sku": "sku productsku skuid itemid productid productcode articlenumber artikelnummer"
    " itemnumber productnumber prodid ecommprodid productids productskus variantsku id code",
    "mpn": "mpn manufacturerpartnumber modelnumber partnumber manufacturernumber modelno",
    "gtin": "gtin gtin13 gtin14 gtin12 ean ean13 upc barcode isbn gtin8 eancode productean",
    "brand": "brand brandname itembrand productbrand vendor manufacturer brandlabel"
    " productbrands manufacturername",
    "price": "saleprice specialprice finalprice currentprice discountedprice offerprice"
    " price productprice priceamount sellingprice productprices unitprice pricevalue"
    " displayprice totalprice priceinfo ecommtotalvalue",
    "before": "listprice regularprice originalprice oldprice compareatprice wasprice rrp"
    " msrp productoriginalprice strikeprice baseprice",
    "currency": "currency currencycode pricecurrency currencyiso ecommcurrency"
    " productcurrency",
    "availability": "availability stockstatus availabilitystatus productavailability"
    " availabilitytext productstock",
    "stock": "instock isinstock available isavailable purchasable availableforsale"
    " isbuyable",
    "out": "outofstock soldout isoutofstock issoldout",
    "category": "category itemcategory productcategory",
    "image": "image imageurl productimage mainimage",
    "url": "url producturl canonicalurl link",
}
_OURS = {name: ours for ours, names in _NAMES.items() for name in names.split()}
_RANK = {
    name: rank for names in _NAMES.values() for rank, name in enumerate(names.split())
}
_SQUEEZE = str.maketrans("", "", "_- .:")
_TELLING = {"price", "brand", "gtin", "mpn", "sku"}
_MONEY = ("value", "amount", "current", "price", "sale", "now", "formatted", "raw")
_MAX_NOTED = 2_000
# Of more than that, none says what the others do not.
_MOST = 8
# Of a product of which nothing is known, all is read.
ALL = frozenset({"all"})
_MAX_LETTERS, _FEW_LETTERS = 1_500_000, 100_000
_MAX_KEYS = 400
_MAX_KEY = 40
# Data of counters, which shops keep right; what programs keep is often more than is sold.
_LAYERS = ("datalayer", "gtag", "utag", "digitaldata", "fbq", "ecommerce", "tc_vars")


class _Notes:
    """The objects that are the page's product, each with its place."""

    def __init__(self, identity: Identity, missing: frozenset[str]) -> None:
        self._identity, self._missing = identity, missing
        self._seen = 0
        self.found: list[tuple[str, dict[str, Any]]] = []

    def at(self, place: str) -> Any:
        def note(item: dict[str, Any]) -> dict[str, Any]:
            if len(item) > 1 and self._seen < _MAX_NOTED and is_product(item):
                self._seen += 1
                facts = _facts(item)
                if _is_own(facts, self._identity):
                    self.found.append((place, _node(facts)))
                    self._missing -= facts.keys()
            return item

        return note

    def are_enough(self) -> bool:
        """Return whether more would change nothing."""
        told = len(self.found) >= _MOST or (self.found and not self._missing)
        return bool(told) or self._seen == _MAX_NOTED

    def letters(self) -> int:
        """Return how many letters are worth reading for what is missing."""
        return _FEW_LETTERS if self._missing == {"brand"} else _MAX_LETTERS


def is_product(item: dict[str, Any]) -> bool:
    """Return whether `item` names something and tells a fact that products have."""
    if len(item) > _MAX_KEYS:
        return False
    known = {_OURS.get(key) or _short(key)[0] for key in item}
    told = len(known & _TELLING)
    return told > 1 or (told > 0 and "name" in known)


def states(
    page: Page, identity: Identity, missing: frozenset[str] = ALL
) -> list[tuple[str, dict[str, Any]]]:
    """Return the page's product as its scripts tell it: nodes, each with its place.

    Once they have told what is `missing`, the rest is not read.
    """
    notes = _Notes(identity, missing)
    read_scripts(page.nodes, identity.marks, notes)
    return notes.found[:_MOST]


def is_layer(place: str) -> bool:
    """Return whether `place` is where pages tell their counters what they show."""
    lower = place.lower()
    return any(name in lower for name in _LAYERS)


def _facts(item: dict[str, Any]) -> dict[str, Any]:
    """Return what is known by one of our names, by the surest of theirs."""
    ranks: dict[str, int] = {}
    found: dict[str, Any] = {}
    for key, value in item.items():
        ours, rank = _short(key)
        if not ours or value in (None, "", [], {}):
            continue
        if ours not in found or rank < ranks[ours]:
            found[ours], ranks[ours] = value, rank
    return _in_units(item, found)


@lru_cache(8192)
def _short(key: str) -> tuple[str, int]:
    """Return our name for `key`, and how sure it is; the lowest is the surest."""
    short = key[:_MAX_KEY].lower().translate(_SQUEEZE)
    return _OURS.get(short, ""), _RANK.get(short, 0)


def _in_units(item: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Return prices in whole units: Shopify's product JSON has them in hundredths."""
    if item.keys() & {"price_varies", "compare_at_price", "compare_at_price_min"}:
        for name in ("price", "before"):
            if isinstance(facts.get(name), int):
                facts[name] = f"{facts[name] / 100:.2f}"
    return facts


def _is_own(facts: dict[str, Any], identity: Identity) -> bool:
    name = plain(facts.get("name"))
    if name and identity.is_named(stripped(name)):
        return True
    numbers = (plain(facts.get(key)) for key in ("sku", "gtin", "mpn"))
    return any(number and identity.is_numbered(number) for number in numbers)


def _node(facts: dict[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": "Product"}
    for key in ("name", "sku", "mpn", "gtin", "category", "image", "url"):
        value = plain(facts.get(key))
        if value:
            node[key] = value
    brand = facts.get("brand")
    if isinstance(brand, dict):
        brand = brand.get("name") or brand.get("label")
    if plain(brand):
        node["brand"] = plain(brand)
    offer = _offer(facts)
    return node | ({"offers": offer} if offer else {})


def _offer(facts: dict[str, Any]) -> dict[str, Any]:
    price, code = _money(facts.get("price"))
    code = plain(facts.get("currency")) or code
    before, _ = _money(facts.get("before"))
    found: dict[str, Any] = {"price": price, "priceCurrency": code}
    found["availability"] = plain(facts.get("availability")) or _stock(facts)
    if price and before:
        found["priceSpecification"] = {"price": before, "priceType": "ListPrice"}
    return {key: value for key, value in found.items() if value}


def _money(value: Any) -> tuple[str | None, str | None]:
    """Return the amount and currency of a price, which may be an object of its own."""
    for _ in range(3):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            return plain(value), None
        code = plain(value.get("currency") or value.get("currencyCode"))
        inner = next((value[key] for key in _MONEY if value.get(key)), None)
        if not isinstance(inner, dict):
            return plain(inner), code
        value = inner
    return None, None


def _stock(facts: dict[str, Any]) -> str | None:
    stock, out = facts.get("stock"), facts.get("out")
    if out is True or stock is False:
        return "OutOfStock"
    return "InStock" if stock is True or out is False else None
