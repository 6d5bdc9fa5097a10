"""What every broker must do, shown on all three with real servers."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from work_support import left, line_up, until

from jobs.work.kinds import Kind, LastingError
from ledger.line import parked, retry
from ledger.work import Work


def test_all_that_is_put_is_done_once(ledger, at_work):
    done = []
    kind = Kind("note", lambda task: done.append(task.payload))
    line_up(ledger, *(Work("note", number) for number in range(500)))
    with at_work(kind):
        until(lambda: not left(ledger))
    assert sorted(done) == list(range(500))


def test_what_is_put_while_a_worker_idles_is_done_soon(ledger, at_work):
    done = threading.Event()
    with at_work(Kind("note", lambda _: done.set())):
        time.sleep(0.5)
        line_up(ledger, Work("note"))
        assert done.wait(5)


def test_work_of_one_key_is_done_one_by_one_in_order(ledger, at_work):
    done, at_it = [], set()

    def note(task):
        assert task.key not in at_it
        at_it.add(task.key)
        time.sleep(0.002)
        at_it.discard(task.key)
        done.append((task.key, task.payload))

    work = [Work("note", number, key) for number in range(12) for key in "xyz"]
    line_up(ledger, *work)
    with at_work(Kind("note", note)):
        until(lambda: not left(ledger))
    for key in "xyz":
        assert [number for of, number in done if of == key] == list(range(12))


def test_work_waits_until_it_is_due(ledger, at_work):
    done = []
    due_at = datetime.now(UTC) + timedelta(seconds=1)
    line_up(ledger, Work("note", "late", due_at=due_at), Work("note", "now"))
    with at_work(Kind("note", lambda task: done.append((task.payload, _now())))):
        until(lambda: not left(ledger))
    assert [payload for payload, _ in done] == ["now", "late"]
    assert done[1][1] >= due_at


def test_what_fails_is_tried_again(ledger, at_work):
    tries = []

    def fail_twice(task):
        tries.append(task.attempt)
        if len(tries) < 3:
            raise ConnectionError("the service is away")

    line_up(ledger, Work("call"))
    with at_work(Kind("call", fail_twice, first_wait_s=0.1)):
        until(lambda: not left(ledger))
    assert tries == [1, 2, 3]


def test_what_fails_each_time_is_parked_with_its_traceback(ledger, at_work):
    def spoil(task):
        raise ValueError("a poisoned message")

    kind = Kind("call", spoil, first_wait_s=0.01)
    line_up(ledger, Work("call", {"to": "x"}, max_attempts=3), Work("fine"))
    with at_work(kind, Kind("fine", lambda _: None)):
        until(lambda: not left(ledger))
    (given_up,) = _parked(ledger)
    assert (given_up.attempts, given_up.payload) == (3, {"to": "x"})
    assert "in spoil" in given_up.error
    assert given_up.error.strip().endswith("ValueError: a poisoned message")


def test_what_cannot_get_better_is_parked_at_once_and_goes_well_later(ledger, at_work):
    broken = True

    def call(task):
        if broken:
            raise LastingError("there is no such address")

    line_up(ledger, Work("call"))
    with at_work(Kind("call", call)):
        until(lambda: not left(ledger))
        (given_up,) = _parked(ledger)
        assert given_up.attempts == 1
        broken = False
        with ledger.write() as connection:
            assert retry(connection, given_up.id, _now())
        until(lambda: not left(ledger) and not _parked(ledger))


def test_a_service_says_itself_when_to_come_again(ledger, at_work):
    times = []

    def call(task):
        times.append(time.monotonic())
        if len(times) == 1:
            error = ConnectionError("too many requests")
            error.retry_after_s = 1.0
            raise error

    line_up(ledger, Work("call"))
    with at_work(Kind("call", call, first_wait_s=0.0)):
        until(lambda: not left(ledger))
    assert times[1] - times[0] >= 1.0


def test_an_effect_is_written_with_the_end_of_its_work(ledger, at_work, effects):
    def note(task):
        return lambda connection: connection.execute(
            text("INSERT INTO effects VALUES (:number)"), {"number": task.payload}
        )

    line_up(ledger, *(Work("note", number) for number in range(100)))
    with at_work(Kind("note", note)):
        until(lambda: not left(ledger))
    assert effects() == list(range(100))


def test_an_effect_that_fails_leaves_nothing_and_costs_no_other(
    ledger, at_work, effects
):
    def note(task):
        def write(connection):
            connection.execute(
                text("INSERT INTO effects VALUES (:number)"), {"number": task.payload}
            )
            if task.payload % 7 == 0 and task.attempt == 1:
                raise ValueError("half an effect")

        return write

    line_up(ledger, *(Work("note", number) for number in range(50)))
    with at_work(Kind("note", note, first_wait_s=0.1)):
        until(lambda: not left(ledger))
    assert effects() == list(range(50))


def test_a_job_that_takes_too_long_is_ended_and_fails(ledger, at_work):
    def dawdle(task):
        while True:
            time.sleep(0.01)

    line_up(ledger, Work("dawdle", max_attempts=1))
    with at_work(Kind("dawdle", dawdle, limit_s=0.3)):
        until(lambda: not left(ledger))
    (given_up,) = _parked(ledger)
    assert "TimeLimitExceeded" in given_up.error


def test_a_worker_that_stops_ends_what_it_began_and_leaves_the_rest(ledger, at_work):
    began, done = threading.Event(), []

    def slow(task):
        began.set()
        time.sleep(0.5)
        done.append(task.payload)

    line_up(ledger, *(Work("slow", number) for number in range(40)))
    with at_work(Kind("slow", slow), threads=2):
        assert began.wait(20)
    assert 2 <= len(done) < 10
    assert left(ledger) == 40 - len(done)
    with at_work(Kind("slow", lambda task: done.append((task.payload, task.attempt)))):
        until(lambda: not left(ledger))
    assert len(done) == 40
    assert not _parked(ledger)


def test_a_kind_that_nobody_knows_waits_for_who_does(ledger, at_work):
    done = []
    line_up(ledger, Work("strange"), Work("note", 1))
    with at_work(Kind("note", lambda task: done.append(task.payload))):
        until(lambda: done)
    assert left(ledger) == 1


def test_a_job_keeps_its_lease_while_it_is_at_work(ledger, at_work):
    tries = []

    def slow(task):
        tries.append(task.attempt)
        time.sleep(3)

    line_up(ledger, Work("slow"))
    with at_work(Kind("slow", slow), lease_s=1.0):
        until(lambda: not left(ledger))
    assert tries == [1]


@pytest.fixture
def effects(ledger):
    with ledger.write() as connection:
        connection.execute(text("CREATE TABLE effects (number INTEGER)"))

    def written():
        with ledger.read() as connection:
            rows = connection.execute(text("SELECT number FROM effects ORDER BY 1"))
            return [row[0] for row in rows]

    return written


def _parked(ledger):
    with ledger.read() as connection:
        return parked(connection)


def _now():
    return datetime.now(UTC)
