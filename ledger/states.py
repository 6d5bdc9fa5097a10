"""What holds on the shelf now, one row a sku, and what its prices are made of."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from statistics import median_low

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from ledger.errors import LedgerUnreachable
from ledger.open import Ledger
from ledger.pricetables import shelf_states
from ledger.workcodes import WORKS

# Below the number of parameters that SQLite and PostgreSQL take at once.
_BATCH = 5_000


class Cost(msgspec.Struct, frozen=True):
    """What a thing costs us now, and what its source says of it."""

    sku: str
    category: str
    cost_minor: int
    currency: str
    availability: str | None
    checked_at: datetime | None


class ShelfState(msgspec.Struct, frozen=True):
    """What a visitor may see change of one sku."""

    mark: int
    sku: str
    price_minor: int | None
    currency: str | None
    was_minor: int | None
    availability: str | None
    checked_at: datetime | None


class State(msgspec.Struct, frozen=True):
    """A whole row; version and mark are 0 until they are given."""

    sku: str
    mark: int
    version: int
    since: datetime
    price_minor: int | None
    currency: str | None
    was_minor: int | None
    availability: str | None
    checked_at: datetime | None
    cost_minor: int | None
    category: str

    @property
    def seen(self) -> tuple[object, ...]:
        """What a visitor sees of it; a change of it is worth a mark."""
        return self.price_minor, self.currency, self.was_minor, self.availability


def states(connection: Connection) -> dict[str, State]:
    """Return what holds for every sku."""
    columns = [shelf_states.c[name] for name in State.__struct_fields__]
    return {row.sku: State(*row) for row in connection.execute(select(*columns))}


def states_of(connection: Connection, skus: Sequence[str]) -> dict[str, State]:
    """Return what holds for each of `skus` that ever had a price."""
    columns = [shelf_states.c[name] for name in State.__struct_fields__]
    found: dict[str, State] = {}
    for start in range(0, len(skus), _BATCH):
        of = select(*columns).where(
            shelf_states.c.sku.in_(skus[start : start + _BATCH])
        )
        found |= {row.sku: State(*row) for row in connection.execute(of)}
    return found


def priced_skus(connection: Connection) -> list[str]:
    """Return all skus that are sold."""
    sold = select(shelf_states.c.sku).where(shelf_states.c.price_minor.is_not(None))
    return list(connection.scalars(sold.order_by(shelf_states.c.sku)))


def state(connection: Connection, sku: str) -> State | None:
    """Return what holds for `sku`, or None where it never had a price."""
    columns = [shelf_states.c[name] for name in State.__struct_fields__]
    of = select(*columns).where(shelf_states.c.sku == sku)
    found = connection.execute(of).first()
    return State(*found) if found else None


def categories(connection: Connection, skus: Sequence[str]) -> dict[str, str]:
    """Return the category that each of `skus` was last sold in."""
    found: dict[str, str] = {}
    for start in range(0, len(skus), _BATCH):
        part = skus[start : start + _BATCH]
        held = select(shelf_states.c.sku, shelf_states.c.category)
        rows = connection.execute(held.where(shelf_states.c.sku.in_(part)))
        found |= {row.sku: row.category for row in rows}
    return found


def middle_in_force(connection: Connection, currency: str) -> int | None:
    """Return the price that half of the goods that are sold in `currency` are above."""
    priced = select(shelf_states.c.price_minor).where(
        shelf_states.c.currency == currency,
        shelf_states.c.price_minor.is_not(None),
        shelf_states.c.category.not_like(WORKS),
    )
    prices = [minor for minor in connection.scalars(priced) if minor is not None]
    return median_low(prices) if prices else None


def states_after(
    connection: Connection, mark: int, limit: int | None = None
) -> list[ShelfState]:
    """Return what changed after a mark, in the order of the changes."""
    columns = [shelf_states.c[name] for name in ShelfState.__struct_fields__]
    newer = select(*columns).where(shelf_states.c.mark > mark)
    found = connection.execute(newer.order_by(shelf_states.c.mark).limit(limit))
    return [ShelfState(*row) for row in found]


def known_costs(of: Iterable[State]) -> list[Cost]:
    """Return the costs that the prices in force were made of."""
    return [
        Cost(
            one.sku,
            one.category,
            one.cost_minor,
            one.currency,
            one.availability,
            one.checked_at,
        )
        for one in of
        if one.cost_minor is not None and one.currency
    ]


def read_after(ledger: Ledger, mark: int, limit: int) -> list[ShelfState]:
    """Read what changed after a mark in a transaction of its own."""
    with _reading(ledger) as connection:
        return states_after(connection, mark, limit)


def read_of(ledger: Ledger, skus: Sequence[str]) -> dict[str, ShelfState]:
    """Read what holds for each of a few `skus` in a transaction of its own."""
    columns = [shelf_states.c[name] for name in ShelfState.__struct_fields__]
    with _reading(ledger) as connection:
        found = connection.execute(select(*columns).where(shelf_states.c.sku.in_(skus)))
        return {row.sku: ShelfState(*row) for row in found}


@contextmanager
def _reading(ledger: Ledger) -> Iterator[Connection]:
    try:
        with ledger.read() as connection:
            yield connection
    except DBAPIError as error:
        raise LedgerUnreachable(
            f"the prices in force cannot be read from {ledger.place}:"
            f" {str(error.orig).strip()}"
        ) from error
