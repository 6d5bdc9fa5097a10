"""Price rules, price versions, what is in force, and the merchant's profile.

The types are spelled out here, so that this step stays what it was.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INT = sa.Integer()
TEXT = sa.String()
TIME = sa.DateTime(timezone=True)

_RULE = (
    *("rule_id", "scope", "key", "markup_bp", "fixed_minor", "least_margin_bp"),
    *("least_margin_minor", "currency", "rounding", "valid_from", "actor"),
)
_RULES_SAID = "price rules are never changed"
_VERSIONS_SAID = "price versions are never changed"


def upgrade() -> None:
    """Build the tables."""
    _price_rules()
    _price_versions()
    _shelf_states()
    _profile()
    if op.get_bind().dialect.name == "postgresql":
        guards = _postgres_guards()
    else:
        guards = _sqlite_guards()
    for guard in guards:
        op.execute(guard)


def _changed(differs: str) -> str:
    """Say what may not happen to a rule: all but ending it once and forgetting why."""
    new = ", ".join(f"NEW.{name}" for name in _RULE)
    old = ", ".join(f"OLD.{name}" for name in _RULE)
    return (
        f"({new}) {differs} ({old})"
        f" OR (OLD.ended_at IS NOT NULL AND NEW.ended_at {differs} OLD.ended_at)"
        " OR (NEW.note <> OLD.note AND NEW.note <> 'forgotten')"
    )


def _sqlite_guards() -> Sequence[str]:
    # INSERT OR REPLACE would delete a row without a word to a DELETE trigger.
    return (
        f"""CREATE TRIGGER price_rules_no_update BEFORE UPDATE ON price_rules
        WHEN {_changed("IS NOT")}
        BEGIN SELECT RAISE(ABORT, '{_RULES_SAID}'); END""",
        f"""CREATE TRIGGER price_rules_no_delete BEFORE DELETE ON price_rules
        BEGIN SELECT RAISE(ABORT, '{_RULES_SAID}'); END""",
        """CREATE TRIGGER price_rules_no_replace BEFORE INSERT ON price_rules
        WHEN EXISTS (SELECT 1 FROM price_rules WHERE rule_id = NEW.rule_id)
        BEGIN SELECT RAISE(ABORT, 'price rules are never changed'); END""",
        f"""CREATE TRIGGER price_versions_no_update BEFORE UPDATE ON price_versions
        BEGIN SELECT RAISE(ABORT, '{_VERSIONS_SAID}'); END""",
        f"""CREATE TRIGGER price_versions_no_delete BEFORE DELETE ON price_versions
        BEGIN SELECT RAISE(ABORT, '{_VERSIONS_SAID}'); END""",
        """CREATE TRIGGER price_versions_no_replace BEFORE INSERT ON price_versions
        WHEN EXISTS (SELECT 1 FROM price_versions WHERE version = NEW.version)
        BEGIN SELECT RAISE(ABORT, 'price versions are never changed'); END""",
    )


def _postgres_guards() -> Sequence[str]:
    return (
        f"""CREATE FUNCTION price_rules_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_RULES_SAID}'; END $$""",
        f"""CREATE TRIGGER price_rules_no_update BEFORE UPDATE ON price_rules
        FOR EACH ROW WHEN ({_changed("IS DISTINCT FROM")})
        EXECUTE FUNCTION price_rules_refuse()""",
        """CREATE TRIGGER price_rules_no_delete BEFORE DELETE ON price_rules
        FOR EACH ROW EXECUTE FUNCTION price_rules_refuse()""",
        """CREATE TRIGGER price_rules_no_truncate BEFORE TRUNCATE ON price_rules
        FOR EACH STATEMENT EXECUTE FUNCTION price_rules_refuse()""",
        f"""CREATE FUNCTION price_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_VERSIONS_SAID}'; END $$""",
        """CREATE TRIGGER price_versions_no_change
        BEFORE UPDATE OR DELETE ON price_versions
        FOR EACH ROW EXECUTE FUNCTION price_versions_refuse()""",
        """CREATE TRIGGER price_versions_no_truncate BEFORE TRUNCATE ON price_versions
        FOR EACH STATEMENT EXECUTE FUNCTION price_versions_refuse()""",
    )


