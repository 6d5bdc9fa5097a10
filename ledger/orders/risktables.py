"""The tables of what is suspected and disputed: fraud rules, and disputes of payments."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, Table, TypedColumns

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class FraudRuleColumns(TypedColumns):
    """One sign of fraud; a row takes the place of the rule that has its name."""

    name: Named[str] = Column(primary_key=True, comment="What it looks for, in a word")
    field: Named[str] = Column(comment="What of an order it looks at")
    operator: Named[str] = Column(comment="at_least, at_most, is, is_not or in")
    value: Named[Any] = Column(
        JsonText, nullable=False, comment="What it is held against, as JSON"
    )
    currency: Named[str | None] = Column(
        comment="Whose amounts it means; none where it is about no amount"
    )
    score: Named[int] = Column(comment="Points for an order that it finds; 100 hold it")
    active: Named[bool] = Column(comment="Whether it counts")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


fraud_rules = Table(
    "fraud_rules",
    METADATA,
    FraudRuleColumns,
    comment="Signs of fraud, beside those that each shop begins with",
)


class DisputeColumns(TypedColumns):
    """One payment that a buyer's bank takes back, or asks about."""

    provider: Named[str] = Column(primary_key=True, comment="The gateway")
    reference: Named[str] = Column(primary_key=True, comment="What it calls it")
    order_id: Named[str] = Column(comment="Of which order")
    payment_id: Named[str] = Column(comment="Of which payment")
    amount_minor: Named[int] = Column(Id, comment="What is asked back")
    currency: Named[str] = Column(comment="Of that")
    reason: Named[str] = Column(comment="The gateway's code of why")
    state: Named[str] = Column(comment="open, won or lost")
    due_at: Named[datetime | None] = Column(
        UtcTime, comment="Until when evidence can be handed in"
    )
    lost_minor: Named[int] = Column(Id, comment="What of it stands among the refunds")
    opened_at: Named[datetime] = Column(UtcTime, comment="When it was heard of")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


disputes = Table(
    "disputes",
    METADATA,
    DisputeColumns,
    comment="Payments that banks take back, or ask about",
)
Index("disputes_order_id", disputes.c.order_id)
