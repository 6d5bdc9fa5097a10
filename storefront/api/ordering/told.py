"""What programs are told of carts, quotes and orders.

Money is a whole number of minor units beside its currency; times are UTC.
"""

from datetime import datetime
from typing import Any

import msgspec

from ledger.orders.states import State
from ledger.orders.wish import Kind
from ledger.selling.quoted import ProblemKind


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a cart at the price in force; what is not sold has none."""

    sku: str
    title: str | None
    kind: Kind | None
    quantity: int
    price_minor: int | None
    currency: str | None
    availability: str | None


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """A cart; whoever has its name may change and order it."""

    cart: str
    lines: tuple[CartLine, ...]
    coupon: str | None


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a quote; `left` says how many pieces there are, where they count."""

    sku: str
    title: str
    kind: Kind
    quantity: int
    unit_minor: int | None
    discount_minor: int
    tax_minor: int
    total_minor: int
    left: int | None


class QuoteTax(msgspec.Struct, frozen=True, kw_only=True):
    """One tax of all lines together; its rate is in millionths."""

    name: str
    rate_ppm: int
    base_minor: int
    amount_minor: int


class QuoteOption(msgspec.Struct, frozen=True, kw_only=True):
    """One way of sending, and from how many days to how many it takes."""

    key: str
    name: str
    minor: int
    days: tuple[int, int] | None


class QuoteProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against an order; of `sku` where it is one line's."""

    kind: ProblemKind
    sku: str


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What a cart comes to at this moment; with a problem it cannot be ordered."""

    currency: str
    total_minor: int
    goods_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    prices_include_tax: bool
    lines: tuple[QuoteLine, ...]
    taxes: tuple[QuoteTax, ...]
    tax_note: str
    options: tuple[QuoteOption, ...]
    shipping: str | None
    needs_shipping: bool
    problems: tuple[QuoteProblem, ...]


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order, as it was sold."""

    line: int
    sku: str
    title: str
    kind: Kind
    quantity: int
    unit_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    returned_quantity: int
    refunded_quantity: int


class OrderEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that befell an order."""

    kind: str
    happened_at: datetime


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """Where the buyer pays, or what the gateway's scripts need for it."""

    provider: str
    reference: str
    url: str | None
    client_secret: str | None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order; whoever has its name sees it, and may cancel it while nothing is sent."""

    order: str
    order_id: str
    number: int
    state: State
    is_held: bool
    currency: str
    goods_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    paid_minor: int
    refunded_minor: int
    placed_at: datetime
    expires_at: datetime | None
    lines: tuple[OrderLine, ...]
    events: tuple[OrderEvent, ...]
    page: str
    payment: Payment | None = None


def taken(kind: type[Any], of: object) -> Any:
    """Return the fields of `kind` out of something that has them."""
    return msgspec.convert(of, kind, from_attributes=True)
