"""The cart of a visitor: its name lies in the session, its content in the ledger."""

import secrets
from collections.abc import Callable

from ledger.carts import carts
from ledger.carts.carts import Cart
from storefront.http.sessions import Session
from storefront.pages.visit import Asked
from storefront.parts import Parts

_NAME = "cart"
_BYTES = 32


def cart_of(request: Asked) -> Cart:
    """Return what a visitor has put together; looking begins no session."""
    name = cart_name(request)
    if name is None:
        return Cart()
    parts = parts_of(request)
    with parts.ledger.read() as connection:
        return carts.read(connection, name, parts.clock())


def change_cart(request: Asked, edit: Callable[[Cart], Cart]) -> Cart:
    """Change a visitor's cart; the first change begins it, and the session."""
    parts = parts_of(request)
    name = cart_name(request) or secrets.token_hex(_BYTES)
    with parts.ledger.write() as connection:
        cart = carts.change(connection, name, edit, parts.clock())
    # Only once it is there: a session names no cart that could not be written.
    if cart_name(request) is None:
        Session.of(request).set(_NAME, name)
    return cart


def parts_of(request: Asked) -> Parts:
    """Return what this process's pages share."""
    parts: Parts = request.app.state["parts"]
    return parts


def cart_name(request: Asked) -> str | None:
    """Return the name of a visitor's cart, or None."""
    name: str | None = Session.of(request).get(_NAME)
    return name
