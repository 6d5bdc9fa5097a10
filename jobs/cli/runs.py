"""`harvestman runs`: what ran, when, and what came of it."""

import click
from rich.console import Console
from rich.table import Table

from jobs.cli.call import Call, with_call
from ledger import runs as ledger_runs
from ledger.open import open_ledger


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
        Console().print(_table(found))


def _table(found: list[ledger_runs.Run]) -> Table:
    table = Table(box=None, padding=(0, 1))
    for name in ("started", "stage", "status", "in", "out", "seconds"):
        table.add_column(
            name, justify="right" if name in {"in", "out", "seconds"} else "left"
        )
    for run in found:
        ended = run.ended_at or run.started_at
        table.add_row(
            f"{run.started_at:%Y-%m-%d %H:%M:%S}",
            run.stage,
            run.status,
            str(run.rows_in or 0),
            str(run.rows_out or 0),
            f"{(ended - run.started_at).total_seconds():.1f}",
        )
    return table
