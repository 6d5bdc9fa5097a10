from datetime import timedelta

import pytest
from sqlalchemy import select

from ledger.ahead import begin, extend_all, finish_all, hold, is_due, orphans
from ledger.errors import LeaseLost
from ledger.line import parked
from ledger.processes import this_process
from ledger.tables import work
from ledger.work import Work, Worker, claim, fail, finish, put

ANN = Worker("ann", ["mail", "print"], lease_s=60)
BOB = Worker("bob", ["mail", "print"], lease_s=60)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def writer(ledger):
    with ledger.write() as connection:
        yield connection


def line_up(writer, now, *numbers, kind="mail", **facts):
    for number in numbers:
        put(writer, Work(kind, number, **facts), now)


def payloads(jobs):
    return [job.payload for job in jobs]


def test_a_stock_is_held_in_the_order_of_the_line(writer, now):
    line_up(writer, now, 1, 2, 3)
    line_up(writer, now, 9, kind="print")
    assert payloads(hold(writer, ANN, 2, now)) == [1, 2]
    assert payloads(hold(writer, BOB, 9, now)) == [3, 9]
    assert hold(writer, BOB, 9, now) == []


def test_of_a_key_only_the_oldest_is_held(writer, now):
    line_up(writer, now, 1, 2, key="k")
    (first,) = hold(writer, ANN, 9, now)
    assert hold(writer, ANN, 9, now) == []
    finish(writer, first)
    assert payloads(hold(writer, ANN, 9, now)) == [2]


def test_what_is_due_is_seen_without_writing(ledger, now):
    with ledger.write() as connection:
        put(connection, Work("mail", due_at=now + MINUTE), now)
    with ledger.read() as connection:
        assert not is_due(connection, ["mail"], now)
        assert not is_due(connection, ["print"], now + MINUTE)
        assert is_due(connection, ["mail"], now + MINUTE)


def test_what_waits_behind_its_key_is_not_due(writer, now):
    line_up(writer, now, 1, 2, key="k")
    hold(writer, ANN, 1, now)
    assert not is_due(writer, ["mail"], now)


def test_a_stock_that_was_never_begun_spends_no_attempt(writer, now):
    put(writer, Work("mail", max_attempts=1), now)
    for _ in range(4):
        assert len(hold(writer, ANN, 5, now)) == 1
        now += 2 * MINUTE
        # A suspect counts as begun; that it never was begun is said by this update.
        writer.execute(work.update().values(begun_at=None))
    (job,) = hold(writer, ANN, 5, now)
    assert fail(writer, job, "broken", now, now)
    assert len(parked(writer)) == 1


def test_suspects_are_handed_out_one_by_one_and_spend_attempts(writer, now):
    line_up(writer, now, 1, 2, 3, max_attempts=2)
    hold(writer, ANN, 3, now)
    now += 2 * MINUTE
    assert payloads(hold(writer, BOB, 9, now)) == [1]
    assert payloads(hold(writer, BOB, 9, now)) == [2]
    now += 2 * MINUTE
    for _ in range(9):
        hold(writer, BOB, 9, now)
        now += 2 * MINUTE
    assert sorted(one.payload for one in parked(writer)) == [1, 2, 3]


def test_what_a_server_lost_spends_no_attempt(writer, now):
    line_up(writer, now, 1, 2, 3, max_attempts=1)
    for _ in range(4):
        assert payloads(hold(writer, ANN, 9, now, told=True)) == [1, 2, 3]
        now += 2 * MINUTE


def test_what_its_worker_began_and_left_spends_its_attempts(writer, now):
    line_up(writer, now, 1, 2, max_attempts=2)
    for _ in range(2):
        first, *_others = hold(writer, ANN, 9, now, told=True)
        assert first.payload == 1
        assert begin(writer, first, BOB, now)
        now += 2 * MINUTE
    assert payloads(hold(writer, ANN, 9, now, told=True)) == [2]
    assert [one.payload for one in parked(writer)] == [1]


def test_a_suspect_does_not_hold_up_what_is_fresh(writer, now):
    line_up(writer, now, 1, 2)
    hold(writer, ANN, 9, now)
    later = now + 2 * MINUTE
    line_up(writer, later, 3, 4)
    assert payloads(hold(writer, BOB, 9, later)) == [1, 3, 4]


def test_many_are_finished_at_once_and_lost_ones_counted(writer, now):
    line_up(writer, now, 1, 2, 3)
    jobs = hold(writer, ANN, 3, now)
    finish(writer, jobs[0])
    assert finish_all(writer, jobs) == 1
    assert writer.execute(select(work.c.id)).all() == []
    assert finish_all(writer, []) == 0


def test_leases_of_many_are_made_longer_but_not_lost_ones(writer, now):
    line_up(writer, now, 1, 2)
    first, second = hold(writer, ANN, 2, now)
    finish(writer, second)
    assert extend_all(writer, [first, second], 600, now) == 1
    assert extend_all(writer, [], 600, now) == 0
    assert hold(writer, BOB, 9, now + 5 * MINUTE) == []


def test_only_its_owner_begins_a_job(writer, now):
    line_up(writer, now, 1)
    (job,) = hold(writer, ANN, 1, now, told=True)
    assert begin(writer, job, BOB, now)
    assert not begin(writer, job, BOB, now)
    (taken,) = hold(writer, BOB, 1, now + 2 * MINUTE, told=True)
    assert not begin(writer, job, BOB, now + 2 * MINUTE)
    with pytest.raises(LeaseLost):
        finish(writer, job)
    assert begin(writer, taken, BOB, now + 2 * MINUTE)


def test_a_job_that_was_sent_is_its_worker_s_and_outlives_its_sender(writer, now):
    line_up(writer, now, 1)
    sender = Worker("host:1:2", ["mail"], lease_s=600)
    (sent,) = hold(writer, sender, 1, now, told=True)
    job = begin(writer, sent, BOB, now)
    assert job is not None
    assert job.owner == "bob"
    assert orphans(writer, now, lambda name: name != "host:1:2") == 0
    with pytest.raises(LeaseLost):
        finish(writer, sent)
    finish(writer, job)


def test_a_job_begun_by_one_who_died_is_parked_when_its_attempts_are_spent(writer, now):
    put(writer, Work("mail", max_attempts=1), now)
    (job,) = hold(writer, ANN, 1, now)
    assert begin(writer, job, BOB, now)
    assert hold(writer, BOB, 1, now + 2 * MINUTE) == []
    assert len(parked(writer)) == 1


def test_what_a_dead_process_held_is_free_at_once(writer, now):
    line_up(writer, now, 1, 2, 3)
    dead = Worker("host:1:2", ["mail"], lease_s=600)
    alive = Worker(this_process(), ["mail"], lease_s=600)
    hold(writer, dead, 1, now)
    hold(writer, alive, 1, now)
    hold(writer, ANN, 1, now)
    assert orphans(writer, now, lambda name: name != "host:1:2") == 1
    assert orphans(writer, now, lambda name: name != "host:1:2") == 0
    assert payloads(hold(writer, BOB, 9, now)) == [1]


def test_what_is_claimed_counts_as_begun(writer, now):
    put(writer, Work("mail", max_attempts=1), now)
    claim(writer, ANN, 1, now)
    assert claim(writer, BOB, 1, now + 2 * MINUTE) == []
    assert len(parked(writer)) == 1
