"""The tables of selling, with a comment per column; migrations/ builds them.

Codes with what they were used for, zones with what sending there costs, and the newest
rate of each pair of currencies.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Named, Table, TypedColumns

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class CouponColumns(TypedColumns):
    """One code, of a coupon or of a gift; never given out again once it has ended."""

    code: Named[str] = Column(primary_key=True, comment="In capitals, as it is told")
    kind: Named[str] = Column(comment="percent, amount, shipping or gift")
    percent_bp: Named[int | None] = Column(
        comment="What is taken off, in hundredths of a percent"
    )
    amount_minor: Named[int | None] = Column(
        Id, comment="What is taken off, or all that a gift holds"
    )
    currency: Named[str | None] = Column(
        comment="Of its amounts; the code holds in no other"
    )
    least_minor: Named[int] = Column(Id, comment="Goods of less do not use it")
    most_uses: Named[int | None] = Column(comment="So many orders may use it")
    most_per_buyer: Named[int | None] = Column(
        comment="So many orders of one e-mail address may use it"
    )
    uses: Named[int] = Column(Id, comment="Orders that use it")
    spent_minor: Named[int] = Column(Id, comment="What these orders had of it")
    valid_from: Named[datetime] = Column(UtcTime, comment="From when on it holds")
    valid_until: Named[datetime | None] = Column(UtcTime, comment="Until when, if ever")
    ended_at: Named[datetime | None] = Column(UtcTime, comment="When a person ended it")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was made")
    actor: Named[str] = Column(comment="Who made it")
    note: Named[str] = Column(comment="What for, in words")


coupons = Table(
    "coupons",
    METADATA,
    CouponColumns,
    CheckConstraint("uses >= 0 AND spent_minor >= 0", name="coupons_never_below_zero"),
    CheckConstraint("uses <= most_uses", name="coupons_most_uses"),
    CheckConstraint(
        "kind <> 'gift' OR spent_minor <= amount_minor", name="coupons_gift_spent"
    ),
    comment="Codes of coupons and gifts",
)


class CouponUseColumns(TypedColumns):
    """One order that uses a code."""

    order_id: Named[str] = Column(primary_key=True, comment="The order")
    code: Named[str] = Column(comment="Which code")
    buyer: Named[str] = Column(
        comment="SHA-256 of the buyer's e-mail address; empty once erased"
    )
    amount_minor: Named[int] = Column(Id, comment="What it took off the order")
    used_at: Named[datetime] = Column(UtcTime, comment="When the order was placed")
    freed_at: Named[datetime | None] = Column(
        UtcTime, comment="When the order ended unpaid or was cancelled"
    )


coupon_uses = Table(
    "coupon_uses", METADATA, CouponUseColumns, comment="Which order used which code"
)
Index("coupon_uses_code", coupon_uses.c.code, coupon_uses.c.buyer)


class ShippingZoneColumns(TypedColumns):
    """One zone: places to which sending costs the same."""

    zone_id: Named[int] = Column(Id, primary_key=True, comment="1, 2, 3")
    name: Named[str] = Column(comment="As the merchant calls it")
    places: Named[Any] = Column(
        JsonText,
        nullable=False,
        comment="Countries as DE, regions as CA-QC, EU, or * for all others",
    )
    set_at: Named[datetime] = Column(UtcTime, comment="When it was made")
    ended_at: Named[datetime | None] = Column(UtcTime, comment="When it was ended")
    actor: Named[str] = Column(comment="Who made it")


shipping_zones = Table(
    "shipping_zones",
    METADATA,
    ShippingZoneColumns,
    comment="Where is sent to",
    sqlite_autoincrement=True,
)


class ShippingRateColumns(TypedColumns):
    """One way of sending to one zone, for parcels of some weight."""

    rate_id: Named[int] = Column(Id, primary_key=True, comment="1, 2, 3")
    zone_id: Named[int] = Column(Id, comment="Its zone")
    name: Named[str] = Column(comment="As buyers read it")
    amount_minor: Named[int] = Column(Id, comment="What it costs")
    currency: Named[str] = Column(comment="Of its amounts")
    from_g: Named[int] = Column(Id, comment="Parcels of this weight, in grams, or more")
    to_g: Named[int | None] = Column(Id, comment="And of less than this one, if any")
    free_from_minor: Named[int | None] = Column(
        Id, comment="Goods of so much or more are sent for nothing"
    )
    days_least: Named[int | None] = Column(comment="So many days it is on its way")
    days_most: Named[int | None] = Column(
        comment="At most so many; none where not known"
    )
    set_at: Named[datetime] = Column(UtcTime, comment="When it was made")
    ended_at: Named[datetime | None] = Column(UtcTime, comment="When it was ended")
    actor: Named[str] = Column(comment="Who made it")


shipping_rates = Table(
    "shipping_rates",
    METADATA,
    ShippingRateColumns,
    comment="What sending costs",
    sqlite_autoincrement=True,
)
Index("shipping_rates_zone_id", shipping_rates.c.zone_id)


class ExchangeRateColumns(TypedColumns):
    """The newest rate of one pair; the lake has all of them."""

    base: Named[str] = Column(primary_key=True, comment="Prices in this currency")
    quote: Named[str] = Column(primary_key=True, comment="Are paid in this one")
    rate_pico: Named[int] = Column(
        Id, comment="What one unit of base gives of quote, in trillionths"
    )
    day: Named[str] = Column(comment="The day of the rate, as 2026-11-20")
    source: Named[str] = Column(comment="The bank that published it")
    set_at: Named[datetime] = Column(UtcTime, comment="When the ledger took it in")


exchange_rates = Table(
    "exchange_rates",
    METADATA,
    ExchangeRateColumns,
    comment="What prices are turned into other currencies by",
)
