"""Exchange rates: what a price comes to in another currency, in whole numbers alone.

A rate is in trillionths, so that a price is the same wherever it is worked out. An order
in another currency states the rate and its day.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, delete, select

from ledger.currencies import digits
from ledger.orders.totals import half_up
from ledger.selling.tables import exchange_rates
from ledger.upsert import upsert

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


def exchange_of(base: str, quote: str, rate: float, day: date, source: str) -> Exchange:
    """Return a rate that a bank publishes as a fraction."""
    pico = int(Decimal(str(rate)) * _PICO) if 0 < rate < _MOST_PICO / _PICO else 0
    if not pico:
        raise ValueError(f"{rate} is no rate from {base} to {quote}")
    return Exchange(base=base, quote=quote, rate_pico=pico, day=day, source=source)


def exchanged(amount_minor: int, rate: Exchange) -> int:
    """Return an amount in the other currency, a half unit rounded up."""
    up, down = 10 ** digits(rate.quote), 10 ** digits(rate.base)
    return half_up(amount_minor * rate.rate_pico * up, _PICO * down)


def keep(connection: Connection, rates: Iterable[Exchange], now: datetime) -> int:
    """Let these rates hold, and no others; return how many."""
    rows = [_row(rate) | {"set_at": now} for rate in rates]
    connection.execute(delete(exchange_rates))
    if rows:
        connection.execute(upsert(connection, exchange_rates), rows)
    return len(rows)


def in_force(connection: Connection, base: str, quote: str) -> Exchange | None:
    """Return the rate from one currency to another."""
    found = connection.execute(_ONE, {"base": base, "quote": quote}).one_or_none()
    return _exchange(found) if found else None


def to_base(connection: Connection, base: str) -> dict[str, Exchange]:
    """Return by currency what prices in `base` can be turned into."""
    found = map(_exchange, connection.execute(_FROM, {"base": base}))
    return {one.quote: one for one in found}


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


_FROM: Select[*tuple[Any, ...]] = select(
    *(exchange_rates.c[name] for name in Exchange.__struct_fields__)
).where(exchange_rates.c.base == bindparam("base"))
_ONE = _FROM.where(exchange_rates.c.quote == bindparam("quote"))
