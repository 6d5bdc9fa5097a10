from dataclasses import replace
from datetime import timedelta

import pytest

from ledger.line import parked
from ledger.schedules import (
    Standing,
    any_due,
    ended,
    keep,
    listed,
    name_of,
    pause,
    put_due,
    resume,
    run_now,
    soon,
)
from ledger.work import Worker, claim, fail, finish

HOUR = timedelta(hours=1)
ANN = Worker("ann", ["run", "tidy"], lease_s=60)
RUN = Standing("run", "run", "every 1h", key="lake")
TIDY = Standing("tidy", "tidy", "every 1h", catches_up=False)


def hourly(_one, now):
    return now + HOUR


@pytest.fixture
def writer(ledger, now):
    with ledger.write() as connection:
        keep(connection, [RUN, TIDY], hourly, now)
        yield connection


def by_name(writer):
    return {one.name: one for one in listed(writer)}


def test_work_is_put_when_it_is_due_and_once(writer, now):
    assert not any_due(writer, now)
    assert put_due(writer, hourly, now) == []
    later = now + HOUR
    assert any_due(writer, later)
    assert sorted(put_due(writer, hourly, later)) == ["run", "tidy"]
    assert put_due(writer, hourly, later) == []
    assert by_name(writer)["run"].due_at == later + HOUR
    assert {job.kind for job in claim(writer, ANN, 9, later)} == {"run", "tidy"}


def test_two_that_look_at_once_put_it_once(opened, now):
    first, second = opened(), opened()
    with first.write() as connection:
        keep(connection, [RUN], hourly, now)
    with first.write() as connection:
        assert put_due(connection, hourly, now + HOUR) == ["run"]
    with second.write() as connection:
        assert put_due(connection, hourly, now + HOUR) == []


def test_what_is_under_way_is_not_put_again(writer, now):
    put_due(writer, hourly, now + HOUR)
    assert by_name(writer)["run"].is_under_way
    assert put_due(writer, hourly, now + 2 * HOUR) == []
    for job in claim(writer, ANN, 9, now + 2 * HOUR):
        finish(writer, job)
    assert not by_name(writer)["run"].is_under_way
    assert sorted(put_due(writer, hourly, now + 3 * HOUR)) == ["run", "tidy"]


def test_a_missed_time_is_made_up_for_once_or_left_out(writer, now):
    assert put_due(writer, hourly, now + 50 * HOUR) == ["run"]
    assert put_due(writer, hourly, now + 50 * HOUR) == []
    assert by_name(writer)["tidy"].due_at == now + 51 * HOUR


def test_a_paused_schedule_waits_until_it_is_resumed(writer, now):
    assert pause(writer, "run", now)
    assert not pause(writer, "run", now)
    assert put_due(writer, hourly, now + HOUR) == ["tidy"]
    assert resume(writer, "run", hourly, now + 9 * HOUR)
    assert not resume(writer, "run", hourly, now + 9 * HOUR)
    assert by_name(writer)["run"].due_at == now + 10 * HOUR


def test_it_can_be_put_now_and_keeps_its_time(writer, now):
    due_at = by_name(writer)["run"].due_at
    assert run_now(writer, "run", now) is not None
    assert run_now(writer, "run", now) is None
    assert by_name(writer)["run"].due_at == due_at


def test_what_was_given_up_makes_room_for_the_next_time(writer, now):
    put_due(writer, hourly, now + HOUR)
    for job in claim(writer, ANN, 9, now + HOUR):
        fail(writer, job, "broken", now + HOUR)
    assert len(parked(writer)) == 2
    put_due(writer, hourly, now + 2 * HOUR)
    assert parked(writer) == []
    assert len(claim(writer, ANN, 9, now + 2 * HOUR)) == 2


