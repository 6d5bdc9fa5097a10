"""`harvestman verify`: say whether the home is whole, and its parts agree."""

import click

from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress
from jobs.cli.table import print_table


@click.command(
    epilog="""\b
Examples:
  harvestman verify
  harvestman verify --all --json || echo damaged"""
)
@click.option(
    "--sample",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="So many bodies are read, drawn by chance.",
)
@click.option("--all", "of_all", is_flag=True, help="Read every body.")
@with_call()
def verify(call: Call, sample: int, of_all: bool) -> None:
    """Compare frontier, lake, ledger and shop; fails when something is damaged."""
    from jobs.verifying import verify as verified

    with progress() as shown, shown.step("verify") as report:
        found = verified(call.home, call.settings, None if of_all else sample, report)
    damaged = any(one.severity == "damage" for one in found)
    if call.json:
        call.answer({"findings": found, "damaged": damaged}, "")
    elif found:
        rows = [
            (one.severity, one.part, one.where, one.what, one.to_do) for one in found
        ]
        print_table(("", "part", "where", "what", "what to do"), rows)
    else:
        print("Frontier, lake, ledger and shop are whole, and agree.")
    if damaged:
        raise click.exceptions.Exit(1)
