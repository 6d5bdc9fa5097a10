"""The kind of work `shop_event`: what befell an order goes into the shop's event files.

It may be done again after a kill; the lake takes each fact once (storefront/events).
"""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jobs.figures.orderevents import accepted, checkout, earned, refunded
from jobs.work.kinds import Kind, LastingError, Task
from ledger.affiliate.moves import moves_of
from ledger.open import Ledger
from ledger.orders.errors import OrderUnknown
from ledger.orders.sold import given_back, sold
from storefront.events.event import Event, OrderKind
from storefront.events.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

NAME = "shop_event"


class _Said(msgspec.Struct, frozen=True):
    """What the row of work says."""

    kind: OrderKind
    order_id: str = ""
    conversion_id: str = ""


def shop_event_kind(home: Path, ledger: Ledger, payment_percent: float) -> Kind:
    """Return the kind; its files are opened by the first event."""
    files = Segments(home, lambda: datetime.now(UTC))

    def tell(task: Task) -> None:
        said = _said(task)
        with ledger.read() as connection:
            events = _events(connection, said, payment_percent)
        if events:
            files.append_safely(events)

    return Kind(NAME, tell, limit_s=60.0)


def _said(task: Task) -> _Said:
    try:
        return msgspec.convert(task.payload, _Said)
    except msgspec.ValidationError as error:
        raise LastingError(f"{NAME} {task.number} names no event: {error}") from error


def _events(
    connection: "Connection", said: _Said, payment_percent: float
) -> list[Event]:
    if said.kind == "commission":
        return earned(moves_of(connection, said.conversion_id))
    try:
        order = sold(connection, said.order_id)
    except OrderUnknown as error:
        raise LastingError(str(error)) from error
    of: dict[str, Callable[[], list[Event]]] = {
        "checkout": partial(checkout, order),
        "order": partial(accepted, order, payment_percent),
        "refund": lambda: refunded(order, given_back(connection, said.order_id)),
    }
    return of[said.kind]()
