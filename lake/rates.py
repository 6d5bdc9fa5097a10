"""Exchange rates come into the lake: each once, however often its file is imported."""

import msgspec
import pyarrow as pa

from lake.durable import locked
from lake.load import append
from lake.ratefile import Rate
from lake.sql import current
from lake.store import Lake
from lake.tables import schema


class Imported(msgspec.Struct, frozen=True):
    """What one import took in: new rates, corrected ones, and what was there."""

    new: int
    corrected: int
    known: int


def import_rates(lake: Lake, rates: list[Rate]) -> Imported:
    """Take the `rates` into the lake that it does not hold yet.

    A bank that corrects itself gives another row for the same day; the newest stands.
    """
    with locked(lake.folder / ".fx"):
        held = _held(lake)
        fresh = [rate for rate in rates if held.get(_key(rate)) != rate.rate]
        if fresh:
            rows = [msgspec.structs.asdict(rate) for rate in fresh]
            table = pa.Table.from_pylist(rows, schema("fx_rates", common=False))
            append(lake, "fx", {"fx_rates": table})
    corrected = sum(_key(rate) in held for rate in fresh)
    return Imported(len(fresh) - corrected, corrected, len(rates) - len(fresh))


def _key(rate: Rate) -> tuple[object, ...]:
    return (rate.date, rate.base, rate.quote, rate.source)


def _held(lake: Lake) -> dict[tuple[object, ...], float]:
    query = (
        "SELECT date, base, quote, source, arg_max(rate, ingested_at)"
        " FROM fx_rates GROUP BY ALL"
    )
    with current(lake) as connection:
        return {row[:4]: row[4] for row in connection.execute(query).fetchall()}
