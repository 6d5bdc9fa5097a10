"""The basket: what is in it, what it costs now, and what changed since it was put in.

Nothing here is an order: prices and stock are decided when one is placed.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import ValidationException
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect

from ledger.carts.carts import (
    MOST_LINES,
    MOST_PIECES,
    Cart,
    Line,
    with_more,
    with_quantity,
)
from ledger.carts.errors import CartFull
from ledger.orders import stock
from storefront.checkout.carts import cart_of, change_cart, parts_of
from storefront.checkout.placing import unpaid
from storefront.checkout.things import Thing, things_of
from storefront.events.baskets import Put, note_basket
from storefront.http.forms import FROM_ANYWHERE_HERE
from storefront.http.sessions import Session
from storefront.pages.visit import Asked, Visit

_PIECES = re.compile(r"[0-9]{1,2}")


class Named(msgspec.Struct, frozen=True):
    """What the forms send."""

    sku: Annotated[str, msgspec.Meta(max_length=40)]
    quantity: str = "1"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the basket as the page shows it."""

    line: Line
    thing: Thing | None
    left: int | None
    """Pieces at hand, where they are counted."""

    @property
    def is_sold_out(self) -> bool:
        """Whether none of it can be had."""
        if self.thing is None or self.thing.price_minor is None:
            return True
        return self.thing.is_gone if self.left is None else self.left == 0

    @property
    def is_short(self) -> bool:
        """Whether there is some of it, but fewer pieces than are wished for."""
        return self.left is not None and 0 < self.left < self.line.quantity

    @property
    def change_minor(self) -> int | None:
        """What a piece costs more than when it was put in; None where nobody can say."""
        thing, shown = self.thing, self.line.shown_minor
        if thing is None or thing.price_minor is None or shown is None:
            return None
        is_same = thing.currency == self.line.currency
        return thing.price_minor - shown if is_same else None


@get("/basket", sync_to_thread=True)
def basket(
    request: Asked,
    added: FromQuery[str] = "",
    removed: FromQuery[str] = "",
    pieces: FromQuery[str] = "1",
    full: FromQuery[str] = "",
) -> Response[str]:
    """Show what the visitor put together."""
    visit, cart = Visit.of(request), cart_of(request)
    rows = rows_of(request, cart)
    gone = things_of(visit, [removed]).get(removed) if removed else None
    return visit.page(
        "basket.html",
        rows=rows,
        sums=_sums(rows),
        can_order=bool(rows)
        and not any(one.is_sold_out or one.is_short for one in rows),
        pieces=cart.pieces,
        most=MOST_PIECES,
        added=next((one for one in rows if one.line.sku == added), None),
        undo=(gone, pieces) if gone and not cart.line(removed) else None,
        full=MOST_LINES if full and len(rows) >= MOST_LINES else None,
        before=unpaid(parts_of(request), cart),
        field=Session.of(request).field,
    )


@post("/basket/add", sync_to_thread=True, opt={FROM_ANYWHERE_HERE: True})
def add(request: Asked, data: URLEncodedBody[Named]) -> Redirect:
    """Put pieces of a thing into the basket."""
    visit, many = Visit.of(request), _pieces(data.quantity)
    thing = things_of(visit, [data.sku]).get(data.sku)
    if thing is None or not many:
        raise ValidationException("this shop has no such thing to put into a basket")
    line = Line(thing.sku, many, thing.price_minor, thing.currency)
    try:
        change_cart(request, lambda cart: with_more(cart, line))
    except CartFull:
        return _to_basket(visit, "?full=1")
    cost = None if thing.price_minor is None else thing.price_minor * many
    put = Put(thing.sku, many, cost, thing.currency)
    note_basket(parts_of(request), request.scope, put)
    return _to_basket(visit, f"?added={thing.sku}")


@post("/basket/change", sync_to_thread=True)
def change(request: Asked, data: URLEncodedBody[Named]) -> Redirect:
    """Say how many pieces of a thing there are to be; the page undoes a removal."""
    visit, many = Visit.of(request), _pieces(data.quantity)
    before = cart_of(request).line(data.sku)
    if before is None:
        return _to_basket(visit)
    change_cart(request, lambda cart: with_quantity(cart, data.sku, many))
    if many:
        return _to_basket(visit)
    return _to_basket(visit, f"?removed={before.sku}&pieces={before.quantity}")


def rows_of(request: Asked, cart: Cart) -> list[Row]:
    """Return the lines of a cart as they are at this moment."""
    skus = [line.sku for line in cart.lines]
    if not skus:
        return []
    things = things_of(Visit.of(request), skus)
    with parts_of(request).ledger.read() as connection:
        left = stock.on_hand(connection, skus)
    return [
        Row(line=line, thing=things.get(line.sku), left=left.get(line.sku))
        for line in cart.lines
    ]


def _sums(rows: Sequence[Row]) -> dict[str, int]:
    """Return what the lines that can be had come to, by currency."""
    sums: dict[str, int] = {}
    for row in rows:
        thing = row.thing
        if thing and thing.currency and thing.price_minor and not row.is_sold_out:
            cost = thing.price_minor * row.line.quantity
            sums[thing.currency] = sums.get(thing.currency, 0) + cost
    return sums


def _pieces(text: str) -> int:
    """Return the number that a form sent; what is no plain one is refused."""
    if not _PIECES.fullmatch(text):
        raise ValidationException(
            f"a basket holds 1 to {MOST_PIECES} pieces of a thing"
        )
    return int(text)


def _to_basket(visit: Visit, query: str = "") -> Redirect:
    return Redirect(visit.to(f"/basket{query}"), status_code=303)


HANDLERS: tuple[Any, ...] = (basket, add, change)
