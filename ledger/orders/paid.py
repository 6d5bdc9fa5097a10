"""What follows when an order has its money: its state, and what is put to be done."""

from datetime import datetime

from sqlalchemy import Connection

from ledger.orders.held import Held, become, change, hold
from ledger.orders.outbox import accept
from ledger.orders.timeline import Event, tell


def become_paid(connection: Connection, order: Held, actor: str, now: datetime) -> None:
    """Move an order to paid; unless it is held, all that follows is asked for."""
    change(connection, order.order_id, {"expires_at": None, "cancel_reason": None})
    become(connection, order, "paid", Event("paid", actor), now)
    if order.held_reason is None:
        accept(connection, order.order_id, now)


def keep_back(
    connection: Connection, order_id: str, reason: str, actor: str, now: datetime
) -> None:
    """Let an order wait for a person; nothing of it is sent meanwhile."""
    change(connection, order_id, {"held_reason": reason})
    tell(connection, order_id, Event("held", actor, {"reason": reason}), now)


def release(connection: Connection, order_id: str, actor: str, now: datetime) -> bool:
    """Let an order that was held go on; False when it was not."""
    order = hold(connection, order_id)
    if order.held_reason is None:
        return False
    change(connection, order_id, {"held_reason": None})
    facts = {"reason": order.held_reason}
    tell(connection, order_id, Event("released", actor, facts), now)
    if order.state == "paid":
        accept(connection, order_id, now)
    return True
