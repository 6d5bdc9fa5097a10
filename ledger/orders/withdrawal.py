"""The buyer's right to withdraw (Directive 2011/83/EU): what of an order it holds for.

    nothing sent yet     the whole order is cancelled, and its money asked back
    sent, or in part     it is told in the order's story: a person takes the things back

It ends 14 days after the day of delivery; while nobody knows that day, it goes on. What
is downloaded has none: its buyers agreed to that before they ordered.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection

from ledger.orders.closing import cancel
from ledger.orders.errors import MoveRefused
from ledger.orders.held import hold
from ledger.orders.outbox import put_mail
from ledger.orders.show import Whole, whole
from ledger.orders.states import UNSENT
from ledger.orders.timeline import Event, tell

WITHDRAWN = "withdrawn"
DAYS = 14
# The EU, and those of the EEA and the United Kingdom, where the same holds.
COUNTRIES = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR"),
        *("HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO"),
        *("SE", "SI", "SK", "IS", "LI", "NO", "GB"),
    }
)
_HELD_FOR = frozenset({"paid", "placed", "shipped", "delivered", "returned"})


class Left(msgspec.Struct, frozen=True):
    """One line that can be withdrawn from, and how many pieces of it."""

    line: int
    title: str
    quantity: int


def withdrawable(found: Whole, now: datetime) -> tuple[Left, ...]:
    """Return what of an order the right still holds for."""
    order = found.order
    if order["country"] not in COUNTRIES or order["state"] not in _HELD_FOR:
        return ()
    if _is_over(found, now):
        return ()
    gone = _withdrawn(found)
    left = (
        Left(line["line"], line["title"], _open(line, gone.get(line["line"], 0)))
        for line in found.lines
        if line["kind"] == "physical"
    )
    return tuple(one for one in left if one.quantity > 0)


def withdraw(
    connection: Connection, order_id: str, lines: Mapping[int, int], now: datetime
) -> None:
    """Withdraw from so many pieces of each line; more than there are is refused."""
    hold(connection, order_id)
    found = whole(connection, order_id)
    left = withdrawable(found, now) if found else ()
    open_ = {one.line: one.quantity for one in left}
    asked = {line: count for line, count in lines.items() if count}
    if not asked or any(not 0 < n <= open_.get(line, 0) for line, n in asked.items()):
        raise MoveRefused(
            f"order {order_id} has no such pieces that could be withdrawn from",
            order_id=order_id,
        )
    facts = {"lines": {str(line): count for line, count in sorted(asked.items())}}
    tell(connection, order_id, Event(WITHDRAWN, "buyer", facts), now)
    told = {**facts, "received_at": now.isoformat()}
    put_mail(connection, order_id, "withdrawal_received", now, told)
    if found and _is_all_unsent(found, asked):
        cancel(connection, order_id, WITHDRAWN, "buyer", now)


def _is_over(found: Whole, now: datetime) -> bool:
    days = [
        event["happened_at"] for event in found.events if event["kind"] == "delivered"
    ]
    if not days:
        return False
    last = max(days).date() + timedelta(days=DAYS)
    # The day of delivery is not counted, and the last one goes to its end, wherever in
    # the EU it ends last.
    return now - timedelta(hours=12) >= datetime.combine(
        last + timedelta(days=1), datetime.min.time(), tzinfo=now.tzinfo
    )


def _withdrawn(found: Whole) -> dict[int, int]:
    gone: dict[int, int] = {}
    for event in found.events:
        if event["kind"] == WITHDRAWN:
            for line, count in event["facts"]["lines"].items():
                gone[int(line)] = gone.get(int(line), 0) + count
    return gone


def _open(line: Mapping[str, int], withdrawn: int) -> int:
    back = max(withdrawn, line["returned_quantity"], line["refunded_quantity"])
    return line["quantity"] - back


def _is_all_unsent(found: Whole, asked: Mapping[int, int]) -> bool:
    """Say whether nothing of it was sent or downloaded, and all of it is withdrawn."""
    is_all = {one["line"]: one["quantity"] for one in found.lines} == dict(asked)
    return is_all and found.order["state"] in UNSENT
