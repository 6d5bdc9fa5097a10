"""What prices would do to the money that comes in, at the sales of the last 30 days."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from ledger.orders.stocklist import SOLD_WITHIN
from ledger.orders.tables import order_lines, orders
from ledger.preview import Change


class Effect(msgspec.Struct, frozen=True):
    """Of so many pieces sold lately: how much more, or less, they would have brought."""

    currency: str
    pieces: int
    more_minor: int


def effects(
    connection: Connection, changes: Iterable[Change], now: datetime
) -> list[Effect]:
    """Return what changes would have brought, by currency."""
    of = {one.sku: one for one in changes}
    found: dict[str, tuple[int, int]] = {}
    for sku, pieces in connection.execute(_SOLD, {"since": now - SOLD_WITHIN}):
        if (one := of.get(sku)) is None:
            continue
        many, more = found.get(one.currency, (0, 0))
        moved = int(pieces) * (one.after_minor - one.before_minor)
        found[one.currency] = many + int(pieces), more + moved
    return [Effect(currency, *sums) for currency, sums in sorted(found.items())]


_SOLD = (
    select(order_lines.c.sku, func.sum(order_lines.c.quantity))
    .join(orders, orders.c.order_id == order_lines.c.order_id)
    .where(
        orders.c.placed_at >= bindparam("since", type_=orders.c.placed_at.type),
        orders.c.paid_minor > 0,
    )
    .group_by(order_lines.c.sku)
)
