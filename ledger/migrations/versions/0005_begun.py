"""When the owner of a job set to work on it.

The types are spelled out here, so that this step stays what it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; what is leased today counts as begun."""
    op.add_column(
        "work",
        sa.Column(
            "begun_at",
            sa.DateTime(timezone=True),
            comment="When its owner set to work; none while it only holds it",
        ),
    )
    op.execute("UPDATE work SET begun_at = created_at WHERE lease_until IS NOT NULL")
