"""The tables of who supplies what is sold, and of what was ordered there."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from ledger.columns import Id, UtcTime
from ledger.tables import METADATA


class SupplierColumns(TypedColumns):
    """One who sends what the shop has sold."""

    supplier_id: Named[int] = Column(Id, primary_key=True, comment="1, 2, 3")
    name: Named[str] = Column(comment="As people call it; nobody else has it")
    contact: Named[str] = Column(comment="Where to order: an address or a page")
    days_from: Named[int | None] = Column(comment="Days until it arrives, at least")
    days_to: Named[int | None] = Column(comment="Days until it arrives, at most")
    active: Named[bool] = Column(comment="Whether anything new is ordered there")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


suppliers = Table(
    "suppliers",
    METADATA,
    SupplierColumns,
    UniqueConstraint("name", name="suppliers_name"),
    comment="Who sends what is sold",
    sqlite_autoincrement=True,
)


class SupplyColumns(TypedColumns):
    """One sku at one supplier, and what a piece costs there."""

    sku: Named[str] = Column(primary_key=True, comment="What is sold")
    supplier_id: Named[int] = Column(
        Id, primary_key=True, autoincrement=False, comment="Who has it"
    )
    rank: Named[int] = Column(comment="1 is asked first, 2 when it cannot, and so on")
    cost_minor: Named[int] = Column(Id, comment="What one piece costs there")
    currency: Named[str] = Column(comment="Of that cost")
    their_sku: Named[str] = Column(comment="What it is called there; may be empty")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


supplies = Table(
    "supplies",
    METADATA,
    SupplyColumns,
    CheckConstraint("cost_minor >= 0", name="supplies_cost"),
    comment="Where each sku can be ordered, and at which cost",
)


class SupplierOrderColumns(TypedColumns):
    """One line of an order as one supplier is asked for it."""

    supplier_order_id: Named[int] = Column(Id, primary_key=True, comment="1, 2, 3")
    order_id: Named[str] = Column(comment="For which order")
    line: Named[int] = Column(comment="For which line of it")
    attempt: Named[int] = Column(comment="1; 2 is the back-up's, and so on")
    supplier_id: Named[int | None] = Column(
        Id, comment="Who is to send it; none while a person has to find somebody"
    )
    quantity: Named[int] = Column(Id, comment="Pieces")
    cost_minor: Named[int | None] = Column(Id, comment="What all pieces cost")
    currency: Named[str | None] = Column(comment="Of that cost")
    state: Named[str] = Column(
        comment="wanted, ordered, shipped, delivered, failed, to_cancel or cancelled"
    )
    reference: Named[str | None] = Column(comment="The supplier's number of it")
    carrier: Named[str | None] = Column(comment="Who carries it")
    tracking: Named[str | None] = Column(comment="The carrier's number of it")
    why: Named[str | None] = Column(comment="Why it failed, in words")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was wanted")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


supplier_orders = Table(
    "supplier_orders",
    METADATA,
    SupplierOrderColumns,
    UniqueConstraint("order_id", "line", "attempt", name="supplier_orders_attempt"),
    CheckConstraint("cost_minor >= 0", name="supplier_orders_cost"),
    comment="What is ordered at suppliers, a row for each line and attempt",
    sqlite_autoincrement=True,
)
Index("supplier_orders_state", supplier_orders.c.state)
