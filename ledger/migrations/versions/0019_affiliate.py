"""Conversions that networks pay for, and every move of their commissions.

The types are spelled out here, so that this step stays what it was.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build the tables."""
    _conversions()
    _moves()
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for guard in _postgres_guards() if is_postgres else _sqlite_guards():
        op.execute(guard)


def _column(
    name: str,
    kind: sa.types.TypeEngine[Any],
    comment: str,
    *,
    nullable: bool = False,
) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def _conversions() -> None:
    text = sa.String()
    op.create_table(
        "conversions",
        _column("conversion_id", text, "Sorts by time"),
        _column("network", text, "Who pays"),
        _column("reference", text, "What the network calls it"),
        _column("programme", text, "The merchant, as the network says; or empty"),
        _column("click_id", text, "The click, as the network was told", nullable=True),
        _column(
            "click_state",
            text,
            "unchecked, known, unknown, or none where the network names no click",
        ),
        _column("sku", text, "What the click was for, once it is known", nullable=True),
        _column("clicked_at", _TIME, "When it was clicked", nullable=True),
        _column("state", text, "pending, cleared, paid or reversed"),
        _column(
            "commission_minor",
            _ID,
            "What is paid for it, as last heard; nothing of it when reversed",
        ),
        _column("sale_minor", _ID, "What was bought, if told", nullable=True),
        _column("currency", text, "Of both amounts"),
        _column("happened_at", _TIME, "When it was bought"),
        _column("created_at", _TIME, "When it was first heard of"),
        _column("updated_at", _TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("conversion_id"),
        sa.UniqueConstraint("network", "reference", name="conversions_reference"),
        sa.CheckConstraint("commission_minor >= 0", name="conversions_commission"),
        comment="What affiliate networks pay for",
    )
    unchecked = sa.text("click_state IN ('unchecked', 'unknown')")
    op.create_index(
        "conversions_unchecked",
        "conversions",
        ["created_at"],
        sqlite_where=unchecked,
        postgresql_where=unchecked,
    )
    op.create_index("conversions_happened_at", "conversions", ["happened_at"])


def _moves() -> None:
    op.create_table(
        "commission_moves",
        _column("conversion_id", sa.String(), "Of which conversion"),
        sa.Column(
            "seq",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="1, 2, 3 without a gap",
        ),
        _column(
            "state", sa.String(), "pending, cleared, paid or reversed from then on"
        ),
        _column("delta_minor", _ID, "What it brings more; less than 0 when taken back"),
        _column("commission_minor", _ID, "The commission that was named"),
        _column("source", sa.String(), "postback or report"),
        _column("moved_at", _TIME, "When it was heard"),
        sa.PrimaryKeyConstraint("conversion_id", "seq"),
        comment="Every change of a commission; triggers refuse every change of a written"
        " row",
    )


def _sqlite_guards() -> Iterator[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'moves are never changed'); END"
    on = "commission_moves"
    yield f"CREATE TRIGGER {on}_no_update BEFORE UPDATE ON {on} {refuse}"
    yield f"CREATE TRIGGER {on}_no_delete BEFORE DELETE ON {on} {refuse}"
    # INSERT OR REPLACE would delete a row without a word to a DELETE trigger.
    same = "conversion_id = NEW.conversion_id AND seq = NEW.seq"
    when = f"WHEN EXISTS (SELECT 1 FROM {on} WHERE {same})"  # noqa: S608 # names of this file
    yield f"CREATE TRIGGER {on}_no_replace BEFORE INSERT ON {on} {when} {refuse}"


def _postgres_guards() -> Iterator[str]:
    on = "commission_moves"
    yield (
        f"CREATE FUNCTION {on}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'moves are never changed'; END $$"
    )
    refuse = f"EXECUTE FUNCTION {on}_refuse()"
    for what in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {on}_no_{what.lower()} BEFORE {what} ON {on}"
            f" FOR EACH ROW {refuse}"
        )
    yield (
        f"CREATE TRIGGER {on}_no_truncate BEFORE TRUNCATE ON {on}"
        f" FOR EACH STATEMENT {refuse}"
    )
