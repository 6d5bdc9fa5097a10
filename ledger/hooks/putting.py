"""An event of an order becomes messages, one for each endpoint that asked for it.

    hook {endpoint_id, message: {id, type, timestamp, data}}

They are rows of work in the transaction of the event, so an endpoint hears of exactly
what came true. A message names nobody: who may know more asks by the order's id. Messages
have no order among themselves; each tells the state of its moment.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from ledger.hooks.endpoints import active
from ledger.hooks.kinds import OF_EVENTS, TEST
from ledger.orders.keys import new_key
from ledger.orders.tables import orders
from ledger.work import Work, put

# With the waits of jobs/hooks/kind.py it is tried for a day and a half.
ATTEMPTS = 16
Message = dict[str, Any]


def put_hooks(connection: Connection, order_id: str, event: str, now: datetime) -> None:
    """Put a message for each endpoint that is told of such an event."""
    kind = OF_EVENTS.get(event)
    if kind is None:
        return
    told = [one for one in active(connection) if not one.kinds or kind in one.kinds]
    if not told:
        return
    data = dict(connection.execute(_ORDER, {"of": order_id}).mappings().one())
    for one in told:
        put_message(connection, one.endpoint_id, new_message(kind, data, now), now)


def put_test(connection: Connection, endpoint_id: str, now: datetime) -> Message:
    """Put a message that says nothing, to see whether it is heard."""
    message = new_message(TEST, {}, now)
    put_message(connection, endpoint_id, message, now)
    return message


def new_message(kind: str, data: Message, now: datetime) -> Message:
    """Return a message as Standard Webhooks has it, with an id of its own."""
    return {
        "id": f"msg_{new_key(now)}",
        "type": kind,
        "timestamp": now.isoformat(),
        "data": data,
    }


def put_message(
    connection: Connection, endpoint_id: str, message: Message, now: datetime
) -> None:
    """Put one message for one endpoint; the same again has the same id."""
    payload = {"endpoint_id": endpoint_id, "message": message}
    put(connection, Work("hook", payload, max_attempts=ATTEMPTS), now)


_ORDER = select(
    *(
        orders.c[name]
        for name in (
            "order_id",
            "number",
            "state",
            "held_reason",
            "currency",
            "total_minor",
            "paid_minor",
            "refunded_minor",
        )
    )
).where(orders.c.order_id == bindparam("of"))
