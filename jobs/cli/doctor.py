"""`harvestman doctor`: what is installed, what is missing, what to do about it."""

import click
from rich.markup import escape
from rich.table import Table

from jobs.cli.call import Call, with_call
from jobs.cli.table import console
from jobs.doctor import Check, State, examine

_LOOK = {
    State.GOOD: "[green]ok[/]",
    State.OPTIONAL: "[yellow]--[/]",
    State.BAD: "[red]!![/]",
}


@click.command(
    epilog="""\b
Examples:
  harvestman doctor
  harvestman doctor --json --home ./harvest"""
)
@with_call(makes_home=True)
def doctor(call: Call) -> None:
    """Check this machine and the home folder, and say what to do."""
    checks = examine(call.home, call.settings)
    bad = [check for check in checks if check.state is State.BAD]
    if call.json:
        call.answer({"ok": not bad, "checks": checks}, "")
    else:
        _show(checks)
    if bad:
        raise click.ClickException(f"{len(bad)} of {len(checks)} checks failed")


def _show(checks: list[Check]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1))
    for check in checks:
        advice = f" — {check.advice}" if check.advice else ""
        table.add_row(_LOOK[check.state], check.name, escape(f"{check.found}{advice}"))
    console().print(table)
