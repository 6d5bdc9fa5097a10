"""`harvestman schedule`: what is done again and again, and when next."""

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crawler.watch.rate import clock_words
from jobs.cli.call import Call, with_call
from jobs.cli.person import AS
from jobs.cli.table import print_table
from jobs.errors import NoSuchSchedule
from jobs.standing import next_due_in, standing
from ledger import audit, schedules
from ledger.open import open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


# Characters of why something failed; all of it is in the log.
_MOST = 80


@click.group()
def schedule() -> None:
    """See and steer what is done again and again.

    When it is due stands in the settings ([work]) and in campaigns.
    """


@schedule.command("list", epilog="\b\nExamples:\n  harvestman schedule list --json")
@with_call()
def list_(call: Call) -> None:
    """Show what is done again and again, what is due first at the top."""
    with _kept(call) as connection:
        found = schedules.listed(connection)
    if call.json:
        call.answer({"schedules": found}, "")
    else:
        names = ("schedule", "timetable", "next", "last", "took", "outcome", "state")
        print_table(names, [_row(one) for one in found])


@schedule.command(epilog="\b\nExample:\n  harvestman schedule pause run")
@click.argument("name")
@AS
@with_call()
def pause(call: Call, name: str, actor: str) -> None:
    """Start a schedule no more, until it is resumed."""
    with _kept(call) as connection:
        now = datetime.now(UTC)
        if not schedules.pause(connection, name, now):
            raise _refusal(connection, name, "is paused already")
        audit.record(connection, audit.Deed(actor, "schedule.pause", name), now)
    call.answer({"paused": name}, f"{name} is paused; what is under way is not ended.")


@schedule.command(epilog="\b\nExample:\n  harvestman schedule resume run")
@click.argument("name")
@AS
@with_call()
def resume(call: Call, name: str, actor: str) -> None:
    """Let a paused schedule go on."""
    with _kept(call) as connection:
        now = datetime.now(UTC)
        if not schedules.resume(connection, name, next_due_in(call.home), now):
            raise _refusal(connection, name, "is not paused")
        audit.record(connection, audit.Deed(actor, "schedule.resume", name), now)
    call.answer({"resumed": name}, f"{name} goes on.")


@schedule.command(epilog="\b\nExample:\n  harvestman schedule run compact")
@click.argument("name")
@AS
@with_call()
def run(call: Call, name: str, actor: str) -> None:
    """Put a schedule's work in the queue now; a worker does it."""
    with _kept(call) as connection:
        now = datetime.now(UTC)
        if name not in _names(connection):
            raise _refusal(connection, name, "")
        number = schedules.run_now(connection, name, now)
        if number is None:
            raise _refusal(connection, name, "waits or is under way already")
        audit.record(connection, audit.Deed(actor, "schedule.run", name), now)
    call.answer({"job": number}, f"{name} is in the queue as job {number}.")


@contextmanager
def _kept(call: Call) -> "Iterator[Connection]":
    """Open the ledger, with the schedules as settings and campaigns say."""
    wanted = standing(call.home, call.settings.work)
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.write() as connection,
    ):
        schedules.keep(connection, wanted, next_due_in(call.home), datetime.now(UTC))
        yield connection


def _names(connection: "Connection") -> list[str]:
    return [one.name for one in schedules.listed(connection)]


def _refusal(connection: "Connection", name: str, why: str) -> NoSuchSchedule:
    names = _names(connection)
    if name in names:
        return NoSuchSchedule(f"schedule {name} {why}")
    return NoSuchSchedule(f"there is no schedule {name}; there are: {', '.join(names)}")


def _row(one: schedules.Schedule) -> tuple[object, ...]:
    took = ""
    if one.began_at and one.ended_at and one.last:
        took = clock_words((one.ended_at - one.began_at).total_seconds())
    return (
        one.name,
        one.timetable or "never",
        f"{one.due_at:%Y-%m-%d %H:%M}" if one.due_at and not one.paused_at else "",
        f"{one.put_at:%Y-%m-%d %H:%M}" if one.put_at else "",
        took,
        one.last[:_MOST],
        one.state,
    )
