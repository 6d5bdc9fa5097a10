"""What networks owe, paid and took back: a row a programme and currency."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, case, func, select

from ledger.affiliate.tables import conversions


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One programme's conversions of a time, by the state that they are in now."""

    network: str
    programme: str
    currency: str
    conversions: int
    sale_minor: int
    pending_minor: int
    cleared_minor: int
    paid_minor: int
    reversed_minor: int
    unknown_clicks: int

    @property
    def brings_minor(self) -> int:
        """What is left after what was taken back."""
        return self.pending_minor + self.cleared_minor + self.paid_minor


class Conversion(msgspec.Struct, frozen=True):
    """One conversion in a list."""

    network: str
    reference: str
    programme: str
    click_id: str | None
    click_state: str
    sku: str | None
    state: str
    commission_minor: int
    currency: str
    happened_at: datetime


def statements(
    connection: Connection, since: datetime, until: datetime, network: str | None = None
) -> list[Statement]:
    """Return the statement of each programme, for what was bought from `since` on."""
    wanted = _STATEMENT if network is None else _STATEMENT.where(_OF_NETWORK)
    asked = {"since": since, "until": until, "network": network}
    rows = connection.execute(wanted, asked).all()
    names = Statement.__struct_fields__
    return [
        Statement(**dict(zip(names, [*row[:3], *map(int, row[3:])], strict=True)))
        for row in rows
    ]


def latest(connection: Connection, limit: int) -> list[Conversion]:
    """Return the conversions that were heard of last."""
    return [Conversion(*row) for row in connection.execute(_LATEST, {"count": limit})]


def _sum(state: str) -> Any:
    is_so = conversions.c.state == state
    return func.coalesce(
        func.sum(case((is_so, conversions.c.commission_minor), else_=0)), 0
    )


_OF_NETWORK = conversions.c.network == bindparam("network")
_STATEMENT: Select[*tuple[Any, ...]] = (
    select(
        conversions.c.network,
        conversions.c.programme,
        conversions.c.currency,
        func.count(),
        func.coalesce(func.sum(conversions.c.sale_minor), 0),
        *(_sum(state) for state in ("pending", "cleared", "paid", "reversed")),
        func.sum(case((conversions.c.click_state == "unknown", 1), else_=0)),
    )
    .where(
        conversions.c.happened_at >= bindparam("since"),
        conversions.c.happened_at < bindparam("until"),
    )
    .group_by(conversions.c.network, conversions.c.programme, conversions.c.currency)
    .order_by(conversions.c.network, conversions.c.programme, conversions.c.currency)
)
_LATEST: Select[*tuple[Any, ...]] = (
    select(*(conversions.c[name] for name in Conversion.__struct_fields__))
    .order_by(conversions.c.updated_at.desc(), conversions.c.conversion_id)
    .limit(bindparam("count"))
)
