"""What sending costs, and how long it takes.

Days are told only where they are known: those of the way itself, and those that each
thing's source says it needs. Nothing is made up for a source that says nothing.
"""

from collections.abc import Sequence

import msgspec

from ledger.selling.asked import Destination, Thing
from ledger.selling.quoted import ShippingOption
from ledger.selling.settings import SellingSettings

STANDARD = "standard"


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent; `days` are None where one thing's source says nothing."""

    goods_minor: int
    currency: str
    days: int | None = None


def parcel(
    things: Sequence[Thing], at_hand: frozenset[str], goods_minor: int, currency: str
) -> Parcel | None:
    """Return what of `things` is to be sent; what is `at_hand` waits for no source."""
    sent = [thing for thing in things if thing.kind == "physical"]
    if not sent:
        return None
    days = [0 if thing.sku in at_hand else thing.delivery_days for thing in sent]
    known = [one for one in days if one is not None]
    return Parcel(
        goods_minor=goods_minor,
        currency=currency,
        days=max(known) if len(known) == len(days) else None,
    )


def standard(
    settings: SellingSettings, home: str, to: Destination, sent: Parcel
) -> tuple[ShippingOption, ...]:
    """Return the one way there is while no zones are set."""
    is_home = to.country == (settings.country or home)
    minor = settings.shipping_home_minor if is_home else settings.shipping_abroad_minor
    # A source that says days means those until the thing is at the buyer's.
    days = (0, sent.days) if sent.days else None
    return (ShippingOption(key=STANDARD, name="", minor=minor, days=days),)
