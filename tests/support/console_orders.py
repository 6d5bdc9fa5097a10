"""Orders of every kind for a console to show: unpaid, held, sent, back, given back."""

from datetime import datetime

import msgspec
from order_desk import Desk, piece, shelve, wish
from sqlalchemy import Connection

from ledger.orders import closing, moving
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.wish import Buyer

HOSTILE = (
    '<img src=x onerror="window.__ran = 1"> pot-with-a-very-long-name' + "-more" * 30
)


def buyer(name: str) -> Buyer:
    """Return a buyer of that name: many orders of one in a day look like fraud."""
    one = wish("any").buyer
    return msgspec.structs.replace(one, email=f"{name}@buyer.test")


def fill(connection: Connection, now: datetime) -> dict[str, str]:
    """Put orders into a ledger; return their keys by what they are."""
    shelve(connection, now)
    desk = Desk(connection, now)
    made = {
        "unpaid": desk.place(
            "unpaid", piece("HV-LID", title=HOSTILE), buyer=buyer("unpaid")
        ).order_id,
        "paid": desk.paid(
            "paid", piece("HV-LID", 3), piece("HV-PAN"), buyer=buyer("ann")
        ).order_id,
        "digital": desk.paid(
            "digital", piece("HV-BOOK"), buyer=buyer("digital")
        ).order_id,
    }
    held = desk.place("held", piece("HV-LID"), buyer=buyer("held"))
    desk.pay(held.order_id, "pi_held", amount_minor=1)
    made["held"] = held.order_id
    for name, steps in (
        ("placed", ("placed",)),
        ("shipped", ("placed", "shipped")),
        ("delivered", ("placed", "shipped", "delivered")),
    ):
        made[name] = desk.paid(name, piece("HV-LID", 2), buyer=buyer(name)).order_id
        for step in steps:
            facts = (
                {"carrier": "DHL", "tracking": "JD0002"} if step == "shipped" else {}
            )
            moving.move(connection, made[name], step, ("user 1", facts), now)  # type: ignore[arg-type]
    moving.take_back(connection, made["delivered"], {1: 2}, "user 1", now)
    made["returned"] = made.pop("delivered")
    made["cancelled"] = desk.place("cancelled", buyer=buyer("cancelled")).order_id
    closing.cancel(connection, made["cancelled"], "no longer wanted", "user 1", now)
    wish = RefundWish(
        key="part",
        order_id=made["shipped"],
        actor="user 1",
        reason=HOSTILE,
        lines=(Back(1, 1),),
    )
    refund(connection, wish, now)
    return made
