"""Who may use the console, and who is logged in.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the tables."""
    _users()
    op.create_table(
        "login_links",
        _column("digest", TEXT, "SHA-256 of its token"),
        _column("user_id", ID, "Whom it logs in"),
        _column("created_at", TIME, "When it was made"),
        _column("expires_at", TIME, "When it ends unused"),
        sa.PrimaryKeyConstraint("digest"),
        comment="Links that were not used yet; a used one is gone",
    )
    op.create_index("login_links_user_id", "login_links", ["user_id"])
    op.create_table(
        "logins",
        _column("id_hash", TEXT, "SHA-256 of the id that the browser's cookie holds"),
        _column("user_id", ID, "Who is logged in"),
        _column("begun_at", TIME, "When it began"),
        _column("seen_at", TIME, "Its last use, to some minutes"),
        _column("expires_at", TIME, "When it ends by itself"),
        _column("did", JSON, "What was done last, and what undoes it"),
        sa.PrimaryKeyConstraint("id_hash"),
        comment="Who is logged in; deleted at end",
    )
    op.create_index("logins_user_id", "logins", ["user_id"])
    op.create_table(
        "login_tries",
        _column("name", TEXT, "SHA-256 of the account or of the place"),
        _column("tries", ID, "How many since it began"),
        _column("began_at", TIME, "When the first of them was"),
        sa.PrimaryKeyConstraint("name"),
        comment="Passwords tried in the last quarter of an hour",
    )
    op.create_index("login_tries_began_at", "login_tries", ["began_at"])


def _users() -> None:
    op.create_table(
        "users",
        _column("user_id", ID, "1, 2, 3"),
        _column("email", TEXT, "In lower case; nobody else has it"),
        _column("role", TEXT, "owner, staff or viewer"),
        _column(
            "password_hash",
            TEXT,
            "Argon2id; none for who logs in by links alone",
            nullable=True,
        ),
        _column("created_at", TIME, "When it was added"),
        _column("disabled_at", TIME, "Since when it opens nothing", nullable=True),
        _column("login_at", TIME, "Its last login", nullable=True),
        sa.PrimaryKeyConstraint("user_id"),
        comment="Who may use the console",
        sqlite_autoincrement=True,
    )
    op.create_index("users_email", "users", ["email"], unique=True)


def _column(
    name: str, kind: sa.types.TypeEngine[Any], comment: str, *, nullable: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable, comment=comment)
