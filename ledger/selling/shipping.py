"""What sending a basket costs, and how long it takes.

Days are told only where they are known: those of the way, and those that each thing's
source says it needs. Nothing is made up for a source that says nothing.
"""

from collections.abc import Iterator, Sequence

import msgspec

from ledger.selling.asked import Destination, Thing
from ledger.selling.basket import Basket
from ledger.selling.exchange import Exchange, exchanged
from ledger.selling.quoted import ShippingOption
from ledger.selling.settings import SellingSettings
from ledger.selling.zones import Rate, Zone, zone_of

STANDARD = "standard"


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent; `days` are None where one thing's source says nothing."""

    goods_minor: int
    currency: str
    weight_g: int
    days: int | None = None
    exchange: Exchange | None = None


def parcel(found: Basket, piece_weight_g: int) -> Parcel | None:
    """Return what of a basket is to be sent; what is at hand waits for no source.

    A thing that says no weight has `piece_weight_g`.
    """
    sent = [thing for thing in found.things if thing.kind == "physical"]
    if not sent:
        return None
    days = [0 if thing.sku in found.at_hand else thing.delivery_days for thing in sent]
    known = [one for one in days if one is not None]
    return Parcel(
        goods_minor=found.goods_minor,
        currency=found.currency,
        weight_g=sum(_weight(thing, piece_weight_g) for thing in sent),
        days=max(known) if len(known) == len(days) else None,
        exchange=found.exchange,
    )


def options(
    found: Sequence[Zone],
    selling: SellingSettings,
    home: str,
    to: Destination,
    sent: Parcel,
) -> tuple[ShippingOption, ...]:
    """Return the ways of sending a parcel somewhere, the cheapest first."""
    if not found:
        return (_standard(selling, home, to, sent),)
    zone = zone_of(found, to)
    ways = _ways(zone, sent) if zone else ()
    return tuple(sorted(ways, key=lambda one: one.minor))


def _weight(thing: Thing, piece_weight_g: int) -> int:
    each = piece_weight_g if thing.weight_g is None else max(thing.weight_g, 0)
    return each * thing.quantity


def _standard(
    selling: SellingSettings, home: str, to: Destination, sent: Parcel
) -> ShippingOption:
    """Return the one way there is while no zones are set."""
    is_home = to.country == (selling.country or home)
    minor = selling.shipping_home_minor if is_home else selling.shipping_abroad_minor
    # A source that says days means those until the thing is at the buyer's.
    days = (0, sent.days) if sent.days else None
    if sent.exchange:
        minor = exchanged(minor, sent.exchange)
    return ShippingOption(key=STANDARD, name="", minor=minor, days=days)


def _ways(zone: Zone, sent: Parcel) -> Iterator[ShippingOption]:
    for rate in zone.rates:
        heaviest = rate.to_g
        is_heavier = heaviest is not None and sent.weight_g >= heaviest
        minor = _costs(rate, sent)
        if minor is None or sent.weight_g < rate.from_g or is_heavier:
            continue
        yield ShippingOption(
            key=f"rate-{rate.rate_id}",
            name=rate.name,
            minor=minor,
            days=_days(rate, sent),
        )


def _costs(rate: Rate, sent: Parcel) -> int | None:
    """Return what a way costs in the parcel's currency; None where no rate is known."""
    free_from = rate.free_from_minor
    if free_from is not None:
        free_from = _turned(free_from, rate.currency, sent)
    if free_from is not None and sent.goods_minor >= free_from:
        return 0
    return _turned(rate.amount_minor, rate.currency, sent)


def _turned(minor: int, currency: str, sent: Parcel) -> int | None:
    if currency == sent.currency:
        return minor
    rate = sent.exchange
    return exchanged(minor, rate) if rate and rate.base == currency else None


def _days(rate: Rate, sent: Parcel) -> tuple[int, int] | None:
    if rate.days_most is None or sent.days is None:
        return None
    return (rate.days_least or 0) + sent.days, rate.days_most + sent.days
