"""The tables of outgoing webhooks, with a comment per column; migrations/ builds them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, Table, TypedColumns

from ledger.columns import Id, JsonText, UtcTime
from ledger.tables import METADATA


class HookEndpointColumns(TypedColumns):
    """One address that is told; its secret is made from the home's salt, kept nowhere."""

    endpoint_id: Named[str] = Column(primary_key=True, comment="Sorts by time")
    url: Named[str] = Column(comment="Where messages are sent")
    kinds: Named[Any] = Column(
        JsonText, nullable=False, comment="Which kinds it is told; none means all"
    )
    version: Named[int] = Column(comment="Which secret signs; a new one counts it up")
    created_at: Named[datetime] = Column(UtcTime, comment="When it was added")
    created_by: Named[str] = Column(comment="The name of the user who added it")
    failing_since: Named[datetime | None] = Column(
        UtcTime, comment="Since when it heard nothing; none while it hears"
    )
    paused_at: Named[datetime | None] = Column(
        UtcTime, comment="Since when it is told nothing; none while it is told"
    )
    paused_reason: Named[str | None] = Column(
        comment="asked, gone (it answered so) or failing (for days)"
    )


hook_endpoints = Table(
    "hook_endpoints",
    METADATA,
    HookEndpointColumns,
    comment="Addresses outside that are told what befalls orders",
)


class HookDeliveryColumns(TypedColumns):
    """One try to tell one endpoint one message."""

    delivery_id: Named[int] = Column(Id, primary_key=True, comment="In order of time")
    endpoint_id: Named[str] = Column(comment="Who was to be told")
    message_id: Named[str] = Column(comment="The same for all tries of one message")
    kind: Named[str] = Column(comment="What it said, as order.paid")
    order_id: Named[str | None] = Column(comment="Of which order; none for a test")
    attempt: Named[int] = Column(comment="1, 2, 3")
    tried_at: Named[datetime] = Column(UtcTime, comment="When")
    took_ms: Named[int] = Column(comment="How long it took")
    status: Named[int | None] = Column(comment="What was answered; none without one")
    error: Named[str | None] = Column(comment="What went wrong; none when it was heard")
    message: Named[Any] = Column(
        JsonText, nullable=False, comment="What was sent, to be sent again by hand"
    )


hook_deliveries = Table(
    "hook_deliveries",
    METADATA,
    HookDeliveryColumns,
    comment="Every try to tell an endpoint, kept for some weeks",
    sqlite_autoincrement=True,
)
Index(
    "hook_deliveries_endpoint",
    hook_deliveries.c.endpoint_id,
    hook_deliveries.c.delivery_id,
)
Index("hook_deliveries_tried_at", hook_deliveries.c.tried_at)
