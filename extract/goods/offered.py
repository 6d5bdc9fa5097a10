"""What was weighed, put into a product's facts and offers where it is sure enough.

The price shown beside the title goes before the one that is marked up: shops forget to
discount the latter. No price is told without a currency that the page gives.
"""

from decimal import Decimal

import msgspec

from extract.goods.crumbs import crumbs
from extract.goods.facts import Facts
from extract.goods.fusion import is_sure
from extract.goods.offer import Offer
from extract.goods.sighting import Sighting
from extract.goods.specs import specs
from extract.money.price import minor_units
from extract.money.pricetext import read
from extract.page import Page
from frontier.urls import join

_IDENTIFIERS = ("gtin", "mpn", "sku", "brand")
# A former price is higher, but not by this much.
_MOST_BEFORE = 6


def shown_facts(page: Page, own: Facts, said: list[Sighting]) -> Facts:
    """Return `own` with what was weighed, and what else the page shows."""
    told = {field: _value(said, field) for field in _IDENTIFIERS}
    if told["mpn"] == told["sku"]:
        told["mpn"] = None  # the shop's own number, stated twice
    changes: dict[str, object] = {**told}
    if not own.images:
        picture = join(page.base, page.meta("og:image", "twitter:image") or "")
        changes["images"] = [picture] if picture and picture != page.base else []
    if not own.category_path:
        changes["category_path"] = crumbs(page.nodes, own.title)
    # What the markup says goes before what tables do.
    changes["specs"] = {**specs(page.nodes), **own.specs}
    if own.description is None:
        changes["description"] = page.meta("og:description", "description")
    return msgspec.structs.replace(own, **changes)


def fused_offers(found: list[Offer], said: list[Sighting]) -> list[Offer]:
    """Return the one offer of a page with the price that was weighed."""
    base = found[0] if found else None
    price, code = _best(said, "price"), _value(said, "currency")
    code = code or (base.currency if base else None)
    minor = minor_units(Decimal(price.value), code) if price and code else None
    if price is None or code is None or not minor:
        return found
    stock = next((one for one in said if one.field == "availability"), None)
    fresh = Offer(price_minor=minor, currency=code)
    return [
        msgspec.structs.replace(
            base or fresh,
            price_minor=minor,
            currency=code,
            high_price_minor=_high(base, minor),
            list_price_minor=_before(base, said, minor, code),
            availability=stock.value if stock else None,
            confidence=_sure(price, base, minor),
        )
    ]


def with_delivery(found: list[Offer], said: list[Sighting]) -> list[Offer]:
    """Return the one offer of a page with the seller and the shipping that it shows."""
    told = {one.field: one for one in said if one.field in ("seller", "shipping")}
    if len(found) != 1 or not told:
        return found
    offer, seller, shipping = found[0], told.get("seller"), told.get("shipping")
    cost = offer.shipping_minor
    if cost is None and shipping and read(shipping.raw).code in (None, offer.currency):
        cost = minor_units(Decimal(shipping.value), offer.currency)
    name = offer.seller or (seller.value if seller else None)
    return [msgspec.structs.replace(offer, seller=name, shipping_minor=cost)]


def _high(base: Offer | None, minor: int) -> int | None:
    """Return the end of the range that the price begins, if it still does."""
    high = base.high_price_minor if base else None
    return high if high is not None and high > minor else None


def _sure(price: Sighting, base: Offer | None, minor: int) -> float:
    """Return how sure a price is; the lowest of several is less so."""
    if base is not None and base.price_minor == minor:
        return round(min(price.confidence, base.confidence), 3)
    return price.confidence


def _before(
    base: Offer | None, said: list[Sighting], minor: int, code: str
) -> int | None:
    """Return the former price: stated, struck through, or marked up undiscounted."""
    told = [base.list_price_minor] if base and base.list_price_minor else []
    told += [
        minor_units(Decimal(one.value), code) or 0
        for one in said
        if one.field == "before"
    ]
    if base is not None and base.currency == code:
        told.append(base.price_minor)
    return next((one for one in told if minor < one < _MOST_BEFORE * minor), None)


def _best(said: list[Sighting], field: str) -> Sighting | None:
    found = [one for one in said if one.field == field and is_sure(one)]
    return found[0] if found else None


def _value(said: list[Sighting], field: str) -> str | None:
    best = _best(said, field)
    return best.value if best else None
