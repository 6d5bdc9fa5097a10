"""Exchange rates: what a price comes to in another currency, in whole numbers alone.

A rate is in trillionths, so that a price is the same wherever it is worked out. An order
in another currency states the rate and its day. A rate that is too old is none.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, delete, select

from ledger.currencies import digits
from ledger.orders.totals import half_up
from ledger.selling.tables import exchange_rates
from ledger.upsert import upsert

# Banks state none at weekends and on holidays; after ten days something is wrong.
STALE = timedelta(days=10)
_PICO = 10**12
# What fits into the ledger's whole numbers; no pair of currencies comes near it.
_MOST_PICO = 2**62


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """The rate that prices are turned into another currency by."""

    base: str
    quote: str
    rate_pico: int
    day: date
    source: str


def exchange_of(
    base: str, quote: str, rate: float, day: date, source: str
) -> Exchange | None:
    """Return a rate that a bank publishes as a fraction; None of what is no rate."""
    pico = int(Decimal(str(rate)) * _PICO) if 0 < rate < _MOST_PICO / _PICO else 0
    if not pico:
        return None
    return Exchange(base=base, quote=quote, rate_pico=pico, day=day, source=source)


def exchanged(amount_minor: int, rate: Exchange) -> int:
    """Return an amount in the other currency, a half unit rounded up."""
    up, down = 10 ** digits(rate.quote), 10 ** digits(rate.base)
    return half_up(amount_minor * rate.rate_pico * up, _PICO * down)


def crossed(
    known: Sequence[Exchange], base: str, quotes: Iterable[str]
) -> list[Exchange]:
    """Return rates from one currency to others: as stated, turned round, or over a third.

    Banks state all rates from their own currency alone.
    """
    pairs = {(one.base, one.quote): one for one in known}
    both = pairs | {
        (one.quote, one.base): _turned(one)
        for one in known
        if (one.quote, one.base) not in pairs
    }
    found = (_over(both, base, quote) for quote in quotes if quote != base)
    return [one for one in found if one is not None and 0 < one.rate_pico < _MOST_PICO]


def keep(connection: Connection, rates: Iterable[Exchange], now: datetime) -> int:
    """Let these rates hold, and no others; return how many."""
    rows = [_row(rate) | {"set_at": now} for rate in rates]
    connection.execute(delete(exchange_rates))
    if rows:
        connection.execute(upsert(connection, exchange_rates), rows)
    return len(rows)


def in_force(
    connection: Connection, base: str, quote: str, now: datetime
) -> Exchange | None:
    """Return the rate from one currency to another; None where it is too old."""
    found = connection.execute(_ONE, {"base": base, "quote": quote}).one_or_none()
    rate = _exchange(found) if found else None
    return rate if rate and now.date() - rate.day <= STALE else None


def kept(connection: Connection) -> list[Exchange]:
    """Return all rates that the ledger holds, however old."""
    return [_exchange(row) for row in connection.execute(_ALL)]


def _over(
    pairs: dict[tuple[str, str], Exchange], base: str, quote: str
) -> Exchange | None:
    """Return the rate of a pair; over the third currency whose rates are newest."""
    if found := pairs.get((base, quote)):
        return found
    ways = [
        (pairs[base, third], pairs[third, quote])
        for third in sorted({to for _, to in pairs})
        if (base, third) in pairs and (third, quote) in pairs
    ]
    if not ways:
        return None
    first, second = max(ways, key=lambda way: min(way[0].day, way[1].day))
    return Exchange(
        base=base,
        quote=quote,
        rate_pico=half_up(first.rate_pico * second.rate_pico, _PICO),
        day=min(first.day, second.day),
        source=", ".join(sorted({first.source, second.source})),
    )


def _turned(rate: Exchange) -> Exchange:
    pico = half_up(_PICO * _PICO, rate.rate_pico)
    return msgspec.structs.replace(
        rate, base=rate.quote, quote=rate.base, rate_pico=pico
    )


def _row(rate: Exchange) -> dict[str, Any]:
    return msgspec.structs.asdict(rate) | {"day": rate.day.isoformat()}


def _exchange(row: Any) -> Exchange:
    base, quote, pico, day, source = row
    return Exchange(
        base=base,
        quote=quote,
        rate_pico=pico,
        day=date.fromisoformat(day),
        source=source,
    )


_ALL: Select[*tuple[Any, ...]] = select(
    *(exchange_rates.c[name] for name in Exchange.__struct_fields__)
).order_by(exchange_rates.c.base, exchange_rates.c.quote)
_ONE = _ALL.where(
    exchange_rates.c.base == bindparam("base"),
    exchange_rates.c.quote == bindparam("quote"),
)
