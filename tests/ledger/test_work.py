import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from subprocess import PIPE

import pytest
from sqlalchemy import select

from ledger.errors import LeaseLost
from ledger.line import Counts, counts, drop, parked, retry
from ledger.tables import work
from ledger.work import Work, Worker, claim, extend, fail, finish, put, release

ANN = Worker("ann", ["mail"], lease_s=60)
BOB = Worker("bob", ["mail"], lease_s=60)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def writer(ledger):
    with ledger.write() as connection:
        yield connection


def mail(number=0, **facts):
    return Work("mail", {"number": number}, **facts)


def numbers(jobs):
    return [job.payload["number"] for job in jobs]


def test_a_job_brings_what_was_put(writer, now):
    payload = {"to": "ö\x00\N{PILE OF POO}", "lines": [1, 2.5, None, True]}
    number = put(writer, Work("mail", payload, key="k"), now)
    (job,) = claim(writer, ANN, 5, now)
    assert (job.id, job.kind, job.key, job.payload) == (number, "mail", "k", payload)
    assert (job.attempts, job.owner, job.lease_until) == (1, "ann", now + MINUTE)


def test_work_vanishes_with_the_transaction_that_put_it(ledger, now):
    with pytest.raises(KeyError), ledger.write() as connection:
        put(connection, mail(), now)
        raise KeyError
    with ledger.write() as connection:
        assert claim(connection, ANN, 5, now) == []


def test_what_is_leased_is_not_claimed_again(writer, now):
    put(writer, mail(), now)
    assert len(claim(writer, ANN, 5, now)) == 1
    assert claim(writer, BOB, 5, now) == []


def test_only_the_named_kinds_are_claimed(writer, now):
    put(writer, mail(), now)
    assert claim(writer, Worker("ann", ["print"]), 5, now) == []
    assert claim(writer, Worker("ann", []), 5, now) == []
    assert len(claim(writer, Worker("ann", ["print", "mail"]), 5, now)) == 1


def test_work_that_is_not_due_waits(writer, now):
    put(writer, mail(due_at=now + MINUTE), now)
    assert claim(writer, ANN, 5, now) == []
    assert len(claim(writer, ANN, 5, now + MINUTE)) == 1


def test_the_limit_is_kept_and_the_earliest_due_come_first(writer, now):
    for number in (3, 1, 2, 4):
        put(writer, mail(number, due_at=now + number * MINUTE), now)
    later = now + 10 * MINUTE
    assert numbers(claim(writer, ANN, 3, later)) == [1, 2, 3]
    assert numbers(claim(writer, ANN, 3, later)) == [4]


def test_of_a_key_only_the_oldest_is_claimed(writer, now):
    for number in range(3):
        put(writer, mail(number, key="order:1"), now)
    put(writer, mail(9, key="order:2"), now)
    first, other = claim(writer, ANN, 5, now)
    assert numbers([first, other]) == [0, 9]
    finish(writer, first)
    assert numbers(claim(writer, ANN, 5, now)) == [1]


def test_what_waits_for_a_retry_or_is_parked_keeps_its_key_waiting(writer, now):
    for number in range(2):
        put(writer, mail(number, key="order:1"), now)
    (job,) = claim(writer, ANN, 5, now)
    assert not fail(writer, job, "busy", now, retry_at=now + MINUTE)
    assert claim(writer, ANN, 5, now) == []
    (job,) = claim(writer, ANN, 5, now + MINUTE)
    assert fail(writer, job, "no such address", now)
    assert claim(writer, ANN, 5, now + MINUTE) == []
    assert drop(writer, job.id)
    assert numbers(claim(writer, ANN, 5, now + MINUTE)) == [1]


def test_an_ended_lease_may_be_claimed_and_its_owner_is_refused(writer, now):
    put(writer, mail(), now)
    (lost,) = claim(writer, ANN, 5, now)
    assert claim(writer, BOB, 5, now + MINUTE * 0.99) == []
    (job,) = claim(writer, BOB, 5, now + MINUTE)
    with pytest.raises(LeaseLost, match="no longer belongs to ann"):
        finish(writer, lost)
    finish(writer, job)
    assert counts(writer, now) == []


@pytest.mark.parametrize(
    "answer",
    [
        finish,
        release,
        lambda writer, job: fail(writer, job, "late", job.lease_until),
        lambda writer, job: extend(writer, job, 60, job.lease_until),
    ],
)
def test_no_answer_to_a_lost_lease_counts_even_of_the_same_owner(writer, now, answer):
    put(writer, mail(), now)
    (lost,) = claim(writer, ANN, 5, now)
    claim(writer, ANN, 5, now + MINUTE)
    with pytest.raises(LeaseLost):
        answer(writer, lost)


def test_an_extended_lease_ends_later(writer, now):
    put(writer, mail(), now)
    (job,) = claim(writer, ANN, 5, now)
    job = extend(writer, job, 120, now)
    assert job.lease_until == now + 2 * MINUTE
    assert claim(writer, BOB, 5, now + MINUTE) == []
    finish(writer, job)


