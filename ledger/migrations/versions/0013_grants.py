"""Who may download what was bought, and what was downloaded."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXT = sa.String()
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build the tables."""
    _grants()
    _grant_uses()


def _grants() -> None:
    op.create_table(
        "grants",
        _column("order_id", _TEXT, "Its order"),
        _column("line", sa.Integer(), "Its line of that order"),
        _column("token_hash", _TEXT, "SHA-256 of the token that opens the downloads"),
        _column("generated_key", _TEXT, "Which work"),
        _column("edition", _TEXT, "Which edition of it, by its digest"),
        _column(
            "asked_edition", _TEXT, "The newest edition that was put to be made ready"
        ),
        _column("files", sa.Text(), "Form, digest and bytes of each file"),
        _column("most", _ID, "How often it may be downloaded"),
        _column("used", _ID, "How often it was"),
        _column("granted_at", _TIME, "When it was ready first"),
        _column("expires_at", _TIME, "Until when it holds"),
        _column("told_at", _TIME, "When the buyer was last told of an edition"),
        _column(
            "revoked_at",
            _TIME,
            "When a person took it back; none while it holds",
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("order_id", "line"),
        sa.UniqueConstraint("token_hash", name="grants_token_hash"),
        sa.CheckConstraint("used <= most", name="grants_used_of_most"),
        comment="Who may download what was bought, and how often",
    )
    op.create_index(
        "grants_generated_key", "grants", ["generated_key", "asked_edition"]
    )


def _grant_uses() -> None:
    op.create_table(
        "grant_uses",
        _column("use_id", _ID, "In order of time"),
        _column("order_id", _TEXT, "Of which order"),
        _column("line", sa.Integer(), "Of which line"),
        _column("form", _TEXT, "Which file, as pdf"),
        _column("edition", _TEXT, "Of which edition"),
        _column("began_at", _TIME, "When it began"),
        _column("last_at", _TIME, "When it was last taken up"),
        _column("parts", _ID, "In how many parts it was asked for"),
        _column("asked_bytes", _ID, "How many bytes these have together"),
        sa.PrimaryKeyConstraint("use_id"),
        comment="What was downloaded, and when",
        sqlite_autoincrement=True,
    )
    op.create_index("grant_uses_of", "grant_uses", ["order_id", "line", "form"])


def _column(
    name: str, kind: sa.types.TypeEngine[Any], comment: str, *, nullable: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable, comment=comment)
