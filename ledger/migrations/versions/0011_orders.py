"""Orders with their lines and events, stock, payments and refunds.

The types are spelled out here, so that this step stays what it was.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INT = sa.Integer()
TEXT = sa.String()
JSON = sa.Text()
FLAG = sa.Boolean()
TIME = sa.DateTime(timezone=True)

# What is written once: its table, and which columns tell one row of it.
_WRITTEN = {"stock_moves": ("move_id",), "order_events": ("order_id", "seq")}


def upgrade() -> None:
    """Build the tables."""
    _stock()
    _stock_moves()
    _orders()
    _order_lines()
    _order_events()
    _payments()
    _gateway_events()
    _refunds()
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for guard in _postgres_guards() if is_postgres else _sqlite_guards():
        op.execute(guard)


def _sqlite_guards() -> Iterator[str]:
    for table, keys in _WRITTEN.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
        # INSERT OR REPLACE would delete a row without a word to a DELETE trigger.
        same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 # names of this file
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {when} {refuse}"


def _postgres_guards() -> Iterator[str]:
    for table in _WRITTEN:
        yield (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{table} are never changed'; END $$"
        )
        yield (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        )


def _stock() -> None:
    op.create_table(
        "stock",
        _column("sku", TEXT, "As customers see it"),
        _maybe(
            "on_hand",
            ID,
            "Pieces that nobody has ordered; none while they are not counted",
        ),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("sku"),
        sa.CheckConstraint("on_hand >= 0", name="stock_never_below_zero"),
        comment="Pieces at hand of what is counted",
    )


def _stock_moves() -> None:
    op.create_table(
        "stock_moves",
        _column("move_id", ID, "In order of time"),
        _column("sku", TEXT, "Of what"),
        _column("delta", ID, "Pieces that came, less than 0 when they left"),
        _maybe("order_id", TEXT, "The order that took or gave them"),
        _column(
            "reason",
            TEXT,
            "counted, uncounted, ordered, cancelled, expired, refunded or returned",
        ),
        _column("moved_at", TIME, "When"),
        _column("actor", TEXT, "Who: buyer, gateway, clock or a user's name"),
        sa.PrimaryKeyConstraint("move_id"),
        comment="Every change of stock; triggers refuse every change of a written row",
        sqlite_autoincrement=True,
    )
    op.create_index("stock_moves_order_id", "stock_moves", ["order_id"])
    op.create_index("stock_moves_sku", "stock_moves", ["sku"])


def _orders() -> None:
    op.create_table(
        "orders",
        _column("number", ID, "As people say it; grows, may leave some out"),
        _column("order_id", TEXT, "Its key everywhere; sorts by time"),
        _column("key", TEXT, "The key of the submit: the same twice is one order"),
        _column("asked_digest", TEXT, "SHA-256 of what was asked under that key"),
        _column(
            "token_hash", TEXT, "SHA-256 of the token that opens its page for the buyer"
        ),
        _column(
            "state",
            TEXT,
            "pending, paid, placed, shipped, delivered, cancelled, returned or refunded",
        ),
        _maybe(
            "held_reason",
            TEXT,
            "Why nothing is sent until a person has looked; none while it goes on",
        ),
        _maybe("cancel_reason", TEXT, "expired, or why somebody cancelled it"),
        _column("currency", TEXT, "Of all amounts"),
        _column("goods_minor", ID, "All lines before the discount"),
        _column("discount_minor", ID, "Taken off the lines"),
        _column("shipping_minor", ID, "With tax where prices have it"),
        _column("shipping_tax", JSON, "The taxes on shipping, as on a line"),
        _column("tax_minor", ID, "All taxes, that on shipping too"),
        _column("total_minor", ID, "What is to be paid"),
        _column(
            "prices_include_tax",
            FLAG,
            "Whether prices and shipping have the tax within them",
        ),
        _column("paid_minor", ID, "What came in"),
        _column(
            "refunded_minor",
            ID,
            "What went back or was asked back; never more than was paid",
        ),
        _column("email", TEXT, "Of the buyer; empty once erased"),
        _column("language", TEXT, "The buyer's, for mails"),
        _column("ship_to", JSON, "Address, as JSON"),
        _column("bill_to", JSON, "Address, as JSON"),
        _column("country", TEXT, "Whose taxes were asked, as two letters"),
        _column("region", TEXT, "Of that country, where taxes differ; or empty"),
        _column(
            "evidence", JSON, "Which signs showed which country, as JSON; no address"
        ),
        _maybe("coupon", TEXT, "The code behind the discount"),
        _maybe("visitor", TEXT, "Pseudonym of a buyer who agreed to be counted"),
        _column("placed_at", TIME, "When it was submitted"),
        _maybe("expires_at", TIME, "When its pieces go back unless it is paid"),
        _maybe(
            "accepted_at", TIME, "When mail, grants and suppliers were asked for, once"
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("key", name="orders_key"),
        sa.UniqueConstraint("order_id", name="orders_order_id"),
        sa.CheckConstraint(
            "refunded_minor <= paid_minor", name="orders_refunded_of_paid"
        ),
        sa.UniqueConstraint("token_hash", name="orders_token_hash"),
        comment="What was ordered, paid and sent",
        sqlite_autoincrement=True,
    )
    _partial_index("orders_expires_at", ["expires_at"], "expires_at")
    _partial_index("orders_held", ["number"], "held_reason")


def _order_lines() -> None:
    op.create_table(
        "order_lines",
        _column("order_id", TEXT, "Its order"),
        _column("line", INT, "1, 2, 3"),
        _column("sku", TEXT, "What was sold"),
        _column("title", TEXT, "Under which name"),
        _column("kind", TEXT, "physical or digital"),
        _maybe("edition", TEXT, "Which edition of a digital one"),
        _column("quantity", ID, "Pieces"),
        _column("unit_minor", ID, "The price of one piece"),
        _column("discount_minor", ID, "Its share of the order's discount"),
        _column("tax_minor", ID, "All taxes of the line"),
        _column("tax", JSON, "Each tax: name, rate, base and amount"),
        _column("total_minor", ID, "What is paid for the line"),
        _column("price_version", ID, "The price version that it was sold at"),
        _column("returned_quantity", ID, "Pieces that came back"),
        _column("refunded_quantity", ID, "Pieces whose money went back"),
        _column("refunded_minor", ID, "What went back for them"),
        sa.PrimaryKeyConstraint("order_id", "line"),
        sa.CheckConstraint(
            "refunded_quantity <= quantity", name="order_lines_refunded"
        ),
        sa.CheckConstraint(
            "returned_quantity <= quantity", name="order_lines_returned"
        ),
        comment="What each order holds",
    )
    op.create_index("order_lines_sku", "order_lines", ["sku"])


def _order_events() -> None:
    op.create_table(
        "order_events",
        _column("order_id", TEXT, "Its order"),
        _column("seq", INT, "1, 2, 3 without a gap"),
        _column("happened_at", TIME, "When"),
        _column("kind", TEXT, "What, as paid or refund_asked"),
        _column("actor", TEXT, "Who: buyer, gateway, clock or a user's name"),
        _column("facts", JSON, "Details, as JSON"),
        sa.PrimaryKeyConstraint("order_id", "seq"),
        comment="The story of each order; triggers refuse every change of a written row",
    )


def _payments() -> None:
    op.create_table(
        "payments",
        _column("payment_id", TEXT, "Sorts by time"),
        _column("order_id", TEXT, "What is paid"),
        _column("attempt", INT, "1, 2, 3; part of the gateway's key"),
        _column("provider", TEXT, "The gateway"),
        _maybe("reference", TEXT, "What the gateway calls it; none until it answered"),
        _column("amount_minor", ID, "What was asked"),
        _column("currency", TEXT, "Of what was asked"),
        _column("state", TEXT, "asked, processing, failed, cancelled or succeeded"),
        _maybe("failure", TEXT, "The gateway's code of why it failed"),
        _column("received_minor", ID, "What came in"),
        _maybe("received_currency", TEXT, "Of what came in"),
        _column("refunded_minor", ID, "What of it went or is to go back"),
        _column("created_at", TIME, "When it was begun"),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("payment_id"),
        sa.UniqueConstraint("provider", "reference", name="payments_reference"),
        sa.CheckConstraint(
            "refunded_minor <= received_minor", name="payments_refunded"
        ),
        sa.UniqueConstraint("order_id", "attempt", name="payments_attempt"),
        comment="Every attempt at paying",
    )


def _gateway_events() -> None:
    op.create_table(
        "gateway_events",
        _column("provider", TEXT, "The gateway"),
        _column("event_id", TEXT, "What it calls the message"),
        _column("kind", TEXT, "What it says"),
        _column("reference", TEXT, "Of which payment or refund"),
        _maybe("created_at", TIME, "The gateway's time"),
        _column("received_at", TIME, "When it came"),
        _column("outcome", TEXT, "What it changed"),
        sa.PrimaryKeyConstraint("provider", "event_id"),
        comment="Messages of gateways that were heeded",
    )
    op.create_index("gateway_events_received_at", "gateway_events", ["received_at"])


def _refunds() -> None:
    op.create_table(
        "refunds",
        _column("refund_id", TEXT, "Sorts by time"),
        _column("order_id", TEXT, "Of which order"),
        _column("payment_id", TEXT, "Of which payment"),
        _column("key", TEXT, "The key of the asking: the same twice is one refund"),
        _column("asked_digest", TEXT, "SHA-256 of what was asked under that key"),
        _column("amount_minor", ID, "What goes back"),
        _column("shipping_minor", ID, "How much of it is for shipping"),
        _column("lines", JSON, "Line, quantity and amount of each, as JSON"),
        _column("reason", TEXT, "Why, in words; may be forgotten"),
        _column("actor", TEXT, "Who: buyer, gateway, clock or a user's name"),
        _column("state", TEXT, "asked, done or failed"),
        _maybe("reference", TEXT, "What the gateway calls it"),
        _column("created_at", TIME, "When it was asked"),
        _column("updated_at", TIME, "When it last changed"),
        sa.PrimaryKeyConstraint("refund_id"),
        sa.UniqueConstraint("key", name="refunds_key"),
        comment="What goes back to buyers",
    )
    op.create_index("refunds_order_id", "refunds", ["order_id"])


def _partial_index(name: str, columns: list[str], of: str) -> None:
    has = sa.text(f"{of} IS NOT NULL")
    op.create_index(name, "orders", columns, sqlite_where=has, postgresql_where=has)


def _column(
    name: str, kind: sa.types.TypeEngine[Any], comment: str, *, nullable: bool = False
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def _maybe(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return _column(name, kind, comment, nullable=True)
