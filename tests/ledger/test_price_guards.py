"""What was once asked for a thing, and by which rule, is never written over."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Table, delete, insert, update
from sqlalchemy.exc import DBAPIError

from ledger.open import Ledger
from ledger.pricetables import price_rules, price_versions

THEN = datetime(2026, 1, 1, tzinfo=UTC)
RULE = {
    "rule_id": 1,
    "scope": "all",
    "key": "",
    "markup_bp": 2000,
    "valid_from": THEN,
    "actor": "ann",
    "note": "to begin with",
}
VERSION = {
    "version": 1,
    "sku": "HV-1",
    "price_minor": 120,
    "currency": "EUR",
    "cost_minor": 100,
    "rule_ids": "1",
    "valid_from": THEN,
    "reason": "publish",
}


@pytest.fixture
def writer(ledger: Ledger) -> Iterator[Connection]:
    with ledger.write() as connection:
        connection.execute(insert(price_rules), RULE)
        connection.execute(insert(price_versions), VERSION)
        yield connection


@pytest.mark.parametrize("table", [price_rules, price_versions])
def test_a_row_is_not_deleted(writer: Connection, table: Table) -> None:
    with pytest.raises(DBAPIError, match="never changed"), writer.begin_nested():
        writer.execute(delete(table))


@pytest.mark.parametrize(
    "change",
    [
        update(price_versions).values(price_minor=1),
        update(price_versions).values(cost_minor=None),
        update(price_rules).values(markup_bp=1),
        update(price_rules).values(fixed_minor=1),
        update(price_rules).values(key="other"),
        update(price_rules).values(note="something else"),
    ],
)
def test_a_row_is_not_changed(writer: Connection, change) -> None:
    with pytest.raises(DBAPIError, match="never changed"), writer.begin_nested():
        writer.execute(change)


def test_a_rule_ends_once(writer: Connection) -> None:
    writer.execute(update(price_rules).values(ended_at=THEN))
    again = update(price_rules).values(ended_at=datetime(2026, 2, 1, tzinfo=UTC))
    with pytest.raises(DBAPIError, match="never changed"), writer.begin_nested():
        writer.execute(again)


def test_why_a_rule_was_set_may_be_forgotten(writer: Connection) -> None:
    writer.execute(update(price_rules).values(note="forgotten"))


def test_of_one_scope_and_key_one_rule_is_in_force(writer: Connection) -> None:
    other = RULE | {"rule_id": 2}
    with pytest.raises(DBAPIError), writer.begin_nested():
        writer.execute(insert(price_rules), other)
    writer.execute(update(price_rules).values(ended_at=THEN))
    writer.execute(insert(price_rules), other)


@pytest.mark.parametrize("table", [price_rules, price_versions])
def test_a_row_is_not_replaced(writer: Connection, table: Table) -> None:
    if writer.dialect.name == "postgresql":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    with pytest.raises(DBAPIError, match="never changed"), writer.begin_nested():
        writer.execute(
            insert(table).prefix_with("OR REPLACE").from_select(table.c, table.select())
        )
