"""An order that a person keeps back, until a person lets it go on."""

from datetime import datetime

from sqlalchemy import Connection

from ledger.orders.errors import MoveRefused
from ledger.orders.held import hold
from ledger.orders.paid import keep_back
from ledger.orders.states import UNSENT

BY_HAND = "by_hand"
_MAY = UNSENT | {"pending"}


def keep_back_by_hand(
    connection: Connection, order_id: str, actor: str, now: datetime
) -> bool:
    """Send nothing of an order until a person has released it; False when it is held."""
    order = hold(connection, order_id)
    if order.held_reason is not None:
        return False
    if order.state not in _MAY:
        raise MoveRefused(
            f"order {order_id} is {order.state}: there is nothing to keep back",
            order_id=order_id,
            state=order.state,
        )
    keep_back(connection, order_id, BY_HAND, actor, now)
    return True
