"""What is done again and again, and when next.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)
FLAG = sa.Boolean()
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "schedules",
        _column("name", TEXT, "What people call it"),
        _column("kind", TEXT, "The kind of work that is put"),
        _column("key", TEXT, "The key of that work", nullable=True),
        _column("payload", JSON, "The facts of that work, as JSON"),
        _column("timetable", TEXT, "When it is due, in words or as cron has it"),
        _column("catches_up", FLAG, "Whether a missed time is made up for, once"),
        _column("jitter_s", ID, "So many seconds later at most, by chance"),
        _column("due_at", TIME, "When next; none while nothing is due", nullable=True),
        _column("paused_at", TIME, "When a person paused it", nullable=True),
        _column("put_at", TIME, "When its work was last put", nullable=True),
        _column("work_id", ID, "That work in the line", nullable=True),
        sa.PrimaryKeyConstraint("name"),
        comment="What is done again and again",
    )
    op.create_index("schedules_due_at", "schedules", ["due_at"])


def _column(
    name: str, kind: sa.types.TypeEngine[Any], comment: str, *, nullable: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable, comment=comment)
