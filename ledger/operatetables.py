"""The tables of who works and what is wrong; migration 0007 builds them.

Apart from the other tables only because a file is about one noun: the same rules hold.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Float, Named, Table, TypedColumns

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class WorkerColumns(TypedColumns):
    """One worker, as it last told of itself."""

    name: Named[str] = Column(
        primary_key=True, comment="Host, process and when that began"
    )
    host: Named[str] = Column(comment="The machine")
    begun_at: Named[datetime] = Column(UtcTime, comment="When it began")
    seen_at: Named[datetime] = Column(
        UtcTime, comment="When it last said that it works"
    )
    version: Named[str] = Column(comment="Which Harvestman it is")
    broker: Named[str] = Column(comment="Who serves it: embedded, redis or amqp")
    in_hand: Named[Any] = Column(
        JsonText, nullable=False, comment="What it has in hand by kind, as JSON"
    )
    done: Named[int] = Column(Id, comment="Jobs done since it began")
    failed: Named[int] = Column(Id, comment="Tries that failed since it began")
    rss_mb: Named[int] = Column(Id, comment="Memory that it takes itself")


workers = Table(
    "workers",
    METADATA,
    WorkerColumns,
    comment="Who does the work that waits; goes a day after its end",
)


class AlertColumns(TypedColumns):
    """One rule that holds now."""

    rule: Named[str] = Column(
        primary_key=True, comment="The rule, as its owner wrote it"
    )
    value: Named[float] = Column(
        Float, comment="What was found when it was last looked at"
    )
    pending_at: Named[datetime] = Column(UtcTime, comment="Since when the rule holds")
    firing_at: Named[datetime | None] = Column(
        UtcTime, comment="Since when people know of it"
    )
    told_at: Named[datetime | None] = Column(
        UtcTime, comment="When people were last told"
    )


alerts = Table(
    "alerts",
    METADATA,
    AlertColumns,
    comment="Rules that hold now; a row goes when its rule holds no longer",
)
