"""`harvestman runs`: what ran, when, which steps it had, and what came of them."""

import click

from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table
from ledger import runs as ledger_runs
from ledger.open import open_ledger

_WHOLES = ("run", "started", "what", "status", "steps", "rows", "seconds", "error")
_STEPS = ("started", "step", "status", "in", "out", "failed", "seconds")
_TABLES = ("reads", "writes", "error")
_NUMBERS = frozenset({"steps", "rows", "in", "out", "failed", "seconds"})


@click.command(
    epilog="""\b
Examples:
  harvestman runs
  harvestman runs last                 # its steps: what each read and wrote
  harvestman runs 1f2e3d4c --json
  harvestman runs --stage extract      # how it went each time"""
)
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--stage", metavar="STAGE", help="The runs of this stage alone.")
@with_call()
def runs(call: Call, run_id: str | None, limit: int, stage: str | None) -> None:
    """Show the latest runs, or one with its steps; RUN is how its name ends, or `last`."""
    if run_id and stage:
        raise click.UsageError("give either RUN or --stage, not both.")
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.read() as connection,
    ):
        if run_id:
            one = ledger_runs.find(connection, run_id)
            _show_one(call, one, ledger_runs.steps_of(connection, one.run_id))
        elif stage:
            _show_stage(call, ledger_runs.recent(connection, limit, stage), stage)
        else:
            _show_wholes(call, ledger_runs.wholes(connection, limit))


def _show_one(call: Call, one: ledger_runs.Run, steps: list[ledger_runs.Run]) -> None:
    if call.json:
        call.answer({"run": one, "steps": steps}, "")
        return
    print(f"{one.run_id}: {one.stage}, {one.status}, by {one.owner}")
    print_table((*_STEPS, *_TABLES), map(_step, steps or [one]), _NUMBERS)


def _show_stage(call: Call, found: list[ledger_runs.Run], stage: str) -> None:
    if call.json or not found:
        call.answer({"runs": found}, f"{stage} has not run yet.")
        return
    rows = [(one.run_id, *_step(one)) for one in found]
    print_table(("run", *_STEPS, *_TABLES), rows, _NUMBERS)


def _show_wholes(call: Call, found: list[ledger_runs.Whole]) -> None:
    if call.json or not found:
        said = "Nothing has run yet; `harvestman run` starts every stage."
        call.answer({"runs": found}, said)
        return
    print_table(_WHOLES, map(_whole, found), _NUMBERS)


def _whole(one: ledger_runs.Whole) -> tuple[object, ...]:
    failed = f" ({one.steps_failed} failed)" if one.steps_failed else ""
    return (
        one.run.run_id,
        f"{one.run.started_at:%Y-%m-%d %H:%M:%S}",
        one.run.stage,
        one.run.status,
        f"{one.steps}{failed}" if one.steps else "",
        f"{one.rows_out:,}",
        _seconds(one.run),
        one.run.error or "",
    )


def _step(run: ledger_runs.Run) -> tuple[object, ...]:
    return (
        f"{run.started_at:%Y-%m-%d %H:%M:%S}",
        run.stage,
        run.status,
        f"{run.rows_in or 0:,}",
        f"{run.rows_out or 0:,}",
        run.failed or "",
        _seconds(run),
        ", ".join(run.reads or ()),
        ", ".join(run.writes or ()),
        run.error or "",
    )


def _seconds(run: ledger_runs.Run) -> str:
    """Return how long it took; of one that goes on, nothing."""
    if run.ended_at is None:
        return ""
    return f"{(run.ended_at - run.started_at).total_seconds():.1f}"
