"""The moves of commissions, for the shop's figures and for whoever checks the books."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, case, func, select

from ledger.affiliate.tables import commission_moves, conversions


class Move(msgspec.Struct, frozen=True):
    """One change of what a conversion brings."""

    conversion_id: str
    seq: int
    delta_minor: int
    moved_at: datetime
    network: str
    sku: str | None
    currency: str


def moves_of(connection: Connection, conversion_id: str) -> list[Move]:
    """Return all that a conversion was told to bring, in order."""
    rows = connection.execute(_MOVES, {"of": conversion_id})
    return [Move(*row) for row in rows]


def mismatches(connection: Connection) -> list[str]:
    """Return the conversions whose moves do not add up to what they bring."""
    return list(connection.scalars(_MISMATCHES))


_MOVES = (
    select(
        *(
            (commission_moves if name in commission_moves.c else conversions).c[name]
            for name in Move.__struct_fields__
        )
    )
    .join(conversions, conversions.c.conversion_id == commission_moves.c.conversion_id)
    .where(commission_moves.c.conversion_id == bindparam("of"))
    .order_by(commission_moves.c.seq)
)
_brings = case(
    (conversions.c.state == "reversed", 0), else_=conversions.c.commission_minor
)
_MISMATCHES = (
    select(conversions.c.conversion_id)
    .outerjoin(
        commission_moves,
        conversions.c.conversion_id == commission_moves.c.conversion_id,
    )
    .group_by(
        conversions.c.conversion_id,
        conversions.c.state,
        conversions.c.commission_minor,
    )
    .having(func.coalesce(func.sum(commission_moves.c.delta_minor), 0) != _brings)
    .order_by(conversions.c.conversion_id)
)
