"""`harvestman queue`: what waits to be done, and what was given up."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import msgspec
from click import UsageError

from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.person import AS
from jobs.cli.table import print_table
from jobs.errors import NotParked
from ledger import audit
from ledger.line import Counts, Parked, counts, drop, parked
from ledger.line import retry as put_back
from ledger.open import open_ledger

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NUMBERS = frozenset({"number", "waiting", "at work", "given up", "tries"})


@click.group()
def queue() -> None:
    """See what waits to be done, and decide on what was given up."""


@queue.command(
    "list",
    epilog="\b\nExamples:\n  harvestman queue list\n  harvestman queue list --json",
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@with_call()
def list_(call: Call, limit: int) -> None:
    """Count what waits by kind, and show what was given up and why."""
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.read() as connection,
    ):
        found = counts(connection, datetime.now(UTC))
        given_up = parked(connection, limit)
    if call.json:
        call.answer({"kinds": found, "given_up": given_up}, "")
    elif not found:
        call.answer({}, "Nothing waits, and nothing was given up.")
    else:
        _print(found, given_up)


@queue.command(
    epilog="\b\nExamples:\n  harvestman queue retry 17\n  harvestman queue retry --all"
)
@click.argument("numbers", type=int, nargs=-1, metavar="NUMBER...")
@click.option("--all", "of_all", is_flag=True, help="Retry all that was given up.")
@AS
@with_call()
def retry(call: Call, numbers: tuple[int, ...], of_all: bool, actor: str) -> None:
    """Put back in its place what was given up, with fresh tries."""

    def act(connection: "Connection", number: int) -> bool:
        return put_back(connection, number, datetime.now(UTC))

    done = _decide(call, numbers, of_all, (actor, "queue.retry"), act)
    call.answer({"retried": done}, f"{counted(len(done), 'job')} will be tried again.")


@queue.command(
    "drop",
    epilog="\b\nExamples:\n  harvestman queue drop 17\n  harvestman queue drop --all",
)
@click.argument("numbers", type=int, nargs=-1, metavar="NUMBER...")
@click.option("--all", "of_all", is_flag=True, help="Drop all that was given up.")
@AS
@with_call()
def drop_(call: Call, numbers: tuple[int, ...], of_all: bool, actor: str) -> None:
    """Give up for good; what waits behind it goes on."""
    done = _decide(call, numbers, of_all, (actor, "queue.drop"), drop)
    call.answer({"dropped": done}, f"{counted(len(done), 'job')} dropped.")


def _decide(
    call: Call,
    numbers: tuple[int, ...],
    of_all: bool,
    who_what: tuple[str, str],
    act: Callable[..., bool],
) -> list[int]:
    """Act on what was given up, all or nothing, and note who decided it."""
    if bool(numbers) == of_all:
        raise UsageError("Name jobs by their numbers, or say --all.")
    actor, action = who_what
    now = datetime.now(UTC)
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.write() as connection,
    ):
        known = {one.id: one for one in parked(connection, 1_000_000)}
        chosen = list(known) if of_all else list(dict.fromkeys(numbers))
        for number in chosen:
            if number not in known or not act(connection, number):
                raise NotParked(
                    f"no job {number} was given up; `harvestman queue list` shows what was"
                )
            facts = {"kind": known[number].kind}
            deed = audit.Deed(actor, action, f"job {number}", facts)
            audit.record(connection, deed, now)
    return chosen


def _print(found: list[Counts], given_up: list[Parked]) -> None:
    print_table(
        ("kind", "waiting", "at work", "given up"),
        [(one.kind, one.waiting, one.leased, one.parked) for one in found],
        _NUMBERS,
    )
    if given_up:
        print_table(
            ("number", "kind", "facts", "tries", "since", "why"),
            [_row(one) for one in given_up],
            _NUMBERS,
        )


def _row(one: Parked) -> tuple[object, ...]:
    why = (one.error or "").strip().splitlines()
    return (
        one.id,
        one.kind,
        msgspec.json.encode(one.payload).decode()[:60],
        one.attempts,
        f"{one.parked_at:%Y-%m-%d %H:%M}",
        why[-1][:200] if why else "",
    )
