"""The tables of what comes in and goes back for orders; migrations/ builds them."""

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


class PaymentColumns(TypedColumns):
    """One attempt at paying one order; its row is there before the gateway is asked."""

    payment_id: Named[str] = Column(primary_key=True, comment="Sorts by time")
    order_id: Named[str] = Column(comment="What is paid")
    attempt: Named[int] = Column(comment="1, 2, 3; part of the gateway's key")
    provider: Named[str] = Column(comment="The gateway")
    reference: Named[str | None] = Column(
        comment="What the gateway calls it; none until it answered"
    )
    amount_minor: Named[int] = Column(Id, comment="What was asked")
    currency: Named[str] = Column(comment="Of what was asked")
    state: Named[str] = Column(
        comment="asked, processing, failed, cancelled or succeeded"
    )
    failure: Named[str | None] = Column(comment="The gateway's code of why it failed")
    received_minor: Named[int] = Column(Id, comment="What came in")
    received_currency: Named[str | None] = Column(comment="Of what came in")
    refunded_minor: Named[int] = Column(Id, comment="What of it went or is to go back")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was begun")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


payments = Table(
    "payments",
    METADATA,
    PaymentColumns,
    UniqueConstraint("order_id", "attempt", name="payments_attempt"),
    UniqueConstraint("provider", "reference", name="payments_reference"),
    CheckConstraint("refunded_minor <= received_minor", name="payments_refunded"),
    comment="Every attempt at paying",
)


class GatewayEventColumns(TypedColumns):
    """One message of a gateway whose effects are in the ledger: it counts once."""

    provider: Named[str] = Column(primary_key=True, comment="The gateway")
    event_id: Named[str] = Column(primary_key=True, comment="What it calls the message")
    kind: Named[str] = Column(comment="What it says")
    reference: Named[str] = Column(comment="Of which payment or refund")
    created_at: Named[datetime | None] = Column(UtcTime, comment="The gateway's time")
    received_at: Named[datetime] = Column(UtcTime, comment="When it came")
    outcome: Named[str] = Column(comment="What it changed")


gateway_events = Table(
    "gateway_events",
    METADATA,
    GatewayEventColumns,
    comment="Messages of gateways that were heeded",
)
Index("gateway_events_received_at", gateway_events.c.received_at)


class RefundColumns(TypedColumns):
    """One sum that goes back; its row is there before the gateway is asked."""

    refund_id: Named[str] = Column(primary_key=True, comment="Sorts by time")
    order_id: Named[str] = Column(comment="Of which order")
    payment_id: Named[str] = Column(comment="Of which payment")
    key: Named[str] = Column(
        comment="The key of the asking: the same twice is one refund"
    )
    asked_digest: Named[str] = Column(
        comment="SHA-256 of what was asked under that key"
    )
    amount_minor: Named[int] = Column(Id, comment="What goes back")
    shipping_minor: Named[int] = Column(Id, comment="How much of it is for shipping")
    lines: Named[Any] = Column(
        JsonText, nullable=False, comment="Line, quantity and amount of each, as JSON"
    )
    reason: Named[str] = Column(comment="Why, in words; may be forgotten")
    actor: Named[str] = Column(comment="Who: buyer, gateway, clock or a user's name")
    state: Named[str] = Column(comment="asked, done or failed")
    reference: Named[str | None] = Column(comment="What the gateway calls it")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was asked")
    updated_at: Named[datetime] = Column(UtcTime, comment="When it last changed")


refunds = Table(
    "refunds",
    METADATA,
    RefundColumns,
    UniqueConstraint("key", name="refunds_key"),
    comment="What goes back to buyers",
)
Index("refunds_order_id", refunds.c.order_id)
