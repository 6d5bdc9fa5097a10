"""The line as people look at it, and what was given up retried, dropped and put back."""

from datetime import timedelta

import pytest

from ledger import approvals, trail, users, waiting
from ledger.approvals import Decision
from ledger.work import Work, Worker, claim, fail, put

WORKER = Worker("ann", ["mail", "crawl"])


@pytest.fixture
def line(ledger, now):
    """Two mails and a crawl that were given up, one at work, two that wait."""
    with ledger.write() as connection:
        for number in range(3):
            kind = "crawl" if number == 2 else "mail"
            put(connection, Work(kind, {"number": number}, key=f"k{number}"), now)
        for job in claim(connection, WORKER, 9, now):
            fail(connection, job, "no such address", now)
        put(connection, Work("mail", {"number": 3}), now)
        claim(connection, WORKER, 1, now)
        put(connection, Work("mail", {"number": 4}, due_at=now + timedelta(1)), now)
        put(connection, Work("crawl", {"number": 5}), now)
    return ledger


def numbers(ledger, at, now, kind=""):
    with ledger.read() as connection:
        found = waiting.rows(connection, at, now, 9, kind)
    return [one.payload["number"] for one in found]


def test_each_row_stands_where_it_is(line, now):
    assert numbers(line, "work", now) == [3]
    assert numbers(line, "waiting", now) == [5, 4]
    assert sorted(numbers(line, "given up", now)) == [0, 1, 2]
    assert numbers(line, "given up", now, "crawl") == [2]
    late = now + timedelta(minutes=2)
    assert numbers(line, "work", late) == []
    assert sorted(numbers(line, "waiting", late)) == [3, 4, 5]


def test_a_kind_is_retried_alone(line, now):
    with line.write() as connection:
        assert waiting.retry_kind(connection, "mail", now) == 2
        assert waiting.retry_kind(connection, "mail", now) == 0
    assert numbers(line, "given up", now) == [2]


def test_what_is_dropped_comes_back_as_it_was_but_for_its_number(line, now):
    with line.write() as connection:
        before = waiting.rows(connection, "given up", now, 9, "mail")
        assert waiting.drop_kind(connection, "mail") == 2
        assert waiting.put_back(connection, waiting.kept(before), now) == 2
        after = waiting.rows(connection, "given up", now, 9, "mail")
    assert {one.id for one in before}.isdisjoint(one.id for one in after)
    same = ("kind", "key", "payload", "attempts", "max_attempts", "error")
    told = [
        [[getattr(one, name) for name in same] for one in of] for of in (before, after)
    ]
    assert sorted(told[0], key=str) == sorted(told[1], key=str)


def test_the_audit_is_read_backwards_and_names_people(ledger, now):
    with ledger.write() as connection:
        ann = users.add(connection, "ann@b.c", "owner", now)
        for digest in ("d1", "d2"):
            decision = Decision("key", digest, "approved", ann.name)
            approvals.decide(connection, decision, now)
        assert [one.seq for one in trail.steps(connection, 9)] == [2, 1]
        assert [one.seq for one in trail.steps(connection, 9, before=2)] == [1]
        assert trail.people(connection) == {"user 1": "ann@b.c"}
        assert approvals.latest(connection, 1)[0].digest == "d2"
        decided = approvals.decided(connection, {"key", "other"})
    assert decided == {("key", "d1"), ("key", "d2")}
