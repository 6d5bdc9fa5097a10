"""The lowest price of the 30 days before a reduction, as the EU's Omnibus rule asks.

    ---- 100 ----|-- 120 --|xxxx gone xxxx|- 120 -|- 90 -->
      <------ 30 days in force, gaps left out ---->  the lowest of them: 100

Only days on which the thing was sold count, so that a price that was up for a few days
after a gap is nothing to compare with. Less than 30 of them are no history.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, select

from ledger.columns import UtcTime
from ledger.pricetables import price_versions

PERIOD = timedelta(days=30)
_BATCH = 5_000
# More changes than that within 30 days of sale are no price to compare with.
_MOST = 300


@dataclass(frozen=True, slots=True)
class Spell:
    """A price and how long it was in force; without a price it was not sold.

    Without an end it was in force until the moment that is asked about.
    """

    price_minor: int | None
    currency: str | None
    since: datetime
    until: datetime | None = None


def lowest(
    spells: Sequence[Spell], currency: str | None, moment: datetime
) -> int | None:
    """Return the lowest price of the last 30 days in force; None without a history.

    Spells come oldest first. Another currency ends what can be compared.
    """
    left, prices = PERIOD, []
    for spell in reversed(spells):
        if spell.price_minor is None:
            continue
        if spell.currency != currency:
            return None
        prices.append(spell.price_minor)
        left -= max((spell.until or moment) - spell.since, timedelta(0))
        if left <= timedelta(0):
            return min(prices)
    return None


def histories(
    connection: Connection, skus: Sequence[str]
) -> Iterator[tuple[str, list[Spell]]]:
    """Yield each sku with its spells, oldest first."""
    for start in range(0, len(skus), _BATCH):
        found = connection.execute(_SPELLS, {"skus": skus[start : start + _BATCH]})
        for sku, rows in groupby(found, key=lambda row: row.sku):
            yield sku, [Spell(*row[1:]) for row in rows]


_of = price_versions.c
# From the newest back, so that the one before in this order is the next in time.
_numbered = (
    select(
        _of.sku,
        _of.price_minor,
        _of.currency,
        _of.valid_from,
        func.lag(_of.valid_from, type_=UtcTime)
        .over(partition_by=_of.sku, order_by=_of.version.desc())
        .label("until"),
        func.row_number()
        .over(partition_by=_of.sku, order_by=_of.version.desc())
        .label("back"),
    )
    .where(_of.sku.in_(bindparam("skus", expanding=True)))
    .cte("numbered")
)
_SPELLS = (
    select(*(one for one in _numbered.c if one.name != "back"))
    .where(_numbered.c.back <= _MOST)
    .order_by(_numbered.c.sku, _numbered.c.back.desc())
)
