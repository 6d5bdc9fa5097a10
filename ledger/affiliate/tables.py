"""The tables of what networks pay, with a comment per column; migrations/ builds them."""

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


class ConversionColumns(TypedColumns):
    """One sale or lead that a network pays for, as it was last heard of."""

    conversion_id: Named[str] = Column(primary_key=True, comment="Sorts by time")
    network: Named[str] = Column(comment="Who pays")
    reference: Named[str] = Column(comment="What the network calls it")
    programme: Named[str] = Column(
        comment="The merchant, as the network says; or empty"
    )
    click_id: Named[str | None] = Column(comment="The click, as the network was told")
    click_state: Named[str] = Column(
        comment="unchecked, known, unknown, or none where the network names no click"
    )
    sku: Named[str | None] = Column(comment="What the click was for, once it is known")
    clicked_at: Named[datetime | None] = Column(UtcTime, comment="When it was clicked")
    state: Named[str] = Column(comment="pending, cleared, paid or reversed")
    commission_minor: Named[int] = Column(
        Id, comment="What is paid for it, as last heard; nothing of it when reversed"
    )
    sale_minor: Named[int | None] = Column(Id, comment="What was bought, if told")
    currency: Named[str] = Column(comment="Of both amounts")
    happened_at: Named[datetime] = Column(UtcTime, comment="When it was bought")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was first heard of")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


conversions = Table(
    "conversions",
    METADATA,
    ConversionColumns,
    UniqueConstraint("network", "reference", name="conversions_reference"),
    CheckConstraint("commission_minor >= 0", name="conversions_commission"),
    comment="What affiliate networks pay for",
)
_unchecked = conversions.c.click_state.in_(["unchecked", "unknown"])
Index(
    "conversions_unchecked",
    conversions.c.created_at,
    sqlite_where=_unchecked,
    postgresql_where=_unchecked,
)
Index("conversions_happened_at", conversions.c.happened_at)


class CommissionMoveColumns(TypedColumns):
    """One change of what a conversion brings; all of them add up to what it brings now."""

    conversion_id: Named[str] = Column(primary_key=True, comment="Of which conversion")
    seq: Named[int] = Column(
        primary_key=True, autoincrement=False, comment="1, 2, 3 without a gap"
    )
    state: Named[str] = Column(
        comment="pending, cleared, paid or reversed from then on"
    )
    delta_minor: Named[int] = Column(
        Id, comment="What it brings more; less than 0 when taken back"
    )
    commission_minor: Named[int] = Column(Id, comment="The commission that was named")
    source: Named[str] = Column(comment="postback or report")
    moved_at: Named[datetime] = Column(UtcTime, comment="When it was heard")


commission_moves = Table(
    "commission_moves",
    METADATA,
    CommissionMoveColumns,
    comment="Every change of a commission; triggers refuse every change of a written row",
)
