r"""A buyer's bank takes a payment back: the order waits for a person until that is decided.

    open --> won     the order goes on, if it waited for this alone
      \----> lost    the money is gone: it stands among the refunds, as one that is done

What was to be sent is not sent meanwhile. Messages may come as often and in whatever order
they like: lost wins over won, won over open.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from ledger.orders.errors import PaymentUnknown
from ledger.orders.heard import is_known, note
from ledger.orders.held import Held, hold
from ledger.orders.losses import book_losses
from ledger.orders.paid import keep_back, release
from ledger.orders.paytables import payments
from ledger.orders.risktables import disputes
from ledger.orders.timeline import Event, tell

DISPUTED = "dispute"
DisputeState = Literal["open", "won", "lost"]
_RANKS = {"": -1, "open": 0, "won": 1, "lost": 2}


class DisputeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway says of one dispute; `reference` is the payment's."""

    provider: str
    reference: str
    dispute: str
    state: DisputeState
    amount_minor: int
    currency: str
    reason: str = ""
    answer_by: datetime | None = None
    event_id: str | None = None
    kind: str = "dispute"
    created_at: datetime | None = None


def settle_dispute(connection: Connection, said: DisputeFacts, now: datetime) -> bool:
    """Heed the facts of a dispute; False where they are nothing new."""
    of = {"who": said.provider, "name": said.reference}
    found = connection.execute(_PAYMENT, of).one_or_none()
    if found is None:
        raise PaymentUnknown(
            f"{said.provider} speaks of a dispute about a payment {said.reference} that is"
            " not known here, or not yet",
            reference=said.reference,
        )
    order = hold(connection, found.order_id)
    if is_known(connection, said):
        return False
    is_news = _heed(connection, order, found.payment_id, said, now)
    note(connection, said, "noted" if is_news else "unchanged", now)
    return is_news


def disputes_of(connection: Connection, order_id: str) -> Sequence[Mapping[str, Any]]:
    """Return the disputes of an order, the first first."""
    rows = connection.execute(_OF_ORDER, {"of": order_id}).mappings()
    return [dict(row) for row in rows]


def is_disputed(connection: Connection, order_id: str) -> bool:
    """Tell whether a bank took money of an order back, or may do so yet."""
    return any(one["state"] != "won" for one in disputes_of(connection, order_id))


def _heed(
    connection: Connection,
    order: Held,
    payment_id: str,
    said: DisputeFacts,
    now: datetime,
) -> bool:
    key = {"who": said.provider, "name": said.dispute}
    before = connection.scalar(_STATE, key) or ""
    if _RANKS[said.state] <= _RANKS[before]:
        return False
    if before:
        connection.execute(_CHANGE, key | {"state": said.state, "updated_at": now})
    else:
        connection.execute(_NEW, _row(order, payment_id, said, now))
    facts = {"amount_minor": said.amount_minor, "currency": said.currency}
    event = Event(f"dispute_{said.state}", "gateway", facts | {"why": said.reason})
    tell(connection, order.order_id, event, now)
    _follow(connection, order, said, now)
    return True


def _follow(
    connection: Connection, order: Held, said: DisputeFacts, now: datetime
) -> None:
    """Hold the order, let it go on, or write the loss down."""
    order_id = order.order_id
    if said.state == "won":
        if order.held_reason == DISPUTED and not is_disputed(connection, order_id):
            release(connection, order_id, "gateway", now)
        return
    if order.held_reason is None:
        keep_back(connection, order_id, DISPUTED, "gateway", now)
    if said.state == "lost":
        book_losses(connection, order_id, now)


def _row(
    order: Held, payment_id: str, said: DisputeFacts, now: datetime
) -> dict[str, Any]:
    return {
        "provider": said.provider,
        "reference": said.dispute,
        "order_id": order.order_id,
        "payment_id": payment_id,
        "amount_minor": said.amount_minor,
        "currency": said.currency,
        "reason": said.reason,
        "state": said.state,
        "due_at": said.answer_by,
        "lost_minor": 0,
        "opened_at": said.created_at or now,
        "updated_at": now,
    }


_PAYMENT = select(payments.c.order_id, payments.c.payment_id).where(
    payments.c.provider == bindparam("who"), payments.c.reference == bindparam("name")
)
_one = (
    disputes.c.provider == bindparam("who"),
    disputes.c.reference == bindparam("name"),
)
_STATE = select(disputes.c.state).where(*_one)
_NEW = insert(disputes)
_CHANGE = update(disputes).where(*_one)
_OF_ORDER = (
    select(disputes)
    .where(disputes.c.order_id == bindparam("of"))
    .order_by(disputes.c.opened_at, disputes.c.reference)
)
