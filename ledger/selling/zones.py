"""Zones: where is sent to, and what it costs there, by weight; the merchant edits them.

    CA-QC  before  CA  before  EU  before  *        the narrowest place decides

Nothing is changed: what is set anew is another row, and its predecessor has ended. Every
change is in the audit. While there is no zone, the settings' two rates hold.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, insert, select, update

from ledger import audit
from ledger.audit import Deed
from ledger.locks import Lock, take
from ledger.selling.asked import Destination
from ledger.selling.errors import ShippingWrong
from ledger.selling.tables import shipping_rates, shipping_zones
from ledger.selling.taxtables import eu

EVERYWHERE = "*"
_EU = "EU"
_PLACE = re.compile(r"\*|[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_LONGEST_NAME = 60
_DEAREST_MINOR = 10**9
_HEAVIEST_G = 10**8
_LONGEST_DAYS = 365


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """One way of sending: parcels from a weight to below another, and what they cost."""

    rate_id: int = 0
    zone_id: int
    name: str
    amount_minor: int
    currency: str
    from_g: int = 0
    to_g: int | None = None
    free_from_minor: int | None = None
    days_least: int | None = None
    days_most: int | None = None
    ended_at: datetime | None = None


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """Some places, and the ways of sending there."""

    zone_id: int
    name: str
    places: tuple[str, ...]
    rates: tuple[Rate, ...] = ()
    ended_at: datetime | None = None


def zones(connection: Connection) -> list[Zone]:
    """Return the zones in force with their rates, oldest first."""
    rates = [Rate(**row._mapping) for row in connection.execute(_RATES)]
    return [
        Zone(
            zone_id=row.zone_id,
            name=row.name,
            places=tuple(row.places),
            rates=tuple(one for one in rates if one.zone_id == row.zone_id),
        )
        for row in connection.execute(_ZONES)
    ]


def zone_of(found: Sequence[Zone], to: Destination) -> Zone | None:
    """Return the zone whose narrowest place holds a destination."""
    region = f"{to.country}-{to.region}"
    wider = _EU if to.country in eu().standard else EVERYWHERE
    for place in (region, to.country, wider, EVERYWHERE):
        for zone in found:
            if place in zone.places:
                return zone
    return None


def add_zone(
    connection: Connection,
    name: str,
    places: Sequence[str],
    actor: str,
    now: datetime,
) -> Zone:
    """Make a zone; a place that another one has is refused."""
    take(connection, Lock.PRICES)
    kept = tuple(dict.fromkeys(place.strip().upper() for place in places))
    _check_zone(connection, name, kept)
    row = {"name": name, "places": kept, "set_at": now, "actor": actor}
    adding = insert(shipping_zones).returning(shipping_zones.c.zone_id)
    zone_id = connection.execute(adding, row).scalar_one()
    facts = {"name": name, "places": list(kept)}
    _tell(connection, Deed(actor, "shipping.zone_added", str(zone_id), facts), now)
    return Zone(zone_id=zone_id, name=name, places=kept)


def end_zone(connection: Connection, zone_id: int, actor: str, now: datetime) -> None:
    """End a zone with its rates; orders that were placed stay as they are."""
    take(connection, Lock.PRICES)
    if connection.execute(_END_ZONE, {"of": zone_id, "now": now}).rowcount != 1:
        raise ShippingWrong(f"no shipping zone {zone_id} is in force")
    _tell(connection, Deed(actor, "shipping.zone_ended", str(zone_id)), now)


def add_rate(connection: Connection, rate: Rate, actor: str, now: datetime) -> Rate:
    """Make a way of sending to a zone."""
    take(connection, Lock.PRICES)
    _check_rate(connection, rate)
    said = {name: getattr(rate, name) for name in _SAID}
    adding = insert(shipping_rates).returning(shipping_rates.c.rate_id)
    row = said | {"set_at": now, "actor": actor}
    rate_id = connection.execute(adding, row).scalar_one()
    deed = Deed(actor, "shipping.rate_added", str(rate_id), said)
    _tell(connection, deed, now)
    return msgspec.structs.replace(rate, rate_id=rate_id, ended_at=None)


def end_rate(connection: Connection, rate_id: int, actor: str, now: datetime) -> None:
    """End a way of sending."""
    take(connection, Lock.PRICES)
    if connection.execute(_END_RATE, {"of": rate_id, "now": now}).rowcount != 1:
        raise ShippingWrong(f"no shipping rate {rate_id} is in force")
    _tell(connection, Deed(actor, "shipping.rate_ended", str(rate_id)), now)


def resume_rate(
    connection: Connection, rate_id: int, actor: str, now: datetime
) -> None:
    """Take back that a way of sending was ended."""
    take(connection, Lock.PRICES)
    if connection.execute(_RESUME_RATE, {"of": rate_id}).rowcount != 1:
        raise ShippingWrong(f"no shipping rate {rate_id} has ended")
    _tell(connection, Deed(actor, "shipping.rate_resumed", str(rate_id)), now)


def _tell(connection: Connection, deed: Deed, now: datetime) -> None:
    audit.record(connection, deed, now)


def _check_zone(connection: Connection, name: str, places: tuple[str, ...]) -> None:
    _check_name(name)
    if not places:
        raise ShippingWrong("places: a zone has at least one, as DE, CA-QC, EU or *")
    for place in places:
        if not _PLACE.fullmatch(place):
            raise ShippingWrong(
                f"places: {place[:20]!r} is none; write DE, CA-QC, EU or * for the rest"
            )
    for zone in zones(connection):
        if twice := set(places) & set(zone.places):
            raise ShippingWrong(f"places: {min(twice)} is in the zone {zone.name}")


def _check_rate(connection: Connection, rate: Rate) -> None:
    _check_name(rate.name)
    least, most = rate.days_least or 0, rate.days_most
    for is_right, what in (
        (
            any(zone.zone_id == rate.zone_id for zone in zones(connection)),
            f"zone: no zone {rate.zone_id} is in force",
        ),
        (0 <= rate.amount_minor <= _DEAREST_MINOR, "amount: 0 or more"),
        (_CURRENCY.fullmatch(rate.currency), "currency: three capital letters, as EUR"),
        (0 <= rate.from_g <= _HEAVIEST_G, "from: a weight in grams, 0 or more"),
        (
            rate.to_g is None or rate.from_g < rate.to_g <= _HEAVIEST_G,
            "to: a weight in grams, more than where it begins",
        ),
        (
            rate.free_from_minor is None or rate.free_from_minor > 0,
            "free_from: more than 0, or none",
        ),
        (
            0 <= least <= (_LONGEST_DAYS if most is None else most) <= _LONGEST_DAYS,
            f"days: from 0 to {_LONGEST_DAYS}, the least first",
        ),
        (most is not None or rate.days_least is None, "days: the most is missing"),
    ):
        if not is_right:
            raise ShippingWrong(what)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise ShippingWrong(f"name: a line of 1 to {_LONGEST_NAME} letters")


_SAID = tuple(
    name for name in Rate.__struct_fields__ if name not in {"rate_id", "ended_at"}
)
_holds = shipping_rates.c.ended_at.is_(None)
_of_rate = shipping_rates.c.rate_id == bindparam("of")
_now = bindparam("now", type_=shipping_rates.c.ended_at.type)
_ZONES = (
    select(shipping_zones)
    .where(shipping_zones.c.ended_at.is_(None))
    .order_by(shipping_zones.c.zone_id)
)
_RATES: Select[*tuple[Any, ...]] = (
    select(*(shipping_rates.c[name] for name in Rate.__struct_fields__))
    .where(_holds)
    .order_by(shipping_rates.c.rate_id)
)
_END_ZONE = (
    update(shipping_zones)
    .where(
        shipping_zones.c.zone_id == bindparam("of"), shipping_zones.c.ended_at.is_(None)
    )
    .values(ended_at=_now)
)
_END_RATE = update(shipping_rates).where(_of_rate, _holds).values(ended_at=_now)
_RESUME_RATE = update(shipping_rates).where(_of_rate, ~_holds).values(ended_at=None)
