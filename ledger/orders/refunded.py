r"""What a gateway says of a refund that it was asked for.

    asked --> done --> failed
      \------------------^        a bank may send back what the gateway called done

What failed is there to be asked for again; a person sees to it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from ledger.orders.errors import RefundUnknown
from ledger.orders.gone import money_is_gone
from ledger.orders.held import Held, hold
from ledger.orders.invoices import credit, reverse_credit
from ledger.orders.losses import book_losses
from ledger.orders.outbox import put_mail, put_shop_event
from ledger.orders.paid import keep_back
from ledger.orders.paytables import refunds
from ledger.orders.refundlines import Back, give_line
from ledger.orders.refunds import RefundState
from ledger.orders.refundsums import take_sum
from ledger.orders.timeline import Event, tell

# Each wins over those before it, so that what is said may come in any order.
_RANKS: dict[str, int] = {"asked": 0, "done": 1, "failed": 2}


class RefundFacts(msgspec.Struct, frozen=True):
    """What a gateway says of one refund, and what it calls it."""

    refund_id: str
    state: RefundState
    reference: str | None = None


def settle_refund(connection: Connection, said: RefundFacts, now: datetime) -> bool:
    """Heed the facts of a refund; False where they are nothing new."""
    order_id = connection.scalar(_ORDER_OF, {"of": said.refund_id})
    if order_id is None:
        raise RefundUnknown(
            f"there is no refund {said.refund_id}", refund_id=said.refund_id
        )
    order = hold(connection, order_id)
    row = connection.execute(_STORED, {"of": said.refund_id}).one()
    named = said.reference or row.reference
    if _RANKS[said.state] <= _RANKS[row.state]:
        if named != row.reference:
            connection.execute(_CHANGE, {"of": said.refund_id, "reference": named})
        return False
    values = {"state": said.state, "reference": named, "updated_at": now}
    connection.execute(_CHANGE, {"of": said.refund_id, **values})
    facts = {"refund_id": said.refund_id, "amount_minor": row.amount_minor}
    if said.state == "done":
        _done(connection, order, facts, now)
        return True
    tell(connection, order_id, Event("refund_failed", "gateway", facts), now)
    if row.state == "done":
        put_shop_event(connection, order_id, "refund", now)
        put_mail(connection, order_id, "refund_failed", now, facts)
    for back in msgspec.convert(row.lines, tuple[Back, ...]):
        give_line(connection, order_id, back)
    take_sum(connection, row.payment_id, order, -row.amount_minor)
    book_losses(connection, order_id, now)
    keep_back(connection, order_id, "refund_failed", "gateway", now)
    reverse_credit(connection, order_id, said.refund_id, now)
    return True


def _done(
    connection: Connection, order: Held, facts: Mapping[str, Any], now: datetime
) -> None:
    order_id = order.order_id
    tell(connection, order_id, Event("refund_done", "gateway", facts), now)
    money_is_gone(connection, order, now)
    put_mail(connection, order_id, "order_refunded", now, facts)
    # Last, as its numbers are what all transactions wait for.
    credit(connection, order_id, now)


_of = refunds.c.refund_id == bindparam("of")
_ORDER_OF = select(refunds.c.order_id).where(_of)
_STORED = select(refunds).where(_of)
_CHANGE = update(refunds).where(_of)
