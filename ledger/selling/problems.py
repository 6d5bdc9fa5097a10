"""What of a place or of a code stands against an order."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from ledger.selling import coupons
from ledger.selling.addresses import countries
from ledger.selling.asked import Asked
from ledger.selling.basket import Basket
from ledger.selling.quoted import CouponOutcome, Problem
from ledger.selling.redeeming import why_not
from ledger.selling.tax import Seller, eu_country, region_is_missing, vat_number


def coupon_of(
    connection: Connection, asked: Asked, found: Basket, now: datetime
) -> CouponOutcome | None:
    """Return what the code of a basket comes to, or why it does not."""
    if not asked.coupon or not asked.coupon.strip():
        return None
    code, goods = coupons.canonical(asked.coupon), found.goods_minor
    known = coupons.look(connection, code)
    why = why_not(connection, known, (goods, found.currency), asked.email, now)
    if known is None or why is not None:
        return CouponOutcome(code=code, why=why)
    worth = known.worth(goods)
    return CouponOutcome(
        code=code,
        kind=known.kind,
        discount_minor=worth,
        left_minor=known.left_minor - worth if known.kind == "gift" else None,
    )


def of_place(asked: Asked, seller: Seller) -> Iterator[Problem]:
    """Name what is wrong with where it goes."""
    to = asked.destination
    if to is None:
        return
    if to.country not in countries():
        yield Problem(kind="country_unknown", facts={"country": to.country})
    if region_is_missing(seller, to):
        yield Problem(kind="region_unknown", facts={"region": to.region})
    if asked.business_vat and number_of(asked) is None:
        yield Problem(kind="vat_number_wrong")


def number_of(asked: Asked) -> str | None:
    """Return the VAT number of a business, where it is one of the country it buys to."""
    to = asked.destination
    country = eu_country(to) if to else None
    return vat_number(asked.business_vat, country) if country else None


def of_coupon(coupon: CouponOutcome | None) -> Iterator[Problem]:
    """Name why a code does not hold."""
    if coupon is not None and coupon.why is not None:
        facts = {"code": coupon.code, "why": coupon.why}
        yield Problem(kind="coupon_refused", facts=facts)