def _price_rules() -> None:
    op.create_table(
        "price_rules",
        _column("rule_id", ID, "In the order of setting"),
        _column("scope", TEXT, "all, category, product or kind"),
        _column("key", TEXT, "Which category, sku or kind of work; empty for all"),
        _maybe("markup_bp", INT, "Added to the cost, in hundredths of a percent"),
        _maybe("fixed_minor", ID, "The price itself"),
        _maybe(
            "least_margin_bp",
            INT,
            "The least gain on the cost, in hundredths of a percent",
        ),
        _maybe("least_margin_minor", ID, "The least gain on one piece"),
        _maybe(
            "currency",
            TEXT,
            "Of fixed_minor and least_margin_minor; they hold in no other",
        ),
        _maybe("rounding", TEXT, "none, whole, .99, .95, .90 or 5: where prices end"),
        _column("valid_from", TIME, "When it was set"),
        _maybe("ended_at", TIME, "When it was ended, or followed by another"),
        _column("actor", TEXT, "Who set it"),
        _column("note", TEXT, "Why, in words; may be forgotten"),
        sa.PrimaryKeyConstraint("rule_id"),
        comment="How prices are made; triggers refuse every change but ending and"
        " forgetting",
        sqlite_autoincrement=True,
    )
    in_force = sa.text("ended_at IS NULL")
    op.create_index(
        "price_rules_in_force",
        "price_rules",
        ["scope", "key"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def _price_versions() -> None:
    op.create_table(
        "price_versions",
        _column("version", ID, "1, 2, 3 in order of time", autoincrement=False),
        _column("sku", TEXT, "What it is the price of"),
        _maybe("price_minor", ID, "The price; none while it is not sold"),
        _maybe("currency", TEXT, "Of price and cost"),
        _maybe("cost_minor", ID, "What it cost us then"),
        _column(
            "rule_ids",
            sa.Text(),
            "The rules that made it, by comma; empty for the settings alone",
        ),
        _column(
            "valid_from", TIME, "From when on; never before that of an older version"
        ),
        _column("reason", TEXT, "publish, rule or person"),
        sa.PrimaryKeyConstraint("version"),
        comment="Every price that was ever in force; triggers refuse every change",
    )
    op.create_index("price_versions_sku", "price_versions", ["sku", "version"])


def _shelf_states() -> None:
    op.create_table(
        "shelf_states",
        _column("sku", TEXT, "As customers see it"),
        _column(
            "mark",
            ID,
            "Grows with every change of price, former price or availability",
        ),
        _column("version", ID, "The price version in force"),
        _column("since", TIME, "From when on it is in force"),
        _maybe("price_minor", ID, "The price; none while it is not sold"),
        _maybe("currency", TEXT, "Of all amounts of the row"),
        _maybe("was_minor", ID, "The lowest price of the 30 days before a reduction"),
        _maybe("availability", TEXT, "In our words, as in_stock"),
        _maybe("checked_at", TIME, "When a source last confirmed it"),
        _maybe("cost_minor", ID, "What it costs us"),
        _column("category", TEXT, "The key of its category; may be empty"),
        sa.PrimaryKeyConstraint("sku"),
        comment="Price and availability in force, one row a sku",
    )
    op.create_index("shelf_states_mark", "shelf_states", ["mark"], unique=True)


def _profile() -> None:
    op.create_table(
        "profile",
        _column("id", INT, "1: there is one profile", autoincrement=False),
        _column("name", TEXT, "The shop's name"),
        _column("currency", TEXT, "The currency that prices are shown in"),
        _column("country", TEXT, "Where the merchant sits, as two letters"),
        _column("set_at", TIME, "When it was last set"),
        _column("actor", TEXT, "Who set it"),
        sa.PrimaryKeyConstraint("id"),
        comment="What the merchant said of the shop",
    )


def _column(
    name: str,
    kind: sa.types.TypeEngine[Any],
    comment: str,
    *,
    autoincrement: bool = True,
) -> sa.Column[Any]:
    return sa.Column(
        name,
        kind,
        nullable=False,
        comment=comment,
        autoincrement="auto" if autoincrement else False,
    )


def _maybe(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True, comment=comment)
