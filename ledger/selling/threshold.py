"""How much was sold to other EU countries: past 10,000 EUR a year, tax is owed there.

Article 59c counts goods sent and services done online for people in other member states,
without tax, in this calendar year and in the one before. What came back counts no more.
"""

from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Double, Select, bindparam, cast, func, select

from ledger.orders.tables import orders
from ledger.selling.exchange import Exchange, crossed, exchanged, kept
from ledger.selling.taxtables import eu

# From here on it is time to register.
_NEAR_PERCENT = 80


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """What was sold across borders within the EU in one year, in cents of a euro.

    `unknown` are currencies for which no rate is known; their orders are not counted.
    """

    year: int
    sold_minor: int
    limit_minor: int
    unknown: tuple[str, ...] = ()

    @property
    def state(self) -> Literal["below", "near", "over"]:
        """How close it is to the limit."""
        if self.sold_minor > self.limit_minor:
            return "over"
        is_near = self.sold_minor * 100 >= self.limit_minor * _NEAR_PERCENT
        return "near" if is_near else "below"


def sold_across(connection: Connection, home: str, now: datetime) -> tuple[Sold, ...]:
    """Return this year's sales and those of the year before; none from outside the EU."""
    if home not in eu().standard:
        return ()
    rates = kept(connection)
    return tuple(
        _of_year(connection, home, year, rates) for year in (now.year, now.year - 1)
    )


def _of_year(
    connection: Connection, home: str, year: int, rates: list[Exchange]
) -> Sold:
    between = {
        "since": datetime(year, 1, 1, tzinfo=UTC),
        "until": datetime(year + 1, 1, 1, tzinfo=UTC),
        "countries": sorted(_others(home)),
    }
    sold, unknown = 0, []
    for currency, minor in connection.execute(_SOLD, between):
        in_euro = _in_euro(round(minor), currency, rates)
        if in_euro is None:
            unknown.append(currency)
        else:
            sold += in_euro
    return Sold(
        year=year,
        sold_minor=sold,
        limit_minor=eu().threshold_minor,
        unknown=tuple(sorted(unknown)),
    )


def _others(home: str) -> set[str]:
    """Return the other member states, and what counts as one of them."""
    states = {*eu().standard} - {home}
    return states | {place for place, of in eu().same_as.items() if of != home}


def _in_euro(minor: int, currency: str, rates: list[Exchange]) -> int | None:
    if currency == "EUR":
        return minor
    found = crossed(rates, currency, ["EUR"])
    return exchanged(minor, found[0]) if found else None


# Of an order that was paid back in part, the same part of its tax went back. The product
# of two sums may be more than a whole number of a database holds.
_net = cast(orders.c.total_minor - orders.c.tax_minor, Double)
_kept = orders.c.paid_minor - orders.c.refunded_minor
_SOLD: Select[*tuple[Any, ...]] = (
    select(orders.c.currency, func.sum(_net * _kept / orders.c.total_minor))
    .where(
        orders.c.accepted_at >= bindparam("since", type_=orders.c.accepted_at.type),
        orders.c.accepted_at < bindparam("until", type_=orders.c.accepted_at.type),
        orders.c.country.in_(bindparam("countries", expanding=True)),
        orders.c.total_minor > 0,
    )
    .group_by(orders.c.currency)
    .order_by(orders.c.currency)
)
