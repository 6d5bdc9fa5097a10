"""From what the ledger holds to what the API tells of it. Pure."""

import msgspec

from ledger.carts.carts import Cart
from ledger.orders.show import Whole
from ledger.selling.quoted import Quote
from storefront.api.ordering import told
from storefront.api.ordering.told import taken
from storefront.checkout.things import Thing


def cart(name: str, held: Cart, things: dict[str, Thing]) -> told.Cart:
    """Return a cart with what its lines cost now."""
    return told.Cart(
        cart=name,
        coupon=held.coupon,
        lines=tuple(
            _cart_line(line.sku, line.quantity, things.get(line.sku))
            for line in held.lines
        ),
    )


def quote(found: Quote) -> told.Quote:
    """Return what a cart comes to."""
    totals = found.totals
    return told.Quote(
        currency=found.currency,
        total_minor=totals.total_minor,
        goods_minor=totals.goods_minor,
        discount_minor=totals.discount_minor,
        shipping_minor=found.terms.shipping_minor,
        tax_minor=totals.tax_minor,
        prices_include_tax=found.terms.prices_include_tax,
        lines=tuple(taken(told.QuoteLine, line) for line in found.lines),
        taxes=tuple(taken(told.QuoteTax, tax) for tax in found.taxes),
        tax_note=found.tax_note,
        options=tuple(taken(told.QuoteOption, one) for one in found.options),
        shipping=found.shipping,
        needs_shipping=found.needs_shipping,
        problems=tuple(taken(told.QuoteProblem, one) for one in found.problems),
    )


def order(
    token: str, found: Whole, page: str, payment: told.Payment | None
) -> told.Order:
    """Return an order as its buyer may see it."""
    row = found.order
    same = {name: row[name] for name in told.Order.__struct_fields__ if name in row}
    return told.Order(
        **same,
        order=token,
        is_held=row["held_reason"] is not None,
        lines=tuple(_named(told.OrderLine, line) for line in found.lines),
        events=tuple(
            told.OrderEvent(kind=one["kind"], happened_at=one["happened_at"])
            for one in found.events
            if one["kind"] in _TOLD
        ),
        page=page,
        payment=payment,
    )


def _cart_line(sku: str, quantity: int, thing: Thing | None) -> told.CartLine:
    return told.CartLine(
        sku=sku,
        quantity=quantity,
        title=thing.title if thing else None,
        kind=thing.kind if thing else None,
        price_minor=thing.price_minor if thing else None,
        currency=thing.currency if thing else None,
        availability=thing.availability if thing else None,
    )


def _named(kind: type[told.OrderLine], row: object) -> told.OrderLine:
    assert isinstance(row, dict)  # noqa: S101 - rows are
    return msgspec.convert({name: row[name] for name in kind.__struct_fields__}, kind)


# What a buyer is told of the story; who held it and why is the shop's.
_TOLD = frozenset(
    {
        *("begun", "paid", "placed", "shipped", "delivered", "cancelled", "expired"),
        *("payment_came", "payment_failed", "refund_asked", "refund_done", "refunded"),
        "came_back",
    }
)
