"""The first tables: work, audit, vault, runs and skus.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)

# INSERT OR REPLACE would delete a row without a word to a DELETE trigger.
SQLITE_GUARDS = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END""",
    """CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END""",
)
POSTGRES_GUARDS = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit rows are never changed'; END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)


def upgrade() -> None:
    """Build the tables."""
    _work()
    _audit()
    _vault()
    _runs()
    _skus()


def _column(
    name: str,
    kind: sa.types.TypeEngine[Any],
    comment: str,
    *,
    nullable: bool = False,
    autoincrement: bool = True,
) -> sa.Column[Any]:
    return sa.Column(
        name,
        kind,
        nullable=nullable,
        comment=comment,
        autoincrement="auto" if autoincrement else False,
    )


def _work() -> None:
    op.create_table(
        "work",
        _column("id", ID, "Order of arrival"),
        _column("kind", TEXT, "What is to be done"),
        _column("key", TEXT, "Rows of one key are done one by one", nullable=True),
        _column("payload", JSON, "Facts, as JSON"),
        _column("created_at", TIME, "When it was put"),
        _column("due_at", TIME, "Not to be claimed earlier"),
        _column("attempts", sa.Integer(), "Claims so far; fences off lost leases"),
        _column("max_attempts", sa.Integer(), "Parked when so many have failed"),
        _column("lease_owner", TEXT, "Who is at it", nullable=True),
        _column("lease_until", TIME, "When another may claim it", nullable=True),
        _column(
            "parked_at",
            TIME,
            "When it was given up; a person retries or drops it",
            nullable=True,
        ),
        _column("error", TEXT, "Why the last attempt failed", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        comment="Work to do: one row until it is done",
        sqlite_autoincrement=True,
    )
    is_open = sa.text("parked_at IS NULL")
    op.create_index(
        "work_due",
        "work",
        ["kind", "due_at", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("work_key", "work", ["key", "id"])
    op.create_index("work_lease", "work", ["lease_until"])


def _audit() -> None:
    op.create_table(
        "audit",
        _column("seq", ID, "1, 2, 3 without a gap", autoincrement=False),
        _column("at", TIME, "When it was done"),
        _column("actor", TEXT, "Who did it"),
        _column("action", TEXT, "What was done"),
        _column("subject", TEXT, "To what"),
        _column("facts", JSON, "Details, as JSON"),
        _column("prev_hash", TEXT, "The hash of the row before"),
        _column("hash", TEXT, "SHA-256 over this row and prev_hash"),
        sa.PrimaryKeyConstraint("seq"),
        comment="Who did what; triggers refuse every change of a written row",
    )
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for guard in POSTGRES_GUARDS if is_postgres else SQLITE_GUARDS:
        op.execute(guard)


def _vault() -> None:
    op.create_table(
        "vault",
        _column("name", TEXT, "Bound to the ciphertext"),
        _column("nonce", sa.LargeBinary(), "12 random bytes, used once"),
        _column("ciphertext", sa.LargeBinary(), "AES-256-GCM with its tag"),
        _column("key_id", TEXT, "Which key it was written with"),
        _column("updated_at", TIME, "When it was last put"),
        sa.PrimaryKeyConstraint("name"),
        comment="Encrypted secrets",
    )


def _runs() -> None:
    op.create_table(
        "runs",
        _column("run_id", TEXT, "Sorts by start"),
        _column("stage", TEXT, "Which stage ran"),
        _column("owner", TEXT, "The process that runs it"),
        _column("started_at", TIME, "When it began"),
        _column("ended_at", TIME, "When it ended", nullable=True),
        _column("rows_in", ID, "Inputs it read", nullable=True),
        _column("rows_out", ID, "Rows it wrote", nullable=True),
        _column("status", TEXT, "running, done, failed or lost"),
        _column("error", TEXT, "Why it failed", nullable=True),
        sa.PrimaryKeyConstraint("run_id"),
        comment="Lineage: every run of a stage",
    )
    op.create_index("runs_status", "runs", ["status"])


def _skus() -> None:
    op.create_table(
        "skus",
        _column("sku", TEXT, "As customers see it"),
        _column("number", ID, "1, 2, 3 in order of minting"),
        _column("group_key", TEXT, "The group that has it, or had it last"),
        _column("status", TEXT, "live or merged"),
        _column("merged_into", TEXT, "The live sku that answers for it", nullable=True),
        _column("minted_at", TIME, "When it was minted"),
        sa.PrimaryKeyConstraint("sku"),
        comment="Every sku ever minted",
    )
    op.create_index("skus_number", "skus", ["number"], unique=True)
    op.create_index("skus_merged_into", "skus", ["merged_into"])
    op.create_table(
        "sku_members",
        _column("listing_key", TEXT, "One listing"),
        _column("sku", TEXT, "The sku it belongs to"),
        sa.PrimaryKeyConstraint("listing_key"),
        comment="The listings behind each sku",
    )
    op.create_index("sku_members_sku", "sku_members", ["sku"])
