"""Work in processes of its own: what it does wrong costs nothing but itself."""

import os
import signal

import psutil
import pytest
import work_kinds
from work_support import left, line_up, until

from jobs.work.kinds import HEAVY, Kind
from ledger.line import parked
from ledger.work import Work


@pytest.fixture
def broker():
    return None


def apart(run, **facts):
    return Kind("apart", run, queue=HEAVY, apart=True, first_wait_s=0.05, **facts)


def test_it_is_done_in_another_process(ledger, at_work, tmp_path):
    line_up(ledger, Work("apart", str(tmp_path / "note"), "k"))
    with at_work(apart(work_kinds.write_down)):
        until(lambda: not left(ledger))
    *facts, pid = (tmp_path / "note").read_text().split()
    assert facts == ["apart", "k", "1"]
    assert int(pid) != os.getpid()


@pytest.mark.parametrize(
    "case",
    [
        (work_kinds.sleep_long, {"limit_s": 2}, "took longer than 2 s"),
        (work_kinds.eat, {"memory_mb": 300}, "more than the 300 MB it may"),
        (work_kinds.fall_dead, {}, "ended by itself (exit code -9)"),
        (work_kinds.spoil, {}, "ValueError: spoiled in there"),
        (work_kinds.spoil_for_good, {}, "LastingError: there is no such thing"),
    ],
)
def test_what_it_does_wrong_is_its_own_failure(ledger, at_work, tmp_path, case):
    run, limits, said = case
    line_up(ledger, Work("apart", str(tmp_path / "note"), max_attempts=1), Work("fine"))
    with at_work(apart(run, **limits), Kind("fine", lambda _: None)):
        until(lambda: not left(ledger))
    (given_up,) = given_ups(ledger)
    assert said in given_up.error


def test_a_worker_that_stops_ends_it_and_does_it_again_later(ledger, at_work, tmp_path):
    note = tmp_path / "note"
    line_up(ledger, Work("apart", str(note), max_attempts=1))
    with at_work(apart(work_kinds.sleep_long)):
        until(lambda: note.exists() and note.read_text())
    assert not psutil.pid_exists(int(note.read_text()))
    assert left(ledger) == 1
    note.unlink()
    with at_work(apart(work_kinds.write_down)):
        until(lambda: not left(ledger))
    assert note.exists()


def test_it_is_told_to_stop_where_its_worker_hears_no_ctrl_c(ledger, at_work, tmp_path):
    note = tmp_path / "note"
    line_up(ledger, Work("apart", str(note), max_attempts=1))
    others = set(psutil.Process().children(recursive=True))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with at_work(apart(work_kinds.sleep_until_told)):
            until(lambda: note.exists() and note.read_text())
            (child,) = [
                one
                for one in psutil.Process().children(recursive=True)
                if one not in others and "spawn_main" in " ".join(one.cmdline())
            ]
            child.send_signal(signal.SIGINT)
            until(lambda: note.read_text() == "told")
    finally:
        signal.signal(signal.SIGINT, before)
    assert left(ledger) == 1
    assert given_ups(ledger) == []


def given_ups(ledger):
    with ledger.read() as connection:
        return parked(connection)
