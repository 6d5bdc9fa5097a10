import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from ledger.audit import AuditReport, Deed, Head, head, record, verify
from ledger.tables import audit

REFUND = Deed("ann", "refund", "order:7", {"amount_minor": 1999, "why": "ö€"})
CHANGES = [
    update(audit).values(actor="bob"),
    delete(audit),
    text("INSERT INTO audit SELECT * FROM audit"),
]


@pytest.fixture
def chain(ledger, now):
    """Five rows, written one a transaction."""
    for number in range(5):
        with ledger.write() as connection:
            record(connection, replace(REFUND, subject=f"order:{number}"), now)
    return ledger


@pytest.fixture
def unguarded(chain):
    """The same, open to someone who may drop the triggers."""
    with chain.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            for name in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection


def test_a_chain_that_nobody_touched_is_whole(chain):
    with chain.read() as connection:
        assert verify(connection) == AuditReport(True, 5)
        assert verify(connection, head(connection)) == AuditReport(True, 5)
        found = connection.execute(select(audit).order_by(audit.c.seq)).first()
    assert (found.actor, found.subject, found.facts) == ("ann", "order:0", REFUND.facts)


def test_an_empty_chain_is_whole(ledger):
    with ledger.read() as connection:
        assert verify(connection, head(connection)) == AuditReport(True, 0)


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_the_chain(chain, change):
    with pytest.raises(DBAPIError), chain.write() as connection:
        connection.execute(change)
    with chain.read() as connection:
        assert verify(connection) == AuditReport(True, 5)


def test_sqlite_refuses_to_replace_a_row(chain):
    row = {"seq": 3, "actor": "bob", "action": "x", "subject": "x", "facts": {}}
    row |= {"at": "2026", "prev_hash": "", "hash": ""}
    statement = insert(audit).prefix_with("OR REPLACE", dialect="sqlite")
    with pytest.raises(StatementError), chain.write() as connection:
        connection.execute(statement, row)
    with chain.read() as connection:
        assert verify(connection) == AuditReport(True, 5)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)),
        ("actor", "bob"),
        ("action", "sell"),
        ("subject", "order:8"),
        ("facts", {"amount_minor": 1}),
        ("hash", "0" * 64),
    ],
)
def test_an_edited_row_is_found(unguarded, column, value):
    edit = update(audit).where(audit.c.seq == 3)
    unguarded.execute(edit.values({column: value}))
    report = verify(unguarded)
    assert (report.ok, report.checked, report.first_broken) == (False, 2, 3)
    assert report.reason == "the row was changed"


def test_an_edited_row_with_its_hash_made_anew_is_found(unguarded, now):
    unguarded.execute(text("CREATE TABLE aside AS SELECT * FROM audit WHERE seq > 3"))
    unguarded.execute(text("DELETE FROM audit WHERE seq >= 3"))
    record(unguarded, replace(REFUND, actor="bob"), now)
    unguarded.execute(text("INSERT INTO audit SELECT * FROM aside"))
    report = verify(unguarded)
    assert (report.first_broken, report.checked) == (4, 3)
    assert report.reason == "the row does not follow the one before it"


def test_a_deleted_row_is_found(unguarded):
    unguarded.execute(text("DELETE FROM audit WHERE seq = 2"))
    report = verify(unguarded)
    assert (report.first_broken, report.checked) == (2, 1)
    assert report.reason == "the row is missing; the next is 3"


def test_rows_in_another_order_are_found(unguarded):
    for old, new in ((2, 100), (3, 2), (100, 3)):
        moved = update(audit).where(audit.c.seq == old).values(seq=new)
        unguarded.execute(moved)
    assert verify(unguarded).first_broken == 2


def test_a_cut_end_is_found_by_a_remembered_head(unguarded):
    remembered = head(unguarded)
    unguarded.execute(text("DELETE FROM audit WHERE seq > 3"))
    assert verify(unguarded).ok
    report = verify(unguarded, remembered)
    assert (report.ok, report.checked, report.first_broken) == (False, 3, 4)


def test_a_chain_written_anew_is_found_by_a_remembered_head(unguarded, now):
    remembered = head(unguarded)
    unguarded.execute(text("DELETE FROM audit"))
    for _ in range(6):
        record(unguarded, REFUND, now)
    assert verify(unguarded).ok
    assert verify(unguarded, remembered).first_broken == 5


def test_writers_at_the_same_time_make_one_chain(opened, now):
    ledgers = [opened() for _ in range(4)]

    def write(number):
        with ledgers[number % 4].write() as connection:
            record(connection, REFUND, now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with ledgers[0].read() as connection:
        assert verify(connection) == AuditReport(True, 40)


def test_a_chain_longer_than_one_batch_is_checked_to_its_end(ledger, now):
    with ledger.write() as connection:
        for _ in range(1500):
            last = record(connection, REFUND, now)
    with ledger.read() as connection:
        assert verify(connection, last) == AuditReport(True, 1500)


finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(facts=st.dictionaries(st.text() | st.integers(0, 100), values))
@limits(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_facts_hash_the_same_when_read_back(ledger, now, facts):
    with ledger.write() as connection:
        before = head(connection)
        last = record(connection, replace(REFUND, facts=facts), now)
        assert last.count == before.count + 1
        assert verify(connection, last).ok
        connection.rollback()


def test_anyone_can_compute_the_hash(ledger, now):
    row = '[1,"2026-03-01T12:00:00.000000+00:00","ann","refund","order:7",'
    row += '{"amount_minor":1999,"why":"ö€"},"' + "0" * 64 + '"]'
    with ledger.write() as connection:
        last = record(connection, REFUND, now)
    assert last == Head(1, hashlib.sha256(row.encode()).hexdigest())
