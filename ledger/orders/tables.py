"""The tables of orders, with a comment per column; migrations/ builds them.

Money is whole minor units. What is append-only (moves of stock, events of an order) is
guarded by triggers, what may never be exceeded (stock, what was paid) by checks.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class StockColumns(TypedColumns):
    """How much there is of one sku; what has no row is not counted."""

    sku: Named[str] = Column(primary_key=True, comment="As customers see it")
    on_hand: Named[int | None] = Column(
        Id, comment="Pieces that nobody has ordered; none while they are not counted"
    )
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


stock = Table(
    "stock",
    METADATA,
    StockColumns,
    CheckConstraint("on_hand >= 0", name="stock_never_below_zero"),
    comment="Pieces at hand of what is counted",
)


class StockMoveColumns(TypedColumns):
    """One change of one sku's stock; of a counted sku they add up to on_hand."""

    move_id: Named[int] = Column(Id, primary_key=True, comment="In order of time")
    sku: Named[str] = Column(comment="Of what")
    delta: Named[int] = Column(
        Id, comment="Pieces that came, less than 0 when they left"
    )
    order_id: Named[str | None] = Column(comment="The order that took or gave them")
    reason: Named[str] = Column(
        comment="counted, uncounted, ordered, cancelled, expired, refunded or returned"
    )
    moved_at: Named[datetime] = Column(UtcTime, comment="When")
    actor: Named[str] = Column(comment="Who: buyer, gateway, clock or a user's name")


stock_moves = Table(
    "stock_moves",
    METADATA,
    StockMoveColumns,
    comment="Every change of stock; triggers refuse every change of a written row",
    sqlite_autoincrement=True,
)
Index("stock_moves_sku", stock_moves.c.sku)
Index("stock_moves_order_id", stock_moves.c.order_id)


class OrderColumns(TypedColumns):
    """One order, from its placing on, paid or not."""

    number: Named[int] = Column(
        Id, primary_key=True, comment="As people say it; grows, may leave some out"
    )
    order_id: Named[str] = Column(comment="Its key everywhere; sorts by time")
    key: Named[str] = Column(
        comment="The key of the submit: the same twice is one order"
    )
    asked_digest: Named[str] = Column(
        comment="SHA-256 of what was asked under that key"
    )
    token_hash: Named[str] = Column(
        comment="SHA-256 of the token that opens its page for the buyer"
    )
    state: Named[str] = Column(
        comment="pending, paid, placed, shipped, delivered, cancelled, returned or"
        " refunded"
    )
    held_reason: Named[str | None] = Column(
        comment="Why nothing is sent until a person has looked; none while it goes on"
    )
    cancel_reason: Named[str | None] = Column(
        comment="expired, or why somebody cancelled it"
    )
    currency: Named[str] = Column(comment="Of all amounts")
    goods_minor: Named[int] = Column(Id, comment="All lines before the discount")
    discount_minor: Named[int] = Column(Id, comment="Taken off the lines")
    shipping_minor: Named[int] = Column(Id, comment="With tax where prices have it")
    shipping_tax: Named[Any] = Column(
        JsonText, nullable=False, comment="The taxes on shipping, as on a line"
    )
    tax_minor: Named[int] = Column(Id, comment="All taxes, that on shipping too")
    total_minor: Named[int] = Column(Id, comment="What is to be paid")
    prices_include_tax: Named[bool] = Column(
        comment="Whether prices and shipping have the tax within them"
    )
    paid_minor: Named[int] = Column(Id, comment="What came in")
    refunded_minor: Named[int] = Column(
        Id, comment="What went back or was asked back; never more than was paid"
    )
    email: Named[str] = Column(comment="Of the buyer; empty once erased")
    language: Named[str] = Column(comment="The buyer's, for mails")
    ship_to: Named[Any] = Column(JsonText, nullable=False, comment="Address, as JSON")
    bill_to: Named[Any] = Column(JsonText, nullable=False, comment="Address, as JSON")
    country: Named[str] = Column(comment="Whose taxes were asked, as two letters")
    region: Named[str] = Column(comment="Of that country, where taxes differ; or empty")
    evidence: Named[Any] = Column(
        JsonText,
        nullable=False,
        comment="Which signs showed which country, as JSON; no address",
    )
    coupon: Named[str | None] = Column(comment="The code behind the discount")
    exchange: Named[Any] = Column(
        JsonText,
        nullable=False,
        server_default="null",
        comment="The rate and its day, as JSON, where prices were in another currency",
    )
    visitor: Named[str | None] = Column(
        comment="Pseudonym of a buyer who agreed to be counted"
    )
    placed_at: Named[datetime] = Column(UtcTime, comment="When it was submitted")
    expires_at: Named[datetime | None] = Column(
        UtcTime, comment="When its pieces go back unless it is paid"
    )
    accepted_at: Named[datetime | None] = Column(
        UtcTime, comment="When mail, grants and suppliers were asked for, once"
    )


