"""Which workers there are, and which alerts are on.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)
REAL = sa.Float()
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "workers",
        _column("name", TEXT, "Host, process and when that began"),
        _column("host", TEXT, "The machine"),
        _column("begun_at", TIME, "When it began"),
        _column("seen_at", TIME, "When it last said that it works"),
        _column("version", TEXT, "Which Harvestman it is"),
        _column("broker", TEXT, "Who serves it: embedded, redis or amqp"),
        _column("in_hand", JSON, "What it has in hand by kind, as JSON"),
        _column("done", ID, "Jobs done since it began"),
        _column("failed", ID, "Tries that failed since it began"),
        _column("rss_mb", ID, "Memory that it takes itself"),
        sa.PrimaryKeyConstraint("name"),
        comment="Who does the work that waits; goes a day after its end",
    )
    op.create_table(
        "alerts",
        _column("rule", TEXT, "The rule, as its owner wrote it"),
        _column("value", REAL, "What was found when it was last looked at"),
        _column("pending_at", TIME, "Since when the rule holds"),
        _column("firing_at", TIME, "Since when people know of it", nullable=True),
        _column("told_at", TIME, "When people were last told", nullable=True),
        sa.PrimaryKeyConstraint("rule"),
        comment="Rules that hold now; a row goes when its rule holds no longer",
    )


def _column(
    name: str, kind: sa.types.TypeEngine[Any], comment: str, *, nullable: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable, comment=comment)
