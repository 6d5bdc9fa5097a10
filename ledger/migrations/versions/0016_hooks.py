"""Outgoing webhooks: who is told what befalls orders, and each try to tell them.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INT = sa.Integer()
TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build the tables."""
    _endpoints()
    _deliveries()


def _endpoints() -> None:
    op.create_table(
        "hook_endpoints",
        _column("endpoint_id", TEXT, "Sorts by time"),
        _column("url", TEXT, "Where messages are sent"),
        _column("kinds", JSON, "Which kinds it is told; none means all"),
        _column("version", INT, "Which secret signs; a new one counts it up"),
        _column("created_at", TIME, "When it was added"),
        _column("created_by", TEXT, "The name of the user who added it"),
        _maybe(
            "failing_since", TIME, "Since when it heard nothing; none while it hears"
        ),
        _maybe(
            "paused_at", TIME, "Since when it is told nothing; none while it is told"
        ),
        _maybe(
            "paused_reason", TEXT, "asked, gone (it answered so) or failing (for days)"
        ),
        sa.PrimaryKeyConstraint("endpoint_id"),
        comment="Addresses outside that are told what befalls orders",
    )


def _deliveries() -> None:
    op.create_table(
        "hook_deliveries",
        _column("delivery_id", ID, "In order of time"),
        _column("endpoint_id", TEXT, "Who was to be told"),
        _column("message_id", TEXT, "The same for all tries of one message"),
        _column("kind", TEXT, "What it said, as order.paid"),
        _maybe("order_id", TEXT, "Of which order; none for a test"),
        _column("attempt", INT, "1, 2, 3"),
        _column("tried_at", TIME, "When"),
        _column("took_ms", INT, "How long it took"),
        _maybe("status", INT, "What was answered; none without one"),
        _maybe("error", TEXT, "What went wrong; none when it was heard"),
        _column("message", JSON, "What was sent, to be sent again by hand"),
        sa.PrimaryKeyConstraint("delivery_id"),
        comment="Every try to tell an endpoint, kept for some weeks",
        sqlite_autoincrement=True,
    )
    op.create_index(
        "hook_deliveries_endpoint", "hook_deliveries", ["endpoint_id", "delivery_id"]
    )
    op.create_index("hook_deliveries_tried_at", "hook_deliveries", ["tried_at"])


def _column(name: str, type_: Any, comment: str) -> "sa.Column[Any]":
    return sa.Column(name, type_, nullable=False, comment=comment)


def _maybe(name: str, type_: Any, comment: str) -> "sa.Column[Any]":
    return sa.Column(name, type_, nullable=True, comment=comment)
