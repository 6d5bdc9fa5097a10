"""Carts, quotes, orders and payments, for programs.

    POST   /carts                    a new cart, and its name
    GET    /carts/CART               what it holds, at the prices in force
    PUT    /carts/CART               all that it is to hold
    POST   /carts/CART/quote         what it comes to where it is to go
    POST   /carts/CART/orders        an order of it, once an Idempotency-Key
    GET    /orders/ORDER             where an order stands
    POST   /orders/ORDER/payment     where it is paid
    POST   /orders/ORDER/cancel      no order any more, while nothing was sent

Who has the name of a cart or an order may do with it what its buyer may: no cookie is
looked at, so no other page can use somebody's browser for it.
"""

import asyncio
import re
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from ledger.carts.carts import Cart
from ledger.orders.closing import cancel
from ledger.orders.errors import (
    KeyUsedForAnother,
    MoveRefused,
    NotForSale,
    OrderError,
    PriceChanged,
    SoldOut,
)
from ledger.orders.show import Whole
from storefront.api import asked
from storefront.api.ordering import carting, making, sent, told
from storefront.api.ordering.bodies import body, refusal
from storefront.api.ordering.placing import (
    Submit,
    buyer_of,
    cart_hash_of,
    placed,
    placed_before,
)
from storefront.api.reading import arguments
from storefront.checkout.carts import parts_of
from storefront.checkout.orders import can_cancel
from storefront.checkout.paying import Way, begun, look_after, page_of, shut
from storefront.checkout.placing import order_at
from storefront.checkout.quoting import Priced, priced
from storefront.checkout.sent import Sent, wrong_fields
from storefront.pages.visit import Asked

_NAME = re.compile(r"[A-Za-z0-9_-]{43}")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,128}")
_AWAY = [("payment", "no gateway is there to pay by")]


@post("/carts/{cart:str}/orders", status_code=201)
async def new_order(request: Asked, cart: FromPath[str]) -> Response[told.Order]:
    """Order what a cart holds, and begin its payment."""
    wanted = await body(request, sent.OrderSent)
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise refusal(400, [("idempotency-key", "has 16 to 128 letters and digits")])
    return await asyncio.to_thread(_order, request, cart, key, wanted)


@get("/orders/{order:str}", sync_to_thread=True)
def order(request: Asked, order: FromPath[str]) -> Response[told.Order]:
    """Tell where an order stands; the gateway is asked of a payment under way."""
    arguments(request, asked.Nothing)
    look_after(parts_of(request), _opened(request, order))
    return Response(_told(request, order))


@post("/orders/{order:str}/payment", status_code=200)
async def payment(request: Asked, order: FromPath[str]) -> Response[told.Order]:
    """Begin the payment of an order, or find the one that was begun."""
    wanted = await body(request, sent.PaymentSent)
    return Response(await asyncio.to_thread(_paying, request, order, wanted.way))


@post("/orders/{order:str}/cancel", status_code=200)
async def cancel_order(request: Asked, order: FromPath[str]) -> Response[told.Order]:
    """Cancel an order of which nothing was sent; what was paid goes back."""
    await body(request, asked.Nothing)
    return Response(await asyncio.to_thread(_cancelled, request, order))


def _order(
    request: Asked, name: str, key: str, wanted: sent.OrderSent
) -> Response[told.Order]:
    parts = parts_of(request)
    held = carting.held_cart(request, name)
    submit = Submit.of(cart_hash_of(name), key, wanted)
    try:
        token = placed_before(parts, submit)
        if token is None:
            asked_, found = _agreed(request, held, wanted)
            buyer = buyer_of(wanted, asked_, found)
            token, status = placed(parts, submit, found, buyer), 201
        else:
            status = 200
    except OrderError as error:
        raise _conflict(error) from error
    return Response(_paying(request, token, wanted.way), status_code=status)


def _agreed(request: Asked, held: Cart, wanted: sent.OrderSent) -> tuple[Sent, Priced]:
    """Return what is ordered, once nothing stands against it."""
    to = wanted.address
    asked_ = Sent(
        email=wanted.email,
        country=to.country,
        name=to.name,
        company=to.company,
        street=to.street,
        area=to.area,
        city=to.city,
        region=to.region,
        postcode=to.postcode,
        sorting=to.sorting,
        vat=wanted.vat,
        shipping=wanted.shipping,
        coupon=held.coupon or "",
        waiver="1" if wanted.begin_now else "",
    )
    found = priced(request, held, asked_)
    quote_ = found.quote
    told_ = wrong_fields(
        asked_, is_sent=quote_.needs_shipping, has_digital=found.has_digital
    )
    if told_:
        names = {"waiver": "begin_now"}
        raise refusal(422, [(names.get(n, n), why) for n, why in told_.items()])
    if quote_.problems:
        raise refusal(409, [(one.sku or "cart", one.kind) for one in quote_.problems])
    asked_for = wanted.total_minor, wanted.currency
    if asked_for != (quote_.totals.total_minor, quote_.currency):
        now = f"it comes to {quote_.totals.total_minor} {quote_.currency}"
        raise refusal(409, [("total_minor", now)])
    if parts_of(request).gateway is None and quote_.totals.total_minor:
        raise refusal(503, _AWAY)
    return asked_, found


def _conflict(error: OrderError) -> Exception:
    for kind, name in _CONFLICTS.items():
        if isinstance(error, kind):
            return refusal(409, [(name, str(error))])
    return refusal(409, [("", str(error))])


def _paying(request: Asked, token: str, way: Way) -> told.Order:
    """Return an order with where it is paid; what is not to be paid has no such place."""
    parts, found = parts_of(request), _opened(request, token)
    if found.order["state"] != "pending":
        return _told(request, token)
    try:
        started = begun(parts, found, token, way)
    except MoveRefused as error:
        raise _conflict(error) from error
    if started is None or parts.gateway is None:
        return _told(request, token)
    payment_ = told.Payment(
        provider=parts.gateway.provider,
        reference=started.reference,
        url=started.url,
        client_secret=started.client_secret,
    )
    return _told(request, token, payment_)


def _cancelled(request: Asked, token: str) -> told.Order:
    parts, found = parts_of(request), _opened(request, token)
    if found.order["state"] == "cancelled":
        return _told(request, token)
    if not can_cancel(found):
        raise refusal(409, [("state", f"it is {found.order['state']}")])
    shut(parts, found)
    try:
        with parts.ledger.write() as connection:
            order_id = found.order["order_id"]
            cancel(connection, order_id, "by the buyer", "buyer", parts.clock())
    except MoveRefused as error:
        raise _conflict(error) from error
    return _told(request, token)


def _told(
    request: Asked, token: str, payment_: told.Payment | None = None
) -> told.Order:
    parts, found = parts_of(request), _opened(request, token)
    return making.order(token, found, page_of(parts, found, token), payment_)


def _opened(request: Asked, token: str) -> Whole:
    """Return the order of a token; a wrong one tells nothing."""
    found = order_at(parts_of(request), token) if _NAME.fullmatch(token) else None
    if found is None:
        raise NotFoundException("There is no such order.")
    return found


_CONFLICTS: dict[type[OrderError], str] = {
    KeyUsedForAnother: "idempotency-key",
    PriceChanged: "total_minor",
    SoldOut: "lines",
    NotForSale: "lines",
    MoveRefused: "state",
}
HANDLERS: tuple[Any, ...] = (
    *carting.HANDLERS,
    *(new_order, order, payment, cancel_order),
)