def test_released_work_is_claimed_at_once_and_loses_no_attempt(writer, now):
    put(writer, mail(max_attempts=2), now)
    for _ in range(5):
        (job,) = claim(writer, ANN, 5, now)
        release(writer, job)
        with pytest.raises(LeaseLost):
            finish(writer, job)
    (job,) = claim(writer, ANN, 5, now)
    assert not fail(writer, job, "busy", now, retry_at=now)


def test_work_is_parked_when_its_attempts_are_spent(writer, now):
    put(writer, mail(7, max_attempts=2), now)
    for is_last in (False, True):
        (job,) = claim(writer, ANN, 5, now)
        assert fail(writer, job, "busy", now, retry_at=now) is is_last
    (given_up,) = parked(writer)
    assert (given_up.payload, given_up.error) == ({"number": 7}, "busy")
    assert (given_up.attempts, given_up.parked_at) == (2, now)
    assert claim(writer, ANN, 5, now) == []


def test_work_that_kills_its_workers_is_parked(writer, now):
    put(writer, mail(max_attempts=2), now)
    assert len(claim(writer, ANN, 5, now)) == 1
    assert len(claim(writer, ANN, 5, now + MINUTE)) == 1
    assert claim(writer, ANN, 5, now + 2 * MINUTE) == []
    assert parked(writer)[0].error == "its worker ended without an answer"


def test_parked_work_can_be_retried(writer, now):
    put(writer, mail(max_attempts=1), now)
    (job,) = claim(writer, ANN, 5, now)
    fail(writer, job, "busy", now)
    assert retry(writer, job.id, now)
    assert not retry(writer, job.id, now)
    assert not drop(writer, job.id)
    (again,) = claim(writer, ANN, 5, now)
    assert not fail(writer, again, "busy", now, retry_at=now)


def test_the_counts_tell_waiting_leased_and_parked(writer, now):
    for kind in ("mail", "mail", "mail", "print"):
        put(writer, Work(kind), now)
    one, _two = claim(writer, ANN, 2, now)
    fail(writer, one, "no", now)
    assert counts(writer, now) == [Counts("mail", 1, 1, 1), Counts("print", 1, 0, 0)]
    assert counts(writer, now + MINUTE)[0] == Counts("mail", 2, 0, 1)


def test_eight_workers_do_each_job_once_and_in_order_per_key(ledger, now):
    with ledger.write() as connection:
        for number in range(200):
            put(connection, mail(number, key=f"k{number % 7}"), now)
    done = []
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: drain(ledger, name, done, now), "abcdefgh"))
    assert sorted(done) == list(range(200))
    for key in range(7):
        assert [n for n in done if n % 7 == key] == list(range(key, 200, 7))


def drain(ledger, name, done, now):
    while len(done) < 200:
        with ledger.write() as connection:
            jobs = claim(connection, Worker(name, ["mail"]), 3, now)
        done.extend(numbers(jobs))
        with ledger.write() as connection:
            for job in jobs:
                finish(connection, job)


def test_work_of_one_key_waits_for_work_put_before_it(opened, now):
    # Else the second could commit first, be claimed, and then be overtaken.
    first, second = opened(), opened()
    with ThreadPoolExecutor(1) as pool, first.write() as connection:
        put(connection, mail(1, key="k"), now)
        later = pool.submit(put_alone, second, mail(2, key="k"), now)
        assert wait([later], timeout=0.2).not_done == {later}
        connection.commit()
        assert later.result() > 1


def put_alone(ledger, work_to_do, now):
    with ledger.write() as connection:
        return put(connection, work_to_do, now)


DIES = """
import sys
from datetime import datetime
from pathlib import Path
from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from ledger.work import Work, Worker, claim, finish, put

ledger = open_ledger(Path(sys.argv[1]), LedgerSettings(url=sys.argv[2] or None))
now = datetime.fromisoformat(sys.argv[3])
with ledger.write() as connection:
    (job,) = claim(connection, Worker("ann", ["mail"], 60), 1, now)
with ledger.write() as connection:
    put(connection, Work("mail", {"number": 2}), now)
    finish(connection, job)
    print("in the middle", flush=True)
    sys.stdin.read()
"""


def test_a_killed_worker_leaves_no_half_and_its_job_comes_back(
    ledger, settings, tmp_path, now
):
    put_alone(ledger, mail(1), now)
    facts = [str(tmp_path), settings.url or "", now.isoformat()]
    with subprocess.Popen(
        [sys.executable, "-c", DIES, *facts], stdin=PIPE, stdout=PIPE
    ) as worker:
        assert worker.stdout.readline() == b"in the middle\n"
        worker.kill()
    with ledger.write() as connection:
        # Waits until the server has noticed the death, too.
        connection.execute(select(work).with_for_update())
        assert counts(connection, now) == [Counts("mail", 0, 1, 0)]
        assert claim(connection, BOB, 5, now) == []
        assert numbers(claim(connection, BOB, 5, now + MINUTE)) == [1]
