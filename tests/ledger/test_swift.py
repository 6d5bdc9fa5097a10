"""A swift statement does what the same statement does without haste."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update

from ledger.swift import Swift
from ledger.tables import work

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROW = {
    "kind": "mail",
    "key": "k",
    "payload": {"to": "ann@buyer.test", "n": [1, None]},
    "created_at": NOW,
    "due_at": NOW,
    "attempts": 0,
    "max_attempts": 5,
}


def test_values_are_bound_as_their_types_say(ledger):
    swift = Swift(insert(work).returning(work.c.id))
    with ledger.write() as connection:
        number = swift.run(connection, ROW).scalar_one()
        connection.execute(insert(work), ROW | {"id": number + 1})
        one, other = connection.execute(select(work).order_by(work.c.id)).mappings()
    assert dict(one) | {"id": 0} == dict(other) | {"id": 0}


def test_other_names_are_another_statement(ledger):
    swift = Swift(insert(work))
    with ledger.write() as connection:
        swift.run(connection, ROW)
        swift.run(connection, {k: v for k, v in ROW.items() if k != "key"})
        keys = connection.scalars(select(work.c.key).order_by(work.c.id)).all()
    assert keys == ["k", None]


def test_what_stands_in_the_statement_stays_there(ledger):
    swift = Swift(update(work).where(work.c.key == bindparam("of")).values(attempts=3))
    with ledger.write() as connection:
        connection.execute(insert(work), ROW)
        assert swift.run(connection, {"of": "k"}).rowcount == 1
        assert connection.scalar(select(work.c.attempts)) == 3


def test_a_time_without_a_zone_is_refused(ledger):
    with ledger.write() as connection, pytest.raises(ValueError, match="no zone"):
        Swift(insert(work)).run(connection, ROW | {"due_at": datetime(2026, 3, 1)})  # noqa: DTZ001
