"""Mails to buyers: what became of each."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "mails",
        sa.Column(
            "mail_id",
            _ID,
            autoincrement=False,
            nullable=False,
            comment="The number of the work that asked for it",
        ),
        sa.Column("order_id", sa.String(), nullable=False, comment="About which order"),
        sa.Column(
            "template",
            sa.String(),
            nullable=False,
            comment="What it says, as order_paid",
        ),
        sa.Column(
            "state",
            sa.String(),
            nullable=False,
            comment="handing_over, sent, refused or unsure",
        ),
        sa.Column(
            "said", sa.String(), comment="What the server said of it; no address"
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it last changed",
        ),
        sa.PrimaryKeyConstraint("mail_id"),
        comment="Mails to buyers",
    )
    op.create_index("mails_order_id", "mails", ["order_id"])
