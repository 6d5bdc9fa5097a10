"""What was ordered today, as it stands this moment; one row a currency."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, case, func, select

from ledger.orders.tables import orders


class Today(msgspec.Struct, frozen=True):
    """Orders submitted since midnight UTC; the sum is of those that were accepted."""

    currency: str
    submitted: int
    accepted: int
    total_minor: int


def today(connection: Connection, now: datetime) -> list[Today]:
    """Return the orders of the day of `now`, the currency with most of them first."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    # Keys of orders begin with their time (keys.py), and are found by an index.
    first = f"{int(midnight.timestamp() * 1000):012x}"
    return [
        Today(currency, submitted, accepted, int(total))
        for currency, submitted, accepted, total in connection.execute(
            _TODAY, {"first": first}
        )
    ]


_is_accepted = orders.c.accepted_at.is_not(None)
_TODAY: Select[*tuple[Any, ...]] = (
    select(
        orders.c.currency,
        func.count(),
        func.count(orders.c.accepted_at),
        func.sum(case((_is_accepted, orders.c.total_minor), else_=0)),
    )
    .where(orders.c.order_id >= bindparam("first"))
    .group_by(orders.c.currency)
    .order_by(func.count().desc(), orders.c.currency)
)
