"""Pieces at hand: counted by people, taken by orders, given back when they fail.

    sum of moves of a counted sku = on_hand      (`miscounted` looks for what breaks it)

A piece is checked and taken by one statement, so two buyers never get the same. Who takes
or gives several skus does it in their order, so that no two wait for each other.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ledger.orders.errors import SoldOut
from ledger.orders.tables import stock, stock_moves
from ledger.swift import Swift


class Cause(msgspec.Struct, frozen=True):
    """Why stock moves, and who moves it."""

    reason: str
    actor: str
    order_id: str | None = None


class Miscount(msgspec.Struct, frozen=True):
    """A sku whose moves do not add up to what is at hand."""

    sku: str
    on_hand: int
    moved: int


def count(
    connection: Connection, sku: str, pieces: int | None, actor: str, now: datetime
) -> None:
    """Say how many pieces there are; None ends the counting."""
    if pieces is not None and pieces < 0:
        raise ValueError(f"{pieces} pieces of {sku}: there cannot be less than 0")
    # The row is there first, so that of two who count at once one waits for the other.
    connection.execute(_added(connection), {"sku": sku, "updated_at": now})
    before = connection.scalar(_ON_HAND_LOCKED, {"of": sku}) or 0
    row = {"of": sku, "pieces": pieces, "at": now}
    connection.execute(_SET, row)
    reason = "uncounted" if pieces is None else "counted"
    _moved(connection, {sku: (pieces or 0) - before}, Cause(reason, actor), now)


def on_hand(connection: Connection, skus: Iterable[str]) -> dict[str, int]:
    """Return how much there is of each of `skus` that is counted."""
    found = connection.execute(_ON_HAND_OF, {"skus": sorted(skus)})
    return {sku: pieces for sku, pieces in found if pieces is not None}


def take(
    connection: Connection, wanted: Mapping[str, int], cause: Cause, now: datetime
) -> None:
    """Take pieces of skus that are counted, or raise SoldOut."""
    for sku in sorted(wanted):
        row = {"of": sku, "pieces": wanted[sku], "at": now}
        if _TAKE.run(connection, row).rowcount != 1:
            left = connection.scalar(_ON_HAND, {"of": sku}) or 0
            raise SoldOut(
                f"{wanted[sku]} pieces of {sku} are wished for, {left} are left",
                sku=sku,
                left=left,
            )
    moves = {sku: -pieces for sku, pieces in wanted.items()}
    _moved(connection, moves, cause, now)


def taken(
    connection: Connection, order_ids: Iterable[str]
) -> dict[str, dict[str, int]]:
    """Return by order the pieces that it holds of each sku that was counted then."""
    held: dict[str, dict[str, int]] = {}
    for order_id, sku, pieces in connection.execute(_TAKEN, {"of": list(order_ids)}):
        held.setdefault(order_id or "", {})[sku] = int(pieces)
    return held


def give_back(
    connection: Connection,
    back: Mapping[str, Mapping[str, int]],
    cause: Cause,
    now: datetime,
) -> None:
    """Put pieces of orders back, those of all orders together."""
    sums: dict[str, int] = {}
    for pieces in back.values():
        for sku, number in pieces.items():
            sums[sku] = sums.get(sku, 0) + number
    # What is counted no more gets nothing back: its next count says what there is.
    is_counted = {
        sku: connection.execute(
            _GIVE, {"of": sku, "pieces": sums[sku], "at": now}
        ).rowcount
        for sku in sorted(sums)
    }
    for order_id, pieces in back.items():
        counted = {sku: number for sku, number in pieces.items() if is_counted[sku]}
        of = msgspec.structs.replace(cause, order_id=order_id)
        _moved(connection, counted, of, now)


def miscounted(connection: Connection) -> list[Miscount]:
    """Return every counted sku whose moves do not add up; there is none."""
    return [Miscount(*row) for row in connection.execute(_MISCOUNTED)]


def _moved(
    connection: Connection, moves: Mapping[str, int], cause: Cause, now: datetime
) -> None:
    rows = [
        {
            "sku": sku,
            "delta": delta,
            "order_id": cause.order_id,
            "reason": cause.reason,
            "moved_at": now,
            "actor": cause.actor,
        }
        for sku, delta in sorted(moves.items())
        if delta
    ]
    for row in rows:
        _MOVE.run(connection, row)


def _added(connection: Connection) -> postgresql.Insert | sqlite.Insert:
    is_postgres = connection.dialect.name == "postgresql"
    statement = (postgresql.insert if is_postgres else sqlite.insert)(stock)
    return statement.on_conflict_do_nothing()


# Built once: building a statement takes longer than SQLite takes to run it.
_of = stock.c.sku == bindparam("of")
_pieces = bindparam("pieces", type_=stock.c.on_hand.type)
_at = bindparam("at", type_=stock.c.updated_at.type)
_SET = update(stock).where(_of).values(on_hand=_pieces, updated_at=_at)
_TAKE = Swift(
    update(stock)
    .where(_of, stock.c.on_hand >= _pieces)
    .values(on_hand=stock.c.on_hand - _pieces, updated_at=_at)
)
_GIVE = (
    update(stock)
    .where(_of, stock.c.on_hand.is_not(None))
    .values(on_hand=stock.c.on_hand + _pieces, updated_at=_at)
)
_ON_HAND = select(stock.c.on_hand).where(_of)
_ON_HAND_LOCKED = _ON_HAND.with_for_update()
_ON_HAND_OF = select(stock.c.sku, stock.c.on_hand).where(
    stock.c.sku.in_(bindparam("skus", expanding=True))
)
_MOVE = Swift(insert(stock_moves))
_held = -func.sum(stock_moves.c.delta)
_TAKEN = (
    select(stock_moves.c.order_id, stock_moves.c.sku, _held)
    .where(stock_moves.c.order_id.in_(bindparam("of", expanding=True)))
    .group_by(stock_moves.c.order_id, stock_moves.c.sku)
    .having(_held > 0)
)
_sums = (
    select(stock_moves.c.sku, func.sum(stock_moves.c.delta).label("moved"))
    .group_by(stock_moves.c.sku)
    .subquery()
)
_moves_of = func.coalesce(_sums.c.moved, 0)
_MISCOUNTED = (
    select(stock.c.sku, stock.c.on_hand, _moves_of)
    .outerjoin(_sums, _sums.c.sku == stock.c.sku)
    .where(stock.c.on_hand.is_not(None), stock.c.on_hand != _moves_of)
    .order_by(stock.c.sku)
)
