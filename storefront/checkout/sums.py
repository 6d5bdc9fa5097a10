"""The sums of a quote and of an order that stands, shown alike."""

import msgspec

from ledger.orders.show import Whole
from ledger.orders.totals import Tax
from ledger.selling.quoted import Quote


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What it comes to, each tax once."""

    goods_minor: int
    discount_minor: int
    shipping_minor: int
    total_minor: int
    prices_include_tax: bool
    taxes: tuple[Tax, ...]


def quoted_sums(quote: Quote) -> Sums:
    """Return what a quote comes to."""
    return Sums(
        goods_minor=quote.totals.goods_minor,
        discount_minor=quote.totals.discount_minor,
        shipping_minor=quote.terms.shipping_minor,
        total_minor=quote.totals.total_minor,
        prices_include_tax=quote.terms.prices_include_tax,
        taxes=quote.taxes,
    )


def sums_of(found: Whole) -> Sums:
    """Return what an order came to, each of its taxes once."""
    order = found.order
    said = [tax for line in found.lines for tax in line["tax"]] + order["shipping_tax"]
    taxes: dict[tuple[str, int], Tax] = {}
    for tax in msgspec.convert(said, list[Tax]):
        name = tax.name, tax.rate_ppm
        before = taxes.get(name, Tax(*name, 0, 0))
        taxes[name] = Tax(
            *name,
            before.base_minor + tax.base_minor,
            before.amount_minor + tax.amount_minor,
        )
    return Sums(
        goods_minor=order["goods_minor"],
        discount_minor=order["discount_minor"],
        shipping_minor=order["shipping_minor"],
        total_minor=order["total_minor"],
        prices_include_tax=order["prices_include_tax"],
        taxes=tuple(taxes.values()),
    )
