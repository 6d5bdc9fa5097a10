"""What is at hand, as those who count it look at it.

A sku without a count is sold as long as its source has it; one with a count until that
is 0. Both stand here, with what was sold of them lately.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import Connection, Select, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.orders import stock as pieces
from ledger.orders.tables import order_lines, orders, stock, stock_moves
from ledger.pricetables import shelf_states

LOW = 5
SOLD_WITHIN = timedelta(days=30)
Part = Literal["counted", "low", "out", "uncounted"]
PARTS: tuple[Part, ...] = get_args(Part)


class Shelved(msgspec.Struct, frozen=True):
    """One sku; `on_hand` is None while it is not counted."""

    sku: str
    on_hand: int | None
    updated_at: datetime | None
    price_minor: int | None
    currency: str | None
    availability: str | None
    sold: int = 0


class Move(msgspec.Struct, frozen=True):
    """One change of what is at hand; `number` is that of the order behind it."""

    delta: int
    reason: str
    moved_at: datetime
    actor: str
    number: int | None


class Counted(msgspec.Struct, frozen=True):
    """A count that was said, and the one before it; None is not counted."""

    sku: str
    before: int | None
    after: int | None


class Listed(msgspec.Struct, frozen=True):
    """What is listed: a part of the shelf, after a sku, or `skus` alone."""

    part: Part
    after: str = ""
    skus: Collection[str] | None = None


def listed(
    connection: Connection, wanted: Listed, now: datetime, limit: int
) -> list[Shelved]:
    """List a part of the shelf in the order of skus."""
    of = _SHELF.where(*_conditions(wanted)).order_by(_sku).limit(limit)
    found = [Shelved(*row) for row in connection.execute(of)]
    sold = _sold(connection, [one.sku for one in found], now)
    return [msgspec.structs.replace(one, sold=sold.get(one.sku, 0)) for one in found]


def sizes(connection: Connection) -> dict[Part, int]:
    """Return how many skus each part of the shelf has."""
    return {
        part: connection.scalar(
            select(func.count()).select_from(_JOINED).where(*_conditions(Listed(part)))
        )
        or 0
        for part in PARTS
    }


def moves(connection: Connection, sku: str, limit: int) -> list[Move]:
    """List the changes of one sku, the latest first."""
    rows = connection.execute(_MOVES, {"of": sku, "count": limit})
    return [Move(*row) for row in rows]


def known(connection: Connection, skus: Collection[str]) -> set[str]:
    """Return those of `skus` that the shop ever had a price or a count of."""
    asked = {"of": sorted(skus)}
    priced = connection.scalars(_PRICED, asked).all()
    return {*priced, *connection.scalars(_COUNTED, asked).all()}


def counts(connection: Connection, skus: Collection[str]) -> dict[str, int | None]:
    """Return how much there is of each of `skus`; None of what is not counted."""
    found = pieces.on_hand(connection, skus)
    return {sku: found.get(sku) for sku in skus}


def undo(
    connection: Connection, was: Sequence[Counted], actor: str, now: datetime
) -> list[str]:
    """Take counts back; what was sold since stays sold. Return skus that could not be.

    A count that was 12, was said to be 20, and is 17 by now, is 9 afterwards.
    """
    stuck: list[str] = []
    for one in sorted(was, key=lambda one: one.sku):
        left = counts(connection, [one.sku])[one.sku]
        again = _again(one, left)
        if again is not None and again < 0:
            stuck.append(one.sku)
        else:
            pieces.count(connection, one.sku, again, actor, now)
    return stuck


def _again(one: Counted, left: int | None) -> int | None:
    if one.before is None or one.after is None or left is None:
        return one.before
    return left - (one.after - one.before)


def _conditions(wanted: Listed) -> list[ColumnElement[bool]]:
    on_hand, found = stock.c.on_hand, []
    if wanted.skus is not None:
        return [_sku.in_(wanted.skus)]
    if wanted.after:
        found.append(_sku > wanted.after)
    if wanted.part == "uncounted":
        return [*found, on_hand.is_(None), shelf_states.c.price_minor.is_not(None)]
    if wanted.part == "low":
        found.append(on_hand.between(1, LOW))
    if wanted.part == "out":
        found.append(on_hand == 0)
    return [*found, on_hand.is_not(None)]


def _sold(connection: Connection, skus: list[str], now: datetime) -> dict[str, int]:
    asked = {"of": skus, "since": now - SOLD_WITHIN}
    return {sku: int(many) for sku, many in connection.execute(_SOLD, asked)}


# A count may be of what has no price yet, and most of what has a price is not counted.
_JOINED = shelf_states.outerjoin(stock, stock.c.sku == shelf_states.c.sku, full=True)
_sku = func.coalesce(shelf_states.c.sku, stock.c.sku)
_SHELF = select(
    _sku,
    stock.c.on_hand,
    stock.c.updated_at,
    shelf_states.c.price_minor,
    shelf_states.c.currency,
    shelf_states.c.availability,
).select_from(_JOINED)
_of: Any = bindparam("of", expanding=True)
_PRICED = select(shelf_states.c.sku).where(shelf_states.c.sku.in_(_of))
_COUNTED = select(stock.c.sku).where(stock.c.sku.in_(_of))
_SOLD = (
    select(order_lines.c.sku, func.sum(order_lines.c.quantity))
    .join(orders, orders.c.order_id == order_lines.c.order_id)
    .where(
        order_lines.c.sku.in_(_of),
        orders.c.placed_at >= bindparam("since", type_=orders.c.placed_at.type),
        orders.c.paid_minor > 0,
    )
    .group_by(order_lines.c.sku)
)
_MOVE: list[Any] = [stock_moves.c[one] for one in Move.__struct_fields__[:-1]]
_MOVES: Select[*tuple[Any, ...]] = (
    select(*_MOVE, orders.c.number)
    .outerjoin(orders, orders.c.order_id == stock_moves.c.order_id)
    .where(stock_moves.c.sku == bindparam("of"))
    .order_by(stock_moves.c.move_id.desc())
    .limit(bindparam("count"))
)
