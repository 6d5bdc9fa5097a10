"""`harvestman runs`: what ran, when, and what came of it."""

import click

from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table
from ledger import runs as ledger_runs
from ledger.open import open_ledger

_NAMES = ("started", "stage", "status", "in", "out", "seconds", "error")
_NUMBERS = frozenset({"in", "out", "seconds"})


@click.command(
    epilog="\b\nExamples:\n  harvestman runs\n  harvestman runs --limit 5 --json"
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@with_call()
def runs(call: Call, limit: int) -> None:
    """Show the latest runs of all stages."""
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.read() as connection,
    ):
        found = ledger_runs.recent(connection, limit)
    if call.json:
        call.answer({"runs": found}, "")
    elif not found:
        call.answer(found, "Nothing has run yet; `harvestman run` starts every stage.")
    else:
        print_table(_NAMES, [_row(run) for run in found], _NUMBERS)


def _row(run: ledger_runs.Run) -> tuple[object, ...]:
    ended = run.ended_at or run.started_at
    seconds = (ended - run.started_at).total_seconds()
    return (
        f"{run.started_at:%Y-%m-%d %H:%M:%S}",
        run.stage,
        run.status,
        run.rows_in or 0,
        run.rows_out or 0,
        f"{seconds:.1f}",
        run.error or "",
    )
