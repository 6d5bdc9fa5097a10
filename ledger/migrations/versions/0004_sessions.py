"""What the shop remembers for its visitors.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "sessions",
        _column("id_hash", TEXT, "SHA-256 of the id that the visitor's cookie holds"),
        _column("data", JSON, "By name, as JSON"),
        _column("created_at", TIME, "When it began"),
        _column("seen_at", TIME, "When it was used, to the day"),
        _column("expires_at", TIME, "When it ends by itself"),
        sa.PrimaryKeyConstraint("id_hash"),
        comment="Visitors of the shop; deleted at end",
    )
    op.create_index("sessions_expires_at", "sessions", ["expires_at"])


def _column(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, comment=comment)
