"""What is to be done because of an order: rows of work in its own transaction.

    mail {template, order_id, language}   grant {order_id, line}   shop_event {kind, order_id}
    refund {refund_id}                    supplier_order {order_id, line}

One key an order and kind: mails go out in their order, and one that cannot be sent holds
up no download.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from ledger.orders.invoices import issue_invoice
from ledger.orders.tables import order_lines, orders
from ledger.work import ATTEMPTS, Work, put

# With waits of half an hour to an hour: a mail server may be away for a day.
_MAIL_TRIES = 60


def put_work(
    connection: Connection,
    order_id: str,
    kind: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Put one piece of work for an order."""
    tries = _MAIL_TRIES if kind == "mail" else ATTEMPTS
    key = f"order:{order_id}:{kind}"
    put(connection, Work(kind, dict(payload), key, max_attempts=tries), now)


def put_mail(
    connection: Connection,
    order_id: str,
    template: str,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Put a mail to the buyer; `more` is what it has to say beside the order."""
    language = connection.scalar(_LANGUAGE, {"of": order_id})
    mail = {"template": template, "order_id": order_id, "language": language}
    put_work(connection, order_id, "mail", mail | dict(more or {}), now)


def put_shop_event(
    connection: Connection, order_id: str, kind: str, now: datetime
) -> None:
    """Put what the shop's figures count: checkout, order or refund."""
    event = {"kind": kind, "order_id": order_id}
    put_work(connection, order_id, "shop_event", event, now)


def accept(connection: Connection, order_id: str, now: datetime) -> bool:
    """Put what a paid order asks for, once; False where that was done before."""
    if connection.execute(_ACCEPT, {"of": order_id, "at": now}).rowcount != 1:
        return False
    put_mail(connection, order_id, "order_paid", now)
    for line, kind in connection.execute(_LINES, {"of": order_id}).all():
        work = "grant" if kind == "digital" else "supplier_order"
        put_work(connection, order_id, work, {"order_id": order_id, "line": line}, now)
    put_shop_event(connection, order_id, "order", now)
    # Last, as its numbers are what all transactions wait for.
    issue_invoice(connection, order_id, now)
    return True


_LANGUAGE = select(orders.c.language).where(orders.c.order_id == bindparam("of"))
_LINES = (
    select(order_lines.c.line, order_lines.c.kind)
    .where(order_lines.c.order_id == bindparam("of"))
    .order_by(order_lines.c.line)
)
_ACCEPT = (
    update(orders)
    .where(orders.c.order_id == bindparam("of"), orders.c.accepted_at.is_(None))
    .values(accepted_at=bindparam("at", type_=orders.c.accepted_at.type))
)
