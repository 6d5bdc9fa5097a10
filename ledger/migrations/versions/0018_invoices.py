"""Invoices and credit notes, the runs of their numbers, and who sells.

The types are spelled out here, so that this step stays what it was.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
# What of an invoice may never change: all but the buyer.
_FROZEN = (
    *("number", "kind", "series", "seq", "order_id", "source_id", "issued_at"),
    *("currency", "total_minor", "tax_minor", "said", "digest"),
)


def upgrade() -> None:
    """Build the tables."""
    _seller()
    _series()
    _invoices()
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for guard in _postgres_guards() if is_postgres else _sqlite_guards():
        op.execute(guard)


def _column(
    name: str, kind: sa.types.TypeEngine[Any], comment: str
) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False, comment=comment)


def _seller() -> None:
    op.create_table(
        "seller",
        sa.Column(
            "seller_id", _ID, autoincrement=False, nullable=False, comment="Always 1"
        ),
        _column("said", sa.Text(), "Name, address and tax numbers, as JSON"),
        _column("changed_at", _TIME, "When it was last said"),
        sa.PrimaryKeyConstraint("seller_id"),
        comment="Who sells, for invoices",
    )


def _series() -> None:
    op.create_table(
        "invoice_series",
        _column("series", sa.String(), "As 2026, or C2026"),
        _column("last", _ID, "The number that was given last"),
        _column("last_at", _TIME, "The day that it bears"),
        sa.PrimaryKeyConstraint("series"),
        comment="Which number comes next",
    )


def _invoices() -> None:
    op.create_table(
        "invoices",
        _column("number", sa.String(), "As people say it"),
        _column("kind", sa.String(), "invoice, credit_note or reversal"),
        _column("series", sa.String(), "In which run of numbers"),
        _column("seq", _ID, "1, 2, 3 without a gap in its series"),
        _column("order_id", sa.String(), "Of which order"),
        _column(
            "source_id",
            sa.String(),
            "What it is for, once a kind: the order, or the refund",
        ),
        _column("issued_at", _TIME, "The day that it bears"),
        _column("currency", sa.String(), "Of all amounts"),
        _column("total_minor", _ID, "What it comes to, with taxes"),
        _column("tax_minor", _ID, "The taxes in it"),
        _column("said", sa.Text(), "All that it says but the buyer, as JSON"),
        _column("buyer", sa.Text(), "The buyer's name and address, as JSON"),
        _column("digest", sa.String(), "SHA-256 of what it said, and to whom"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("series", "seq", name="invoices_series_seq"),
        sa.UniqueConstraint("kind", "source_id", name="invoices_source"),
        comment="Invoices and credit notes; triggers refuse every change but of the buyer",
    )
    op.create_index("invoices_order_id", "invoices", ["order_id"])


def _sqlite_guards() -> Iterator[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'invoices are never changed'); END"
    columns = ", ".join(_FROZEN)
    yield f"CREATE TRIGGER invoices_no_update BEFORE UPDATE OF {columns} ON invoices {refuse}"
    yield f"CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices {refuse}"
    # INSERT OR REPLACE would delete a row without a word to a DELETE trigger.
    same = "number = NEW.number OR (series = NEW.series AND seq = NEW.seq)"
    when = f"WHEN EXISTS (SELECT 1 FROM invoices WHERE {same})"  # noqa: S608 # names of this file
    yield f"CREATE TRIGGER invoices_no_replace BEFORE INSERT ON invoices {when} {refuse}"


def _postgres_guards() -> Iterator[str]:
    old = ", ".join(f"OLD.{name}" for name in _FROZEN)
    new = ", ".join(f"NEW.{name}" for name in _FROZEN)
    yield (
        "CREATE FUNCTION invoices_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'invoices are never changed'; END $$"
    )
    refuse = "FOR EACH ROW {} EXECUTE FUNCTION invoices_refuse()"
    yield (
        "CREATE TRIGGER invoices_no_update BEFORE UPDATE ON invoices"
        f" {refuse.format(f'WHEN (ROW({old}) IS DISTINCT FROM ROW({new}))')}"
    )
    yield f"CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices {refuse.format('')}"
    yield (
        "CREATE TRIGGER invoices_no_truncate BEFORE TRUNCATE ON invoices"
        " FOR EACH STATEMENT EXECUTE FUNCTION invoices_refuse()"
    )
