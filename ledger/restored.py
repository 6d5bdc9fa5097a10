"""Prices of before, in force again: those of a catalogue that somebody goes back to.

What it does not sell keeps what holds now, until the next publish.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from ledger.locks import Lock, take
from ledger.prices import keep, reduced
from ledger.pricetables import price_versions
from ledger.states import ShelfState, State, states_of
from ledger.terms import Plan

# Below the number of parameters that SQLite and PostgreSQL take at once.
_BATCH = 5_000
# No rule of today made these prices.
_NO_RULES = Plan((), {}, 0)


def put_back(connection: Connection, sold: Sequence[ShelfState], now: datetime) -> int:
    """Let price and availability of `sold` hold again; return how many had changed."""
    take(connection, Lock.PRICES)
    before = states_of(connection, [one.sku for one in sold])
    changed = [
        one
        for one in sold
        if one.sku in before and _facts(one) != _facts(before[one.sku])
    ]
    costs = _costs_then(connection, changed)
    after = {
        one.sku: _again(one, before[one.sku], costs.get(one.sku), now)
        for one in changed
    }
    after |= reduced(connection, after, before)
    return keep(connection, after, before, (_NO_RULES, "person")).changed


def _facts(one: ShelfState | State) -> tuple[object, ...]:
    return one.price_minor, one.price_minor and one.currency, one.availability


def _again(one: ShelfState, old: State, cost: int | None, now: datetime) -> State:
    is_same = (one.price_minor, one.currency) == (old.price_minor, old.currency)
    return msgspec.structs.replace(
        old,
        version=old.version if is_same else 0,
        since=old.since if is_same else max(now, old.since),
        price_minor=one.price_minor,
        currency=one.currency or old.currency,
        # What it said of a reduction may be untrue after the prices in between.
        was_minor=old.was_minor if is_same else None,
        availability=one.availability,
        checked_at=one.checked_at,
        cost_minor=old.cost_minor if is_same else cost,
    )


def _costs_then(
    connection: Connection, changed: Sequence[ShelfState]
) -> dict[str, int | None]:
    """Return what each cost when it last had the price that it gets again."""
    wanted = {one.sku: (one.price_minor, one.currency) for one in changed}
    skus, found = list(wanted), dict[str, int | None]()
    kept = price_versions.c
    columns = select(kept.sku, kept.price_minor, kept.currency, kept.cost_minor)
    for start in range(0, len(skus), _BATCH):
        of = columns.where(kept.sku.in_(skus[start : start + _BATCH]))
        for row in connection.execute(of.order_by(kept.version)):
            if wanted[row.sku] == (row.price_minor, row.currency):
                found[row.sku] = row.cost_minor
    return found
