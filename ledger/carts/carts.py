"""What a visitor has put together: read, and changed whole in one transaction.

A change is a function from a cart to a cart, made while its row is held, so that of two
at once (two windows, two clicks) neither is lost. A cart that nobody changes for a month
is forgotten.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, select

from ledger.carts.errors import CartFull
from ledger.carts.tables import carts
from ledger.locks import Lock, take
from ledger.orders.tables import order_lines, orders
from ledger.upsert import upsert

LIVES = timedelta(days=30)
# What people carry; an order for more is made by talking to the shop.
MOST_LINES = 50
MOST_PIECES = 99
_OPEN = frozenset({"pending", "cancelled"})


class Line(msgspec.Struct, frozen=True):
    """So many pieces of a sku, and what one cost when it was put in."""

    sku: str
    quantity: int
    shown_minor: int | None = None
    currency: str | None = None


class Cart(msgspec.Struct, frozen=True):
    """All of a cart; an unknown or forgotten one is empty."""

    lines: tuple[Line, ...] = ()
    coupon: str | None = None
    country: str | None = None
    order_id: str | None = None

    @property
    def pieces(self) -> int:
        """How many pieces it holds."""
        return sum(line.quantity for line in self.lines)

    def line(self, sku: str) -> Line | None:
        """Return its line of a sku, or None."""
        return next((line for line in self.lines if line.sku == sku), None)


def read(connection: Connection, cart_hash: str, now: datetime) -> Cart:
    """Return a cart; what was ordered and paid is no longer in it."""
    of = select(carts).where(carts.c.cart_hash == cart_hash, carts.c.expires_at > now)
    row = connection.execute(of).mappings().one_or_none()
    if row is None:
        return Cart()
    named = {name: row[name] for name in Cart.__struct_fields__}
    cart = msgspec.convert(named, Cart)
    if cart.order_id is None:
        return cart
    by_id = select(orders.c.state).where(orders.c.order_id == cart.order_id)
    state = connection.scalar(by_id)
    if state is None or state in _OPEN:
        return cart
    return _less(connection, cart)


def is_known(connection: Connection, cart_hash: str, now: datetime) -> bool:
    """Say whether somebody began that cart, and it is not forgotten."""
    of = select(carts.c.cart_hash)
    of = of.where(carts.c.cart_hash == cart_hash, carts.c.expires_at > now)
    return connection.scalar(of) is not None


def change(
    connection: Connection,
    cart_hash: str,
    edit: Callable[[Cart], Cart],
    now: datetime,
) -> Cart:
    """Lay `edit` over a cart, and return what it is then."""
    # On PostgreSQL a cart that is not there yet cannot be held by its row.
    take(connection, Lock.CARTS, cart_hash)
    before = read(connection, cart_hash, now)
    after = edit(before)
    row = msgspec.to_builtins(after) | {"cart_hash": cart_hash, "updated_at": now}
    connection.execute(upsert(connection, carts), row | {"expires_at": now + LIVES})
    return after


def _less(connection: Connection, cart: Cart) -> Cart:
    """Take out what was ordered; what was put in since stays."""
    by_sku = select(order_lines.c.sku, order_lines.c.quantity).where(
        order_lines.c.order_id == cart.order_id
    )
    ordered = {row.sku: row.quantity for row in connection.execute(by_sku)}
    left = Cart(lines=cart.lines, country=cart.country)
    for line in cart.lines:
        if line.sku in ordered:
            left = with_quantity(left, line.sku, line.quantity - ordered[line.sku])
    return left


def forget(connection: Connection, cart_hash: str) -> None:
    """Remove a cart."""
    connection.execute(delete(carts).where(carts.c.cart_hash == cart_hash))


def with_more(cart: Cart, line: Line) -> Cart:
    """Put pieces in; no line grows past MOST_PIECES."""
    before = cart.line(line.sku)
    if before is None and len(cart.lines) >= MOST_LINES:
        raise CartFull(f"a basket holds {MOST_LINES} different things")
    many = min((before.quantity if before else 0) + line.quantity, MOST_PIECES)
    grown = msgspec.structs.replace(line, quantity=many)
    others = tuple(one for one in cart.lines if one.sku != line.sku)
    return msgspec.structs.replace(cart, lines=(*others, grown))


def with_quantity(cart: Cart, sku: str, quantity: int) -> Cart:
    """Say how many pieces of a sku there are to be; none takes it out."""
    many = max(0, min(quantity, MOST_PIECES))
    lines = tuple(
        msgspec.structs.replace(one, quantity=many) if one.sku == sku else one
        for one in cart.lines
    )
    return msgspec.structs.replace(
        cart, lines=tuple(one for one in lines if one.quantity)
    )
