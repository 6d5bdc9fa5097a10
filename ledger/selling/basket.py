"""A basket priced by the shelf: what of it can be sold, at which price, and what cannot."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from ledger.orders.wish import MOST_LINES, MOST_PIECES
from ledger.selling.asked import Asked, Thing
from ledger.selling.exchange import Exchange, exchanged, in_force
from ledger.selling.quoted import Problem
from ledger.selling.settings import SellingSettings
from ledger.selling.shelf import Shelved, shelved


class Priced(msgspec.Struct, frozen=True):
    """One thing that is for sale; `left` where its pieces are counted."""

    thing: Thing
    unit_minor: int
    left: int | None

    @property
    def goods_minor(self) -> int:
        """What its pieces come to."""
        return self.thing.quantity * self.unit_minor


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """What can be sold, in one currency; `exchange` where its prices are in another.

    `currencies` are those that may be chosen, that of the prices first.
    """

    currency: str
    priced: tuple[Priced, ...]
    currencies: tuple[str, ...]
    exchange: Exchange | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def goods_minor(self) -> int:
        """What all of it comes to, before discount, shipping and taxes."""
        return sum(one.goods_minor for one in self.priced)

    @property
    def things(self) -> tuple[Thing, ...]:
        """What can be sold."""
        return tuple(one.thing for one in self.priced)

    @property
    def at_hand(self) -> frozenset[str]:
        """What is counted, and lies at the merchant's."""
        return frozenset(one.thing.sku for one in self.priced if one.left is not None)


def basket(
    connection: Connection,
    asked: Asked,
    selling: SellingSettings,
    own: str,
    now: datetime,
) -> Basket:
    """Return a basket with its prices; `own` is the currency of a shop without any."""
    shelf = shelved(connection, {thing.sku for thing in asked.things})
    base = _base(asked, shelf) or own
    problems = list(_refused(asked.things))
    refused = {one.sku for one in problems}
    wanted = asked.currency or base
    offered = _offered(connection, base, selling, now)
    rate = offered.get(wanted)
    if wanted != base and rate is None:
        problems.append(_no_currency(wanted))
    currency = rate.quote if rate else base
    priced: list[Priced] = []
    for thing in asked.things[:MOST_LINES]:
        held = shelf.get(thing.sku)
        if thing.sku in refused:
            continue
        if held is None or held.price_minor is None or not held.is_for_sale:
            problems.append(_not_for_sale(thing, held))
        elif (unit := _unit(held.price_minor, held.currency, currency, rate)) is None:
            problems.append(_no_currency(currency, thing.sku))
        else:
            priced.append(Priced(thing, unit, held.left))
    problems.extend(_too_many(priced))
    return Basket(
        currency=currency,
        priced=tuple(priced),
        currencies=(base, *offered),
        exchange=rate,
        problems=tuple(problems),
    )


def _offered(
    connection: Connection, base: str, selling: SellingSettings, now: datetime
) -> dict[str, Exchange]:
    """Return by currency the rates that prices may be turned by."""
    found = (in_force(connection, base, other, now) for other in selling.currencies)
    return {one.quote: one for one in found if one is not None}


def _unit(
    price_minor: int, held: str | None, currency: str, rate: Exchange | None
) -> int | None:
    """Return a price in the order's currency; None where no rate turns it."""
    if held == currency:
        return price_minor
    return exchanged(price_minor, rate) if rate and rate.base == held else None


def _base(asked: Asked, shelf: Mapping[str, Shelved]) -> str | None:
    """Return the currency of the first thing that has a price."""
    held = (shelf.get(thing.sku) for thing in asked.things)
    return next((one.currency for one in held if one and one.currency), None)


def _refused(things: tuple[Thing, ...]) -> Iterator[Problem]:
    """Name what no honest page asks for."""
    if not things:
        yield Problem(kind="nothing")
    if len(things) > MOST_LINES:
        yield Problem(kind="line_refused", facts={"most_lines": MOST_LINES})
    skus = [thing.sku for thing in things]
    for thing in things:
        if not 1 <= thing.quantity <= MOST_PIECES or skus.count(thing.sku) > 1:
            facts = {"most_pieces": MOST_PIECES, "quantity": thing.quantity}
            yield Problem(kind="line_refused", sku=thing.sku, facts=facts)


def _not_for_sale(thing: Thing, held: Shelved | None) -> Problem:
    said = held.availability if held else None
    return Problem(
        kind="not_for_sale", sku=thing.sku, facts={"availability": said or ""}
    )


def _no_currency(currency: str, sku: str = "") -> Problem:
    return Problem(kind="currency_unknown", sku=sku, facts={"currency": currency})


def _too_many(priced: list[Priced]) -> Iterator[Problem]:
    for one in priced:
        if one.left is not None and one.thing.quantity > one.left:
            facts = {"left": one.left}
            yield Problem(kind="sold_out", sku=one.thing.sku, facts=facts)
