"""The table of carts; a migration of the same name builds it.

A cart is always read and changed whole, so its lines are one value of one row.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, Table, TypedColumns

from ledger.columns import JsonText, UtcTime
from ledger.tables import METADATA


class CartColumns(TypedColumns):
    """What one visitor, or one program, has put together."""

    cart_hash: Named[str] = Column(
        primary_key=True, comment="SHA-256 of the cart's name, which alone opens it"
    )
    lines: Named[Any] = Column(
        JsonText,
        nullable=False,
        comment="Sku, pieces, and the price at which it was put in, as JSON",
    )
    coupon: Named[str | None] = Column(comment="The code that was typed")
    country: Named[str | None] = Column(comment="Where it is to go, as two letters")
    order_id: Named[str | None] = Column(
        comment="The order that was last made of it; none once that is paid"
    )
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")
    expires_at: Named[datetime] = Column(UtcTime, comment="When it is forgotten")


carts = Table(
    "carts", METADATA, CartColumns, comment="What is put together before an order"
)
Index("carts_expires_at", carts.c.expires_at)
