"""From a quoted basket to an order: one submit is one order, however often it comes.

The key of an order is made of the cart, the page's own number and all that is asked. So
the same submit again finds its order, while one with another address is another order,
and takes the place of the one before it if that was not paid.
"""

import hashlib
from typing import cast

import msgspec

from lake.salt import home_salt
from ledger.carts import carts
from ledger.carts.carts import Cart
from ledger.orders.closing import cancel
from ledger.orders.errors import MoveRefused
from ledger.orders.pages import page_token, token_hash
from ledger.orders.place import Placed, place, ready
from ledger.orders.show import Whole, whole, whole_by_token
from ledger.orders.wish import Buyer, Wish
from ledger.selling.quote import wish
from ledger.selling.quoted import Quote
from storefront.parts import Parts

REPLACED = "replaced"


class Ordered(msgspec.Struct, frozen=True):
    """The order, and the token of its page."""

    placed: Placed
    token: str


def order(parts: Parts, quoted: Quote, buyer: Buyer, of: tuple[str, str]) -> Ordered:
    """Place what was quoted; `of` names the cart and the page that sent it."""
    named, token = _named(parts, wish(quoted, buyer, "", ""), of)
    cart_name, _ = of
    now = parts.clock()
    let_go(parts, cart_name, named.key)
    made = ready(named, now)
    with parts.ledger.write() as connection:
        placed = place(connection, made)
        carts.change(connection, cart_name, lambda cart: _noted(cart, placed), now)
    return Ordered(placed, token)


def order_at(parts: Parts, token: str) -> Whole | None:
    """Return the order that a token opens, or None."""
    with parts.ledger.read() as connection:
        return whole_by_token(connection, token_hash(token))


def token_of(parts: Parts, key: str) -> str:
    """Return the token of the page of the order with this key."""
    return page_token(home_salt(parts.home), key)


def unpaid(parts: Parts, cart: Cart) -> tuple[Whole, str] | None:
    """Return the order that was made of a cart and not paid yet, with its token."""
    if cart.order_id is None:
        return None
    with parts.ledger.read() as connection:
        found = whole(connection, cart.order_id)
    if found is None or found.order["state"] != "pending":
        return None
    return found, token_of(parts, found.order["key"])


def _named(parts: Parts, asked: Wish, of: tuple[str, str]) -> tuple[Wish, str]:
    told = "\0".join((*of, asked.digest))
    key = hashlib.sha256(told.encode()).hexdigest()
    token = token_of(parts, key)
    return msgspec.structs.replace(asked, key=key, token_hash=token_hash(token)), token


def let_go(parts: Parts, cart_name: str, key: str) -> None:
    """Cancel the order that this one is in place of, so that its pieces are free."""
    now = parts.clock()
    with parts.ledger.write() as connection:
        before = carts.read(connection, cart_name, now).order_id
        found = whole(connection, before) if before else None
        if found is None or found.order["key"] == key:
            return
        if found.order["state"] != "pending":
            return
        try:
            cancel(connection, cast("str", before), REPLACED, "buyer", now)
        except MoveRefused:
            return  # it was paid a moment ago: both stand


def _noted(cart: Cart, placed: Placed) -> Cart:
    return msgspec.structs.replace(cart, order_id=placed.order_id)
