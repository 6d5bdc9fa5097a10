"""Suppliers and what is ordered there, signs of fraud, disputes.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INT = sa.Integer()
TEXT = sa.String()
JSON = sa.Text()
FLAG = sa.Boolean()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build the tables."""
    _suppliers()
    _supplies()
    _supplier_orders()
    _fraud_rules()
    _disputes()


def _suppliers() -> None:
    op.create_table(
        "suppliers",
        _column("supplier_id", ID, "1, 2, 3"),
        _column("name", TEXT, "As people call it; nobody else has it"),
        _column("contact", TEXT, "Where to order: an address or a page"),
        _maybe("days_from", INT, "Days until it arrives, at least"),
        _maybe("days_to", INT, "Days until it arrives, at most"),
        _column("active", FLAG, "Whether anything new is ordered there"),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("supplier_id"),
        sa.UniqueConstraint("name", name="suppliers_name"),
        comment="Who sends what is sold",
        sqlite_autoincrement=True,
    )


def _supplies() -> None:
    op.create_table(
        "supplies",
        _column("sku", TEXT, "What is sold"),
        sa.Column(
            "supplier_id", ID, nullable=False, autoincrement=False, comment="Who has it"
        ),
        _column("rank", INT, "1 is asked first, 2 when it cannot, and so on"),
        _column("cost_minor", ID, "What one piece costs there"),
        _column("currency", TEXT, "Of that cost"),
        _column("their_sku", TEXT, "What it is called there; may be empty"),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("sku", "supplier_id"),
        sa.CheckConstraint("cost_minor >= 0", name="supplies_cost"),
        comment="Where each sku can be ordered, and at which cost",
    )


def _supplier_orders() -> None:
    op.create_table(
        "supplier_orders",
        _column("supplier_order_id", ID, "1, 2, 3"),
        _column("order_id", TEXT, "For which order"),
        _column("line", INT, "For which line of it"),
        _column("attempt", INT, "1; 2 is the back-up's, and so on"),
        _maybe(
            "supplier_id",
            ID,
            "Who is to send it; none while a person has to find somebody",
        ),
        _column("quantity", ID, "Pieces"),
        _maybe("cost_minor", ID, "What all pieces cost"),
        _maybe("currency", TEXT, "Of that cost"),
        _column(
            "state",
            TEXT,
            "wanted, ordered, shipped, delivered, failed, to_cancel or cancelled",
        ),
        _maybe("reference", TEXT, "The supplier's number of it"),
        _maybe("carrier", TEXT, "Who carries it"),
        _maybe("tracking", TEXT, "The carrier's number of it"),
        _maybe("why", TEXT, "Why it failed, in words"),
        _column("created_at", TIME, "When it was wanted"),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("supplier_order_id"),
        sa.UniqueConstraint(
            "order_id", "line", "attempt", name="supplier_orders_attempt"
        ),
        sa.CheckConstraint("cost_minor >= 0", name="supplier_orders_cost"),
        comment="What is ordered at suppliers, a row for each line and attempt",
        sqlite_autoincrement=True,
    )
    op.create_index("supplier_orders_state", "supplier_orders", ["state"])


def _fraud_rules() -> None:
    op.create_table(
        "fraud_rules",
        _column("name", TEXT, "What it looks for, in a word"),
        _column("field", TEXT, "What of an order it looks at"),
        _column("operator", TEXT, "at_least, at_most, is, is_not or in"),
        _column("value", JSON, "What it is held against, as JSON"),
        _maybe(
            "currency", TEXT, "Whose amounts it means; none where it is about no amount"
        ),
        _column("score", INT, "Points for an order that it finds; 100 hold it"),
        _column("active", FLAG, "Whether it counts"),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("name"),
        comment="Signs of fraud, beside those that each shop begins with",
    )


def _disputes() -> None:
    op.create_table(
        "disputes",
        _column("provider", TEXT, "The gateway"),
        _column("reference", TEXT, "What it calls it"),
        _column("order_id", TEXT, "Of which order"),
        _column("payment_id", TEXT, "Of which payment"),
        _column("amount_minor", ID, "What is asked back"),
        _column("currency", TEXT, "Of that"),
        _column("reason", TEXT, "The gateway's code of why"),
        _column("state", TEXT, "open, won or lost"),
        _maybe("due_at", TIME, "Until when evidence can be handed in"),
        _column("lost_minor", ID, "What of it stands among the refunds"),
        _column("opened_at", TIME, "When it was heard of"),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("provider", "reference"),
        comment="Payments that banks take back, or ask about",
    )
    op.create_index("disputes_order_id", "disputes", ["order_id"])


def _column(
    name: str, kind: sa.types.TypeEngine[Any], comment: str, *, nullable: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def _maybe(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return _column(name, kind, comment, nullable=True)
