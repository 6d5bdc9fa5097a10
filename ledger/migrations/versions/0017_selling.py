"""Codes of coupons and gifts, shipping zones, exchange rates, and what orders say of them.

The types are spelled out here, so that this step stays what it was.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INT = sa.Integer()
TEXT = sa.String()
JSON = sa.Text()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Build the tables."""
    _coupons()
    _coupon_uses()
    _shipping_zones()
    _shipping_rates()
    _exchange_rates()
    told = "The rate and its day, as JSON, where prices were in another currency"
    op.add_column("orders", _has("exchange", JSON, told, "null"))


def _coupons() -> None:
    op.create_table(
        "coupons",
        _has("code", TEXT, "In capitals, as it is told"),
        _has("kind", TEXT, "percent, amount, shipping or gift"),
        _maybe("percent_bp", INT, "What is taken off, in hundredths of a percent"),
        _maybe("amount_minor", ID, "What is taken off, or all that a gift holds"),
        _maybe("currency", TEXT, "Of its amounts; the code holds in no other"),
        _has("least_minor", ID, "Goods of less do not use it"),
        _maybe("most_uses", INT, "So many orders may use it"),
        _maybe(
            "most_per_buyer", INT, "So many orders of one e-mail address may use it"
        ),
        _has("uses", ID, "Orders that use it"),
        _has("spent_minor", ID, "What these orders had of it"),
        _has("valid_from", TIME, "From when on it holds"),
        _maybe("valid_until", TIME, "Until when, if ever"),
        _maybe("ended_at", TIME, "When a person ended it"),
        _has("created_at", TIME, "When it was made"),
        _has("actor", TEXT, "Who made it"),
        _has("note", TEXT, "What for, in words"),
        sa.PrimaryKeyConstraint("code"),
        sa.CheckConstraint(
            "uses >= 0 AND spent_minor >= 0", name="coupons_never_below_zero"
        ),
        sa.CheckConstraint("uses <= most_uses", name="coupons_most_uses"),
        sa.CheckConstraint(
            "kind <> 'gift' OR spent_minor <= amount_minor", name="coupons_gift_spent"
        ),
        comment="Codes of coupons and gifts",
    )


def _coupon_uses() -> None:
    op.create_table(
        "coupon_uses",
        _has("order_id", TEXT, "The order"),
        _has("code", TEXT, "Which code"),
        _has("buyer", TEXT, "SHA-256 of the buyer's e-mail address; empty once erased"),
        _has("amount_minor", ID, "What it took off the order"),
        _has("used_at", TIME, "When the order was placed"),
        _maybe("freed_at", TIME, "When the order ended unpaid or was cancelled"),
        sa.PrimaryKeyConstraint("order_id"),
        comment="Which order used which code",
    )
    op.create_index("coupon_uses_code", "coupon_uses", ["code", "buyer"])


def _shipping_zones() -> None:
    op.create_table(
        "shipping_zones",
        _has("zone_id", ID, "1, 2, 3"),
        _has("name", TEXT, "As the merchant calls it"),
        _has(
            "places", JSON, "Countries as DE, regions as CA-QC, EU, or * for all others"
        ),
        _has("set_at", TIME, "When it was made"),
        _maybe("ended_at", TIME, "When it was ended"),
        _has("actor", TEXT, "Who made it"),
        sa.PrimaryKeyConstraint("zone_id"),
        comment="Where is sent to",
        sqlite_autoincrement=True,
    )


def _shipping_rates() -> None:
    op.create_table(
        "shipping_rates",
        _has("rate_id", ID, "1, 2, 3"),
        _has("zone_id", ID, "Its zone"),
        _has("name", TEXT, "As buyers read it"),
        _has("amount_minor", ID, "What it costs"),
        _has("currency", TEXT, "Of its amounts"),
        _has("from_g", ID, "Parcels of this weight, in grams, or more"),
        _maybe("to_g", ID, "And of less than this one, if any"),
        _maybe("free_from_minor", ID, "Goods of so much or more are sent for nothing"),
        _maybe("days_least", INT, "So many days it is on its way"),
        _maybe("days_most", INT, "At most so many; none where not known"),
        _has("set_at", TIME, "When it was made"),
        _maybe("ended_at", TIME, "When it was ended"),
        _has("actor", TEXT, "Who made it"),
        sa.PrimaryKeyConstraint("rate_id"),
        comment="What sending costs",
        sqlite_autoincrement=True,
    )
    op.create_index("shipping_rates_zone_id", "shipping_rates", ["zone_id"])


def _exchange_rates() -> None:
    op.create_table(
        "exchange_rates",
        _has("base", TEXT, "Prices in this currency"),
        _has("quote", TEXT, "Are paid in this one"),
        _has("rate_pico", ID, "What one unit of base gives of quote, in trillionths"),
        _has("day", TEXT, "The day of the rate, as 2026-11-20"),
        _has("source", TEXT, "The bank that published it"),
        _has("set_at", TIME, "When the ledger took it in"),
        sa.PrimaryKeyConstraint("base", "quote"),
        comment="What prices are turned into other currencies by",
    )


def _has(
    name: str,
    kind: sa.types.TypeEngine[Any],
    comment: str,
    default: str | None = None,
) -> sa.Column[Any]:
    return sa.Column(
        name, kind, nullable=False, comment=comment, server_default=default
    )


def _maybe(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True, comment=comment)
