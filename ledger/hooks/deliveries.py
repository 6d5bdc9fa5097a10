"""What became of messages: every try is noted, and who hears nothing is told no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from ledger.hooks.endpoints import PATIENCE, pause
from ledger.hooks.tables import hook_deliveries, hook_endpoints

GONE = 410


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One try to tell one endpoint one message; without `error` it was heard."""

    endpoint_id: str
    message: Mapping[str, Any]
    attempt: int
    tried_at: datetime
    took_ms: int
    status: int | None = None
    error: str | None = None


class Delivery(msgspec.Struct, frozen=True):
    """One try as pages show it."""

    delivery_id: int
    message_id: str
    kind: str
    order_id: str | None
    attempt: int
    tried_at: datetime
    took_ms: int
    status: int | None
    error: str | None
    message: dict[str, Any]


def note(connection: Connection, one: Try) -> None:
    """Note a try; an endpoint that is gone, or hears nothing for days, is paused."""
    row = msgspec.structs.asdict(one) | {
        "message_id": one.message["id"],
        "kind": one.message["type"],
        "order_id": one.message["data"].get("order_id"),
    }
    connection.execute(_NOTE, row)
    if one.error is None:
        connection.execute(_HEARD, {"of": one.endpoint_id})
        return
    connection.execute(_FAILS, {"of": one.endpoint_id, "at": one.tried_at})
    since = connection.scalar(_SINCE, {"of": one.endpoint_id})
    if one.status == GONE:
        pause(connection, one.endpoint_id, "gone", one.tried_at)
    elif since is not None and one.tried_at - since > PATIENCE:
        pause(connection, one.endpoint_id, "failing", one.tried_at)


def latest(connection: Connection, endpoint_id: str, limit: int) -> list[Delivery]:
    """Return the latest tries to tell an endpoint, the last one first."""
    rows = connection.execute(_LATEST, {"of": endpoint_id, "count": limit})
    return [msgspec.convert(row, Delivery, from_attributes=True) for row in rows]


def delivery(connection: Connection, delivery_id: int) -> Delivery | None:
    """Return one try."""
    row = connection.execute(_ONE, {"of": delivery_id}).one_or_none()
    return msgspec.convert(row, Delivery, from_attributes=True) if row else None


_COLUMNS = [hook_deliveries.c[name] for name in Delivery.__struct_fields__]
_mine = hook_endpoints.c.endpoint_id == bindparam("of")
_NOTE = insert(hook_deliveries)
_HEARD = (
    update(hook_endpoints)
    .where(_mine, hook_endpoints.c.failing_since.is_not(None))
    .values(failing_since=None)
)
_FAILS = (
    update(hook_endpoints)
    .where(_mine, hook_endpoints.c.failing_since.is_(None))
    .values(failing_since=bindparam("at", type_=hook_endpoints.c.failing_since.type))
)
_SINCE = select(hook_endpoints.c.failing_since).where(_mine)
_LATEST = (
    select(*_COLUMNS)
    .where(hook_deliveries.c.endpoint_id == bindparam("of"))
    .order_by(hook_deliveries.c.delivery_id.desc())
    .limit(bindparam("count"))
)
_ONE = select(*_COLUMNS).where(hook_deliveries.c.delivery_id == bindparam("of"))
