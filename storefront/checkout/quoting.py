"""A visitor's basket, quoted: what it comes to where it is to go."""

from collections.abc import Mapping

import msgspec

from ledger import profile
from ledger.carts.carts import Cart
from ledger.selling.asked import Thing as Wanted
from ledger.selling.quote import quote
from ledger.selling.quoted import Quote
from storefront.checkout.carts import parts_of
from storefront.checkout.sent import Sent
from storefront.checkout.things import Thing, things_of
from storefront.pages.visit import Asked, Visit

# What the basket's page says better than a form could.
OF_THE_BASKET = frozenset({"nothing", "line_refused", "not_for_sale", "sold_out"})


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """A basket, what it holds, and what it comes to."""

    cart: Cart
    things: Mapping[str, Thing]
    quote: Quote

    @property
    def has_digital(self) -> bool:
        """Whether something of it is downloaded."""
        return any(line.kind == "digital" for line in self.quote.lines)

    @property
    def is_of_the_basket(self) -> bool:
        """Whether what stands against it is put right in the basket."""
        gone = len(self.things) < len(self.cart.lines)
        return gone or any(one.kind in OF_THE_BASKET for one in self.quote.problems)


def priced(request: Asked, cart: Cart, sent: Sent) -> Priced:
    """Quote a basket as of this moment, by what the ledger says alone."""
    visit, parts = Visit.of(request), parts_of(request)
    things = things_of(visit, [line.sku for line in cart.lines])
    wanted = tuple(
        _wanted(things[line.sku], line.quantity)
        for line in cart.lines
        if line.sku in things
    )
    evidence = {"bill_to": sent.country} if sent.country else {}
    asked = sent.basket(wanted, evidence)
    with parts.ledger.read() as connection:
        found = quote(connection, asked, parts.selling, parts.clock())
    return Priced(cart=cart, things=things, quote=found)


def home_country(request: Asked) -> str:
    """Return the country that most buyers of this shop are in, as far as it knows."""
    parts = parts_of(request)
    if parts.selling.country:
        return parts.selling.country
    with parts.ledger.read() as connection:
        return profile.read(connection).country


def _wanted(thing: Thing, quantity: int) -> Wanted:
    return Wanted(
        sku=thing.sku,
        title=thing.title,
        quantity=quantity,
        kind=thing.kind,
        edition=thing.edition,
        category=thing.category,
        delivery_days=thing.delivery_days,
    )
