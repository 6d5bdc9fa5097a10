import os
import subprocess
import sys
from datetime import timedelta
from subprocess import PIPE

import pytest

from ledger.errors import RunUnknown
from ledger.processes import may_run, this_process
from ledger.runs import Outcome, abandoned, end, recent, start

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
