"""The tables of invoices and credit notes; migrations/ builds them.

What was issued is never changed: triggers refuse it, but for the buyer's address, which
may be emptied when the law asks for it no longer.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, Table, TypedColumns, UniqueConstraint

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class SellerColumns(TypedColumns):
    """Who sells, as invoices say it; one row."""

    seller_id: Named[int] = Column(
        Id, primary_key=True, autoincrement=False, comment="Always 1"
    )
    said: Named[Any] = Column(
        JsonText, nullable=False, comment="Name, address and tax numbers, as JSON"
    )
    changed_at: Named[datetime] = Column(UtcTime, comment="When it was last said")


seller = Table("seller", METADATA, SellerColumns, comment="Who sells, for invoices")


class SeriesColumns(TypedColumns):
    """One run of numbers without a gap: invoices of a year, or credit notes of one."""

    series: Named[str] = Column(primary_key=True, comment="As 2026, or C2026")
    last: Named[int] = Column(Id, comment="The number that was given last")
    last_at: Named[datetime] = Column(UtcTime, comment="The day that it bears")


invoice_series = Table(
    "invoice_series", METADATA, SeriesColumns, comment="Which number comes next"
)


class InvoiceColumns(TypedColumns):
    """One invoice, credit note or reversal of one, as it was issued."""

    number: Named[str] = Column(primary_key=True, comment="As people say it")
    kind: Named[str] = Column(comment="invoice, credit_note or reversal")
    series: Named[str] = Column(comment="In which run of numbers")
    seq: Named[int] = Column(Id, comment="1, 2, 3 without a gap in its series")
    order_id: Named[str] = Column(comment="Of which order")
    source_id: Named[str] = Column(
        comment="What it is for, once a kind: the order, or the refund"
    )
    issued_at: Named[datetime] = Column(UtcTime, comment="The day that it bears")
    currency: Named[str] = Column(comment="Of all amounts")
    total_minor: Named[int] = Column(Id, comment="What it comes to, with taxes")
    tax_minor: Named[int] = Column(Id, comment="The taxes in it")
    said: Named[Any] = Column(
        JsonText, nullable=False, comment="All that it says but the buyer, as JSON"
    )
    buyer: Named[Any] = Column(
        JsonText, nullable=False, comment="The buyer's name and address, as JSON"
    )
    digest: Named[str] = Column(comment="SHA-256 of what it said, and to whom")


invoices = Table(
    "invoices",
    METADATA,
    InvoiceColumns,
    UniqueConstraint("series", "seq", name="invoices_series_seq"),
    UniqueConstraint("kind", "source_id", name="invoices_source"),
    comment="Invoices and credit notes; triggers refuse every change but of the buyer",
)
Index("invoices_order_id", invoices.c.order_id)
