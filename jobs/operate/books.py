"""What the ledger says of workers, queues, schedules and stages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from jobs.operate.state import Queue, Schedule, Stage, Worker
from ledger import line, schedules
from ledger.look import has_column, tables
from ledger.processes import may_run
from ledger.runs import Run, last_of_each
from ledger.workers import Seen, known

if TYPE_CHECKING:
    from sqlalchemy import Connection

# A worker tells of itself every ten seconds.
_SILENT_AFTER = timedelta(seconds=60)
_MOST_GIVEN_UP = 5


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger says."""

    workers: list[Worker] = []
    queues: list[Queue] = []
    schedules: list[Schedule] = []
    stages: list[Stage] = []
    given_up: list[line.Parked] = []


NOTHING = Books()


def read_books(connection: "Connection", now: datetime) -> Books:
    """Return what the ledger says; what an older one does not have yet is empty."""
    there = tables(connection)
    if "work" not in there:
        return NOTHING
    return Books(
        workers=(
            [_worker(one, now) for one in known(connection)]
            if "workers" in there
            else []
        ),
        queues=list(_queues(connection, now)),
        schedules=(
            [_schedule(one) for one in schedules.listed(connection)]
            if has_column(connection, "schedules", "held")
            else []
        ),
        stages=(
            [_stage(run, now) for run in last_of_each(connection)]
            if has_column(connection, "runs", "part_of")
            else []
        ),
        given_up=line.parked(connection, _MOST_GIVEN_UP),
    )


def _worker(one: Seen, now: datetime) -> Worker:
    state = "at work"
    if not may_run(one.name):
        state = "dead"
    elif now - one.seen_at > _SILENT_AFTER:
        state = "silent"
    minutes = max((one.seen_at - one.begun_at).total_seconds() / 60, 1.0)
    return Worker(
        name=one.name,
        state=state,
        begun_at=one.begun_at,
        seen_at=one.seen_at,
        version=one.version,
        broker=one.broker,
        in_hand=one.in_hand,
        done=one.done,
        failed=one.failed,
        done_per_min=round(one.done / minutes, 2),
        rss_mb=one.rss_mb,
    )


def _queues(connection: "Connection", now: datetime) -> Iterator[Queue]:
    oldest = line.oldest(connection, now)
    for one in line.counts(connection, now):
        since = oldest.get(one.kind, now)
        yield Queue(
            kind=one.kind,
            waiting=one.waiting,
            at_work=one.leased,
            given_up=one.parked,
            oldest_s=max((now - since).total_seconds(), 0.0),
        )


def _schedule(one: schedules.Schedule) -> Schedule:
    return Schedule(
        name=one.name,
        timetable=one.timetable,
        next_at=None if one.paused_at else one.due_at,
        last_at=one.put_at,
        state=one.state,
    )


def _stage(run: Run, now: datetime) -> Stage:
    status = run.status
    if status == "running" and not may_run(run.owner):
        status = "lost"
    return Stage(
        stage=run.stage,
        started_at=run.started_at,
        # The clock of another machine may be ahead of this one.
        seconds=max(((run.ended_at or now) - run.started_at).total_seconds(), 0.0),
        rows_in=run.rows_in or 0,
        rows_out=run.rows_out or 0,
        status=status,
        error=run.error,
    )
