"""What the buying part of the API can be asked, as a table, with examples."""

from datetime import UTC, datetime
from typing import Literal

import msgspec

from storefront.api.ordering import sent, told

_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_SKU = "HV-7K2M9QX"
_CART = "c" + 42 * "A"
_ORDER = "o" + 42 * "A"


class Ordering(msgspec.Struct, frozen=True, kw_only=True):
    """One address: what is sent there, what it answers, and an example of both."""

    path: str
    method: Literal["get", "post", "put"]
    name: str
    summary: str
    sends: type[msgspec.Struct] | None = None
    sent: msgspec.Struct | None = None
    gives: type[msgspec.Struct]
    example: msgspec.Struct
    status: int = 200
    needs_key: bool = False
    refuses: tuple[int, ...] = ()


_LINES = (sent.LineSent(sku=_SKU, quantity=2),)
_ADDRESS = sent.AddressSent(
    country="DE", name="Ann Buyer", street="Elm 1", city="Berlin", postcode="10115"
)
_A_CART = told.Cart(
    cart=_CART,
    coupon=None,
    lines=(
        told.CartLine(
            sku=_SKU,
            title="Enamel kettle, 2 litres",
            kind="physical",
            quantity=2,
            price_minor=2990,
            currency="EUR",
            availability="in_stock",
        ),
    ),
)
_A_QUOTE = told.Quote(
    currency="EUR",
    total_minor=6470,
    goods_minor=5980,
    discount_minor=0,
    shipping_minor=490,
    tax_minor=1033,
    prices_include_tax=True,
    lines=(
        told.QuoteLine(
            sku=_SKU,
            title="Enamel kettle, 2 litres",
            kind="physical",
            quantity=2,
            unit_minor=2990,
            discount_minor=0,
            tax_minor=955,
            total_minor=5980,
            left=12,
        ),
    ),
    taxes=(
        told.QuoteTax(name="VAT", rate_ppm=190_000, base_minor=5437, amount_minor=1033),
    ),
    tax_note="charged",
    options=(told.QuoteOption(key="standard", name="", minor=490, days=(2, 5)),),
    shipping="standard",
    needs_shipping=True,
    problems=(),
)
_AN_ORDER = told.Order(
    order=_ORDER,
    order_id="019ca9450a007610e0c4be5035b40c63",
    number=12,
    state="pending",
    is_held=False,
    currency="EUR",
    goods_minor=5980,
    discount_minor=0,
    shipping_minor=490,
    tax_minor=1033,
    total_minor=6470,
    paid_minor=0,
    refunded_minor=0,
    placed_at=_NOW,
    expires_at=_NOW,
    lines=(
        told.OrderLine(
            line=1,
            sku=_SKU,
            title="Enamel kettle, 2 litres",
            kind="physical",
            quantity=2,
            unit_minor=2990,
            discount_minor=0,
            tax_minor=955,
            total_minor=5980,
            returned_quantity=0,
            refunded_quantity=0,
        ),
    ),
    events=(told.OrderEvent(kind="begun", happened_at=_NOW),),
    page=f"https://shop.example/orders/{_ORDER}",
    payment=told.Payment(
        provider="stripe",
        reference="cs_test_a1",
        url="https://checkout.stripe.com/c/pay/cs_test_a1",
        client_secret=None,
    ),
)
ORDERING = (
    Ordering(
        path="/carts",
        method="post",
        name="begin_cart",
        summary="Begin a cart; it is kept for 30 days after its last change.",
        sends=sent.CartSent,
        sent=sent.CartSent(lines=_LINES),
        gives=told.Cart,
        example=_A_CART,
        status=201,
        refuses=(422,),
    ),
    Ordering(
        path="/carts/{cart}",
        method="get",
        name="cart",
        summary="What a cart holds, at the prices in force.",
        gives=told.Cart,
        example=_A_CART,
    ),
    Ordering(
        path="/carts/{cart}",
        method="put",
        name="fill_cart",
        summary="Say all that a cart is to hold.",
        sends=sent.CartSent,
        sent=sent.CartSent(lines=_LINES),
        gives=told.Cart,
        example=_A_CART,
        refuses=(422,),
    ),
    Ordering(
        path="/carts/{cart}/quote",
        method="post",
        name="quote",
        summary="What a cart comes to where it is to go, with taxes and ways of sending.",
        sends=sent.QuoteSent,
        sent=sent.QuoteSent(country="DE", postcode="10115"),
        gives=told.Quote,
        example=_A_QUOTE,
    ),
    Ordering(
        path="/carts/{cart}/orders",
        method="post",
        name="begin_order",
        summary="Order what a cart holds. The same Idempotency-Key and body again is the"
        " same order, answered 200; with another body it is refused with 409.",
        sends=sent.OrderSent,
        sent=sent.OrderSent(
            email="ann@buyer.example",
            address=_ADDRESS,
            total_minor=6470,
            currency="EUR",
            shipping="standard",
        ),
        gives=told.Order,
        example=_AN_ORDER,
        status=201,
        needs_key=True,
        refuses=(409, 422, 503),
    ),
    Ordering(
        path="/orders/{order}",
        method="get",
        name="order",
        summary="Where an order stands.",
        gives=told.Order,
        example=_AN_ORDER,
    ),
    Ordering(
        path="/orders/{order}/payment",
        method="post",
        name="payment",
        summary="Begin the payment of an order, or find the one that was begun.",
        sends=sent.PaymentSent,
        sent=sent.PaymentSent(),
        gives=told.Order,
        example=_AN_ORDER,
        refuses=(409,),
    ),
    Ordering(
        path="/orders/{order}/cancel",
        method="post",
        name="cancel_order",
        summary="Cancel an order of which nothing was sent; what was paid goes back.",
        gives=told.Order,
        example=_AN_ORDER,
        refuses=(409,),
    ),
)
