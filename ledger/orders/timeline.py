"""The story of an order, told by the events that befell it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, literal, select

from ledger.hooks.putting import put_hooks
from ledger.orders.tables import order_events
from ledger.swift import Swift


class Event(msgspec.Struct, frozen=True):
    """What befell an order; `actor` is buyer, gateway, clock or a user's name."""

    kind: str
    actor: str
    facts: Mapping[str, Any] = {}


def begin(connection: Connection, order_id: str, first: Event, now: datetime) -> None:
    """Tell the first event of an order."""
    row = {"order_id": order_id, "seq": 1, "happened_at": now}
    _FIRST.run(connection, row | msgspec.structs.asdict(first))


def tell(connection: Connection, order_id: str, event: Event, now: datetime) -> None:
    """Tell the next event of an order, whose row the caller holds, here and outside."""
    row = {"of": order_id, "at": now, "what": event.kind, "who": event.actor}
    connection.execute(_NEXT, row | {"more": event.facts})
    put_hooks(connection, order_id, event.kind, now)


_FIRST = Swift(insert(order_events))
_of = bindparam("of", type_=order_events.c.order_id.type)
_NEXT = insert(order_events).from_select(
    ["order_id", "seq", "happened_at", "kind", "actor", "facts"],
    select(
        _of,
        func.coalesce(func.max(order_events.c.seq), literal(0)) + 1,
        bindparam("at", type_=order_events.c.happened_at.type),
        bindparam("what", type_=order_events.c.kind.type),
        bindparam("who", type_=order_events.c.actor.type),
        bindparam("more", type_=order_events.c.facts.type),
    ).where(order_events.c.order_id == _of),
)