# Numbers are never reused: people have them on paper.
orders = Table(
    "orders",
    METADATA,
    OrderColumns,
    UniqueConstraint("order_id", name="orders_order_id"),
    UniqueConstraint("key", name="orders_key"),
    UniqueConstraint("token_hash", name="orders_token_hash"),
    CheckConstraint("refunded_minor <= paid_minor", name="orders_refunded_of_paid"),
    comment="What was ordered, paid and sent",
    sqlite_autoincrement=True,
)
_expiring = orders.c.expires_at.is_not(None)
Index(
    "orders_expires_at",
    orders.c.expires_at,
    sqlite_where=_expiring,
    postgresql_where=_expiring,
)
_held = orders.c.held_reason.is_not(None)
Index("orders_held", orders.c.number, sqlite_where=_held, postgresql_where=_held)


class OrderLineColumns(TypedColumns):
    """One sku of one order, as it was sold; it stays so whatever the shop says later."""

    order_id: Named[str] = Column(primary_key=True, comment="Its order")
    line: Named[int] = Column(primary_key=True, autoincrement=False, comment="1, 2, 3")
    sku: Named[str] = Column(comment="What was sold")
    title: Named[str] = Column(comment="Under which name")
    kind: Named[str] = Column(comment="physical or digital")
    edition: Named[str | None] = Column(comment="Which edition of a digital one")
    quantity: Named[int] = Column(Id, comment="Pieces")
    unit_minor: Named[int] = Column(Id, comment="The price of one piece")
    discount_minor: Named[int] = Column(Id, comment="Its share of the order's discount")
    tax_minor: Named[int] = Column(Id, comment="All taxes of the line")
    tax: Named[Any] = Column(
        JsonText, nullable=False, comment="Each tax: name, rate, base and amount"
    )
    total_minor: Named[int] = Column(Id, comment="What is paid for the line")
    price_version: Named[int] = Column(
        Id, comment="The price version that it was sold at"
    )
    returned_quantity: Named[int] = Column(Id, comment="Pieces that came back")
    refunded_quantity: Named[int] = Column(Id, comment="Pieces whose money went back")
    refunded_minor: Named[int] = Column(Id, comment="What went back for them")


order_lines = Table(
    "order_lines",
    METADATA,
    OrderLineColumns,
    CheckConstraint("returned_quantity <= quantity", name="order_lines_returned"),
    CheckConstraint("refunded_quantity <= quantity", name="order_lines_refunded"),
    comment="What each order holds",
)
Index("order_lines_sku", order_lines.c.sku)


class OrderEventColumns(TypedColumns):
    """One thing that befell an order; it names nobody but by a number."""

    order_id: Named[str] = Column(primary_key=True, comment="Its order")
    seq: Named[int] = Column(
        primary_key=True, autoincrement=False, comment="1, 2, 3 without a gap"
    )
    happened_at: Named[datetime] = Column(UtcTime, comment="When")
    kind: Named[str] = Column(comment="What, as paid or refund_asked")
    actor: Named[str] = Column(comment="Who: buyer, gateway, clock or a user's name")
    facts: Named[Any] = Column(JsonText, nullable=False, comment="Details, as JSON")


order_events = Table(
    "order_events",
    METADATA,
    OrderEventColumns,
    comment="The story of each order; triggers refuse every change of a written row",
)
