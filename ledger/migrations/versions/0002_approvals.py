"""Who let which edition of a generated product be sold.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String()
TIME = sa.DateTime(timezone=True)

# The words of a reason may have to be forgotten; what was decided stays.
_CHANGED = """(NEW.approval_id, NEW.generated_key, NEW.digest, NEW.verdict, NEW.actor,
    NEW.decided_at) <> (OLD.approval_id, OLD.generated_key, OLD.digest, OLD.verdict,
    OLD.actor, OLD.decided_at) OR NEW.reason <> 'forgotten'"""
_SAID = "approvals are never changed"
# INSERT OR REPLACE would delete a row without a word to a DELETE trigger.
SQLITE_GUARDS = (
    f"""CREATE TRIGGER approvals_no_update BEFORE UPDATE ON approvals WHEN {_CHANGED}
    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END""",
    f"""CREATE TRIGGER approvals_no_delete BEFORE DELETE ON approvals
    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END""",
    """CREATE TRIGGER approvals_no_replace BEFORE INSERT ON approvals
    WHEN EXISTS (SELECT 1 FROM approvals WHERE approval_id = NEW.approval_id)
    BEGIN SELECT RAISE(ABORT, 'approvals are never changed'); END""",
)
POSTGRES_GUARDS = (
    f"""CREATE FUNCTION approvals_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$""",
    f"""CREATE TRIGGER approvals_no_update BEFORE UPDATE ON approvals
    FOR EACH ROW WHEN ({_CHANGED}) EXECUTE FUNCTION approvals_refuse()""",
    """CREATE TRIGGER approvals_no_delete BEFORE DELETE ON approvals
    FOR EACH ROW EXECUTE FUNCTION approvals_refuse()""",
    """CREATE TRIGGER approvals_no_truncate BEFORE TRUNCATE ON approvals
    FOR EACH STATEMENT EXECUTE FUNCTION approvals_refuse()""",
)


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "approvals",
        _column("approval_id", ID, "In the order of deciding"),
        _column("generated_key", TEXT, "The product"),
        _column("digest", TEXT, "The edition"),
        _column("verdict", TEXT, "approved, refused or withdrawn"),
        _column("actor", TEXT, "Who decided: a person, or rule"),
        _column("reason", TEXT, "Why, in words; may be forgotten"),
        _column("decided_at", TIME, "When"),
        sa.PrimaryKeyConstraint("approval_id"),
        comment="Who let which product be sold; triggers refuse every change but"
        " forgetting",
        sqlite_autoincrement=True,
    )
    op.create_index(
        "approvals_edition", "approvals", ["generated_key", "digest", "approval_id"]
    )
    op.create_index("approvals_decided_at", "approvals", ["decided_at"])
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for guard in POSTGRES_GUARDS if is_postgres else SQLITE_GUARDS:
        op.execute(guard)


def _column(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, comment=comment)
