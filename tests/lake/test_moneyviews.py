"""What the views of the shop's money say of a few days, added up by hand."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from lake.load import append
from lake.pin import pin
from lake.settings import LakeSettings
from lake.sql import connect
from lake.store import Lake
from lake.tables import schema

MAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
JUNE = MAY + timedelta(days=31)
SALE = {"kind": "order", "order_key": "A", "currency": "EUR", "channel": "TEN"}
LINE = SALE | {
    "sku": "pot",
    "quantity": 2,
    "amount_minor": 2380,
    "tax_minor": 380,
    "cost_minor": 1200,
    "discount_minor": 200,
}
REST = SALE | {"amount_minor": 595, "tax_minor": 95, "fee_minor": 74}
BOOK = SALE | {"order_key": "B", "sku": "book", "quantity": 1, "amount_minor": 900}
BACK = {"kind": "refund", "order_key": "A", "currency": "EUR", "channel": "TEN"}
POT_BACK = BACK | {"sku": "pot", "quantity": 1, "amount_minor": 1190, "tax_minor": 190}
PAID = {"kind": "commission", "channel": "awin", "currency": "EUR"}
DOLLARS = BOOK | {"order_key": "C", "currency": "USD", "channel": None}
SEEN = (
    {"kind": "views", "sku": "pot", "times": 7},
    {"kind": "view", "sku": "pot", "visitor": "v"},
    *({"kind": "cart", "sku": "pot", "session": "s", "agent": "firefox"},) * 2,
    {"kind": "cart", "sku": "pot", "session": "bot", "agent": "curl"},
    {"kind": "checkout", "order_key": "A", "amount_minor": 2975},
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    lake = Lake.open(tmp_path_factory.mktemp("money"), LakeSettings())
    sold = (LINE, REST, BOOK | {"channel": None, "tax_minor": 0}, DOLLARS)
    undone = POT_BACK | {"amount_minor": -1190, "tax_minor": -190}
    earned = (PAID | {"amount_minor": 500}, PAID | {"amount_minor": -100})
    told = [(MAY, one) for one in (*SEEN, *sold)]
    told += [(JUNE, one) for one in (POT_BACK, POT_BACK, undone, *earned)]
    rows = [{"event_id": str(n), "ts": at, **of} for n, (at, of) in enumerate(told)]
    wanted = schema("shop_events", common=False)
    append(lake, "shop", {"shop_events": pa.Table.from_pylist(rows, schema=wanted)})
    pin(lake)
    with connect(lake.home) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_the_funnel_counts_people_and_orders_once(ask):
    asked = "SELECT views, clicks, carts, checkouts, orders, refunds FROM funnel"
    assert ask(f"{asked} ORDER BY day") == [(8, 0, 1, 1, 3, 0), (0, 0, 0, 0, 0, 1)]


def test_sales_stand_by_product_day_and_currency(ask):
    found = ask(
        "SELECT sku, pieces, gross_minor, cost_minor, returned, refunded_minor"
        " FROM sales WHERE currency = 'EUR' ORDER BY day, sku NULLS LAST"
    )
    assert found == [
        ("book", 1, 900, None, 0, 0),
        ("pot", 2, 2380, 1200, 0, 0),
        (None, 0, 595, None, 0, 0),
        ("pot", 0, 0, None, 1, 1190),
    ]


def test_profit_is_without_tax_cost_fees_and_refunds(ask):
    found = ask(
        "SELECT net_minor, refunded_minor, cost_minor, fee_minor, commission_minor,"
        " profit_minor, uncosted_minor FROM profit"
        " WHERE currency = 'EUR' ORDER BY day"
    )
    assert found == [
        (3400, 0, 1200, 74, 0, 2126, 900),
        (0, 1000, 0, 0, 400, -600, 0),
    ]


def test_currencies_are_never_added_up(ask):
    found = ask("SELECT currency, net_minor FROM profit WHERE day = '2026-05-04'")
    assert sorted(found) == [("EUR", 3400), ("USD", 900)]


def test_marketing_tells_what_a_coupon_cost_and_brought(ask):
    found = ask(
        "SELECT channel, net_minor, spent_minor, commission_minor, profit_of_spent"
        " FROM marketing WHERE currency = 'EUR' ORDER BY day, channel NULLS LAST"
    )
    assert found == [
        ("TEN", 2500, 200, 0, 6.13),
        (None, 900, 0, 0, None),
        ("TEN", -1000, 0, 0, None),
        ("awin", 0, 0, 400, None),
    ]


def test_all_views_and_their_columns_say_what_they_are(ask):
    views = "('funnel', 'sales', 'profit', 'marketing')"
    sql = f"SELECT column_name FROM duckdb_columns() WHERE table_name IN {views}"  # noqa: S608
    assert ask(f"{sql} AND comment IS NULL") == []
    assert len(ask(sql)) == 7 + 11 + 10 + 9
