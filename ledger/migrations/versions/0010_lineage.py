"""Which run a step was part of, what it read and wrote; how standing jobs ended.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"

TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns."""
    _add("runs", "part_of", TEXT, "The run that it was a step of")
    _add("runs", "failed", ID, "Inputs that nothing came of")
    _add("runs", "reads", JSON, "Tables it read, as JSON")
    _add("runs", "writes", JSON, "Tables it wrote, as JSON")
    op.create_index("runs_part_of", "runs", ["part_of"])
    _add("schedules", "began_at", TIME, "When it was last begun, of what has ended")
    _add("schedules", "ended_at", TIME, "When that ended")
    _add("schedules", "outcome", TEXT, "How it ended: done, or why it failed")
    _add("schedules", "held", TEXT, "Why it is not put although it is due")


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], comment: str) -> None:
    op.add_column(table, sa.Column(name, kind, nullable=True, comment=comment))
