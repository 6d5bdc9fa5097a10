"""Carts, for programs: begun, filled, looked at and quoted."""

import asyncio
import re
import secrets
from typing import Any

from litestar import Response, post, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from ledger.carts import carts
from ledger.carts.carts import Cart, Line
from storefront.api import asked
from storefront.api.ordering import making, sent, told
from storefront.api.ordering.bodies import body, refusal
from storefront.api.ordering.placing import cart_hash_of
from storefront.api.reading import arguments
from storefront.checkout.carts import parts_of
from storefront.checkout.quoting import Priced, priced
from storefront.checkout.sent import Sent
from storefront.checkout.things import things_of
from storefront.pages.visit import Asked, Visit

_NAME = re.compile(r"[A-Za-z0-9_-]{43}")
_BYTES = 32


@post("/carts", status_code=201)
async def new_cart(request: Asked) -> Response[told.Cart]:
    """Begin a cart; it is kept for 30 days after its last change."""
    wanted = await body(request, sent.CartSent)
    name = secrets.token_urlsafe(_BYTES)
    return Response(
        await asyncio.to_thread(_filled, request, name, wanted), status_code=201
    )


# One handler: of two, litestar would tell who asks by OPTIONS of the first alone.
@route("/carts/{cart:str}", http_method=["GET", "PUT"], status_code=200)
async def cart(request: Asked, cart: FromPath[str]) -> Response[told.Cart]:
    """Tell what a cart holds at the prices in force, or say all that it is to hold."""
    if request.method == "PUT":
        wanted = await body(request, sent.CartSent)
        await asyncio.to_thread(held_cart, request, cart)
        return Response(await asyncio.to_thread(_filled, request, cart, wanted))
    arguments(request, asked.Nothing)
    held = await asyncio.to_thread(held_cart, request, cart)
    return Response(_shown(request, cart, held))


@post("/carts/{cart:str}/quote", status_code=200)
async def quote(request: Asked, cart: FromPath[str]) -> Response[told.Quote]:
    """Tell what a cart comes to where it is to go, and what stands against an order."""
    wanted = await body(request, sent.QuoteSent)
    found = await asyncio.to_thread(_quoted, request, cart, wanted)
    return Response(making.quote(found.quote))


def held_cart(request: Asked, name: str) -> Cart:
    """Return a cart; one that nobody began is not there."""
    parts = parts_of(request)
    if _NAME.fullmatch(name):
        with parts.ledger.read() as connection:
            hash_, now = cart_hash_of(name), parts.clock()
            if carts.is_known(connection, hash_, now):
                return carts.read(connection, hash_, now)
    raise NotFoundException("There is no such cart.")


def _filled(request: Asked, name: str, wanted: sent.CartSent) -> told.Cart:
    skus = [line.sku for line in wanted.lines]
    things = things_of(Visit.of(request), skus)
    unknown = [sku for sku in skus if sku not in things]
    twice = [sku for sku in set(skus) if skus.count(sku) > 1]
    if unknown or twice:
        why = [(sku, "this shop has no such product") for sku in unknown]
        raise refusal(422, [*why, *((sku, "comes twice") for sku in twice)])
    lines = tuple(
        Line(
            line.sku,
            line.quantity,
            things[line.sku].price_minor,
            things[line.sku].currency,
        )
        for line in wanted.lines
    )
    parts = parts_of(request)
    with parts.ledger.write() as connection:
        held = carts.change(
            connection,
            cart_hash_of(name),
            lambda before: Cart(
                lines, wanted.coupon.strip() or None, before.country, before.order_id
            ),
            parts.clock(),
        )
    return _shown(request, name, held)


def _shown(request: Asked, name: str, held: Cart) -> told.Cart:
    skus = [line.sku for line in held.lines]
    return making.cart(name, held, things_of(Visit.of(request), skus))


def _quoted(request: Asked, name: str, wanted: sent.QuoteSent) -> Priced:
    held = held_cart(request, name)
    asked_ = Sent(
        country=wanted.country,
        region=wanted.region,
        postcode=wanted.postcode,
        shipping=wanted.shipping,
        vat=wanted.vat,
        coupon=held.coupon or "",
    )
    return priced(request, held, asked_)


HANDLERS: tuple[Any, ...] = (new_cart, cart, quote)
