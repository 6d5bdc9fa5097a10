"""Orders of every kind for a console to show: unpaid, held, sent, back, given back."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from order_desk import PRICES, Desk, piece, shelve, wish
from sqlalchemy import Connection

from ledger.open import open_ledger
from ledger.orders import closing, moving, stock
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.supplierorders import begin_supply
from ledger.orders.suppliers import Supplier, Supply, add_supplier, supply
from ledger.orders.wish import Buyer
from ledger.prices import Cost, reprice
from ledger.rules import Rule, set_rule
from ledger.selling import coupons
from ledger.selling.coupons import Coupon
from ledger.selling.zones import Rate, add_rate, add_zone

HOSTILE = (
    '<img src=x onerror="window.__ran = 1"> pot-with-a-very-long-name' + "-more" * 30
)


def buyer(name: str) -> Buyer:
    """Return a buyer of that name: many orders of one in a day look like fraud."""
    one = wish("any").buyer
    return msgspec.structs.replace(one, email=f"{name}@buyer.test")


def fill_home(home: Path) -> None:
    """Put orders, prices, codes, zones and suppliers into the ledger of `home`."""
    now = datetime.now(UTC)
    with open_ledger(home) as ledger, ledger.write() as connection:
        made = fill(connection, now)
        _sell(connection, now)
        begin_supply(connection, made["paid"], 1, now)


def _sell(connection: Connection, now: datetime) -> None:
    costs = [
        Cost(sku, "kitchen/pots", minor * 3 // 4, "EUR", "in_stock", now)
        for sku, minor in PRICES.items()
    ]
    reprice(connection, costs, now, 2_000)
    rule = Rule("category", "kitchen/pots", markup_bp=3_000, note=HOSTILE)
    set_rule(connection, rule, now)
    stock.count(connection, "HV-LID", 0, "user 1", now)
    gift = Coupon(
        code="GIFT26", kind="gift", amount_minor=50, currency="EUR", valid_from=now
    )
    coupons.add(connection, gift, "user 1", now)
    zone = add_zone(connection, "Europe", ["EU", "CH"], "user 1", now)
    parcel = Rate(zone_id=zone.zone_id, name="Parcel", amount_minor=490, currency="EUR")
    add_rate(connection, parcel, "user 1", now)
    acme = add_supplier(connection, Supplier(name=HOSTILE, contact="a@b.c"), now)
    has = Supply(
        sku="HV-LID", supplier_id=acme.supplier_id, cost_minor=300, currency="EUR"
    )
    supply(connection, has, now)


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
