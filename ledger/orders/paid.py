"""What follows when an order has its money: its state, and what is put to be done."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection

from ledger.orders.fraud import SUSPECTED, judge
from ledger.orders.held import Held, become, change, hold
from ledger.orders.outbox import accept
from ledger.orders.timeline import Event, tell


def become_paid(connection: Connection, order: Held, actor: str, now: datetime) -> bool:
    """Move an order to paid, and ask for all that follows; False where it is held."""
    order_id = order.order_id
    change(connection, order_id, {"expires_at": None, "cancel_reason": None})
    become(connection, order, "paid", Event("paid", actor), now)
    if order.held_reason is not None or _is_suspected(connection, order_id, now):
        return False
    accept(connection, order_id, now)
    return True


def _is_suspected(connection: Connection, order_id: str, now: datetime) -> bool:
    """Hold an order that shows too many signs of fraud."""
    verdict = judge(connection, order_id, now)
    if verdict.rules:
        signs = Event("judged", "clock", msgspec.structs.asdict(verdict))
        tell(connection, order_id, signs, now)
    if verdict.holds:
        keep_back(connection, order_id, SUSPECTED, "clock", now)
    return verdict.holds


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
