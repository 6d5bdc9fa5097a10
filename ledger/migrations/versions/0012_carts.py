"""What visitors put together before they order."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "carts",
        sa.Column(
            "cart_hash",
            sa.String(),
            nullable=False,
            comment="SHA-256 of the cart's name, which alone opens it",
        ),
        sa.Column(
            "lines",
            sa.Text(),
            nullable=False,
            comment="Sku, pieces, and the price at which it was put in, as JSON",
        ),
        sa.Column("coupon", sa.String(), comment="The code that was typed"),
        sa.Column("country", sa.String(), comment="Where it is to go, as two letters"),
        sa.Column(
            "order_id",
            sa.String(),
            comment="The order that was last made of it; none once that is paid",
        ),
        sa.Column("updated_at", _TIME, nullable=False, comment="When it last changed"),
        sa.Column("expires_at", _TIME, nullable=False, comment="When it is forgotten"),
        sa.PrimaryKeyConstraint("cart_hash"),
        comment="What is put together before an order",
    )
    op.create_index("carts_expires_at", "carts", ["expires_at"])
