import os
import subprocess
import sys
from datetime import timedelta
from subprocess import PIPE

import pytest

from ledger.errors import RunUnknown
from ledger.processes import may_run, this_process
from ledger.runs import (
    Outcome,
    Part,
    abandoned,
    end,
    find,
    recent,
    start,
    steps_of,
    unread,
    wholes,
)

MINUTE = timedelta(minutes=1)
NAME = "from ledger.processes import this_process; print(this_process())"


@pytest.fixture
def writer(ledger):
    with ledger.write() as connection:
        yield connection


def test_a_run_shows_from_its_start(writer, now):
    run_id = start(writer, "match", now)
    (run,) = recent(writer)
    assert (run.run_id, run.stage, run.status) == (run_id, "match", "running")
    assert (run.started_at, run.ended_at, run.rows_in) == (now, None, None)
    assert run.owner == this_process()


def test_an_ended_run_tells_how(writer, now):
    run_id = start(writer, "match", now)
    end(writer, run_id, Outcome("failed", 7, 5, "no model"), now + MINUTE)
    (run,) = recent(writer)
    assert (run.status, run.rows_in, run.rows_out) == ("failed", 7, 5)
    assert (run.error, run.ended_at) == ("no model", now + MINUTE)


def test_a_run_ends_once(writer, now):
    run_id = start(writer, "match", now)
    end(writer, run_id, Outcome("done"), now)
    with pytest.raises(RunUnknown, match=run_id):
        end(writer, run_id, Outcome("failed"), now)
    assert recent(writer)[0].status == "done"


def test_recent_runs_come_latest_first(writer, now):
    for number in range(5):
        start(writer, str(number), now + number * MINUTE)
    assert [run.stage for run in recent(writer, 3)] == ["4", "3", "2"]


def test_runs_of_dead_processes_are_lost(writer, now):
    kept = start(writer, "match", now)
    gone = start(writer, "score", now, owner="dead")
    ended = start(writer, "score", now, owner="dead")
    end(writer, ended, Outcome("done"), now)
    (lost,) = abandoned(writer, now + MINUTE, lambda owner: owner != "dead")
    assert (lost.run_id, lost.status, lost.ended_at) == (gone, "lost", now + MINUTE)
    assert {run.run_id: run.status for run in recent(writer)}[kept] == "running"
    assert abandoned(writer, now, lambda owner: owner != "dead") == []
    with pytest.raises(RunUnknown):
        end(writer, gone, Outcome("done"), now)


def test_this_process_may_run_and_a_dead_one_may_not(writer, now):
    ran = subprocess.run([sys.executable, "-c", NAME], capture_output=True, check=True)
    dead = ran.stdout.decode().strip()
    start(writer, "match", now)
    start(writer, "match", now, owner=dead)
    assert may_run(this_process())
    assert [run.owner for run in abandoned(writer, now)] == [dead]


def test_a_process_that_took_over_an_id_is_not_the_same():
    host, pid, _ = this_process().rsplit(":", 2)
    assert not may_run(f"{host}:{pid}:1")


def test_a_killed_process_that_nobody_waited_for_does_not_run():
    code = f"{NAME}; import sys; sys.stdout.flush(); sys.stdin.read()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as child:
        name = child.stdout.readline().decode().strip()
        assert may_run(name)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not may_run(name)


def test_of_another_host_nothing_is_known():
    assert may_run("elsewhere:1:1")


def step(writer, stage, at, outcome, whole=None):
    part = Part(whole, ("pages",), ("products",))
    run_id = start(writer, stage, at, part=part)
    end(writer, run_id, outcome, at + MINUTE)
    return run_id


def test_steps_belong_to_their_run(writer, now):
    step(writer, "crawl", now, Outcome("done", 9, 8))
    whole = start(writer, "run", now + MINUTE)
    step(writer, "extract", now + MINUTE, Outcome("done", 5, 7, failed=2), whole)
    step(writer, "score", now + 2 * MINUTE, Outcome("failed", error="no"), whole)
    run, crawl = wholes(writer)
    assert (run.run.run_id, run.steps, run.steps_failed, run.rows_out) == (
        whole,
        2,
        1,
        7,
    )
    assert (crawl.run.stage, crawl.steps, crawl.rows_out) == ("crawl", 0, 8)
    extract, score = steps_of(writer, whole)
    assert (extract.stage, extract.failed, score.error) == ("extract", 2, "no")
    assert (extract.reads, extract.writes) == (["pages"], ["products"])
    assert [one.stage for one in recent(writer, 9, "score")] == ["score"]


def test_a_run_is_found_by_the_end_of_its_name(writer, now):
    first = step(writer, "crawl", now, Outcome("done"))
    last = start(writer, "run", now + MINUTE)
    step(writer, "score", now + MINUTE, Outcome("done"), last)
    assert find(writer, first[-8:]).run_id == first
    assert find(writer, "last").run_id == last
    for name in ("nonsense", "%", ""):
        with pytest.raises(RunUnknown, match="harvestman runs"):
            find(writer, name)


def test_pages_wait_until_those_that_came_before_a_reading_are_read(writer, now):
    assert unread(writer) == 0
    step(writer, "crawl", now, Outcome("done", 9, 8))
    assert unread(writer) == 8
    step(writer, "extract", now + 5 * MINUTE, Outcome("failed"))
    assert unread(writer) == 8
    step(writer, "extract", now + 6 * MINUTE, Outcome("done"))
    assert unread(writer) == 0
    step(writer, "crawl", now + 6 * MINUTE, Outcome("done", 9, 5))
    assert unread(writer) == 5