def test_what_was_given_up_holds_up_no_other_schedule(writer, now):
    other = Standing("other", "tidy", "every 1h", key="lake")
    run_now(writer, "run", now)
    for job in claim(writer, ANN, 9, now):
        fail(writer, job, "broken", now)
    keep(writer, [RUN, other], hourly, now)
    run_now(writer, "other", now)
    assert [job.kind for job in claim(writer, ANN, 9, now)] == ["tidy"]
    assert len(parked(writer)) == 1


def test_it_can_be_put_behind_what_is_under_way_and_once(writer, now):
    first = soon(writer, "run", now)
    assert name_of(writer, first) == "run"
    assert soon(writer, "run", now) is None
    assert [job.id for job in claim(writer, ANN, 9, now)] == [first]
    assert soon(writer, "run", now) == first + 1
    assert soon(writer, "run", now) is None
    assert claim(writer, ANN, 9, now) == []


def test_what_is_paused_or_never_due_follows_nothing(writer, now):
    pause(writer, "run", now)
    keep(writer, [RUN, replace(TIDY, timetable="")], lambda *_: None, now)
    assert soon(writer, "run", now) is None
    assert soon(writer, "tidy", now) is None
    assert soon(writer, "nonsense", now) is None


def test_where_no_timetable_says_when_that_is_asked_each_time(writer, now):
    watch = replace(RUN, name="watch", timetable="when due", is_asked=True)
    due = [now + 3 * HOUR]
    keep(writer, [watch], lambda *_: due[0], now)
    due[0] = now + HOUR
    keep(writer, [watch], lambda *_: due[0], now)
    assert by_name(writer)["watch"].due_at == now + HOUR
    due[0] = None
    keep(writer, [watch], lambda *_: due[0], now)
    assert by_name(writer)["watch"].due_at is None


def test_schedules_that_are_told_again_go_on_as_they_are(writer, now):
    pause(writer, "tidy", now)
    keep(writer, [RUN, TIDY], hourly, now + 30 * HOUR)
    found = by_name(writer)
    assert found["run"].due_at == now + HOUR
    assert found["tidy"].paused_at == now


def test_a_changed_timetable_counts_from_now_and_others_do_not(writer, now):
    later = now + HOUR / 2
    moved = replace(RUN, timetable="every 2h")
    keep(writer, [moved, replace(TIDY, payload={"all": True})], hourly, later)
    found = by_name(writer)
    assert found["run"].due_at == later + HOUR
    assert found["tidy"].due_at == now + HOUR
    assert found["tidy"].payload == {"all": True}


def test_schedules_that_are_no_longer_wanted_are_gone(writer, now):
    keep(writer, [TIDY], hourly, now)
    assert list(by_name(writer)) == ["tidy"]


def test_what_is_held_back_stays_due_says_why_and_goes_on_by_itself(writer, now):
    later = now + HOUR
    assert put_due(writer, hourly, later, lambda *_: "too much waits") == []
    assert by_name(writer)["run"].state == "held back: too much waits"
    assert put_due(writer, hourly, later) == []
    assert "run" in put_due(writer, hourly, later + HOUR / 60)
    assert by_name(writer)["run"].held is None
    assert soon(writer, "tidy", later, lambda *_: "too much waits") is None


def test_a_schedule_tells_how_its_work_ended(writer, now):
    number = run_now(writer, "run", now)
    assert (by_name(writer)["run"].state, by_name(writer)["run"].last) == (
        "under way",
        "",
    )
    for job in claim(writer, ANN, 9, now):
        ended(writer, number, now, "failed: no disk", now + HOUR)
        finish(writer, job)
    one = by_name(writer)["run"]
    assert (one.last, one.ended_at - one.began_at) == ("failed: no disk", HOUR)


def test_work_that_vanished_is_told_of_as_well(writer, now):
    run_now(writer, "run", now)
    for job in claim(writer, ANN, 9, now):
        fail(writer, job, "killed", now)
    assert by_name(writer)["run"].last == "ended without a word"
    assert by_name(writer)["run"].state == ""
