"""`harvestman lake compact|verify`: keep the lake small, quick and whole."""

from typing import TYPE_CHECKING

import click

from jobs.cli.amounts import counted, size
from jobs.cli.call import Call, with_call
from jobs.cli.lake_pin import lake_of
from jobs.cli.progress import progress
from jobs.cli.table import print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lake.compact import Compacted
    from lake.compactplan import Plan
    from lake.vacuum import Vacuumed

_NUMBERS = frozenset({"files", "now", "bytes", "bytes now", "rows dropped"})


@click.command(
    epilog="""\b
Examples:
  harvestman lake compact --dry-run
  harvestman lake compact && harvestman lake pin"""
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_call()
def compact(call: Call, dry_run: bool) -> None:
    """Merge small files, drop what no longer counts, remove files nobody needs.

    It may run beside a crawl. What is dropped and how long removed files stay is set
    by lake.history_days and lake.keep_*_days.
    """
    from lake.compact import compact as compact_lake
    from lake.compactplan import plans
    from lake.vacuum import vacuum

    lake = lake_of(call)
    if dry_run:
        _say_plans(call, plans(lake), vacuum(lake, dry_run=True))
        return
    with progress() as shown, shown.step("compact") as report:
        done = compact_lake(lake, progress=report)
    removed = vacuum(lake)
    if call.json:
        call.answer({"compacted": done, "removed": removed}, "")
    else:
        _print_done(done)
        _print_removed(removed, "removed")


@click.command(
    epilog="""\b
Examples:
  harvestman lake verify
  harvestman lake verify --sample 1000 --json"""
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read so many bodies, drawn at random, instead of all.",
)
@with_call()
def verify(call: Call, sample: int | None) -> None:
    """Check files, notes, batches, spool and bodies; fails when something is damaged."""
    from lake.verify import verify as verify_lake

    lake = lake_of(call)
    with progress() as shown, shown.step("verify") as report:
        found = verify_lake(lake, sample=sample, progress=report)
    if call.json:
        call.answer({"verified": found, "damaged": found.damaged}, "")
    else:
        rows = [(of.severity, of.where, of.what, of.to_do) for of in found.findings]
        if rows:
            print_table(("", "where", "what", "what to do"), rows)
        print(
            f"Looked at: files {found.files:,}, batches {found.batches:,}, bodies"
            f" {found.bodies:,}."
        )
    if found.damaged:
        raise click.exceptions.Exit(1)


def _say_plans(call: Call, todo: "Sequence[Plan]", unneeded: "Vacuumed") -> None:
    if call.json:
        facts = [
            {"name": plan.name, "files": len(plan.files), "dropped": plan.dropped}
            for plan in todo
        ]
        call.answer({"would_compact": facts, "would_remove": unneeded}, "")
        return
    rows = [
        (
            plan.name,
            f"{len(plan.files):,}",
            size(sum(file.size for file in plan.files)),
            f"{plan.dropped:,}",
        )
        for plan in todo
    ]
    if rows:
        print_table(("table", "files", "bytes", "rows dropped"), rows, _NUMBERS)
    else:
        print("Nothing to merge or to drop.")
    _print_removed(unneeded, "would be removed")


def _print_done(done: "Compacted") -> None:
    rows = [
        (
            of.name,
            f"{of.files_before:,}",
            f"{of.files_after:,}",
            size(of.bytes_before),
            size(of.bytes_after),
            f"{of.dropped:,}",
        )
        for of in done.tables
    ]
    names = ("table", "files", "now", "bytes", "bytes now", "rows dropped")
    if rows:
        print_table(names, rows, _NUMBERS)
    else:
        print("Nothing to merge or to drop.")
    if done.busy:
        print(f"Changed meanwhile, so left for the next time: {', '.join(done.busy)}.")


def _print_removed(removed: "Vacuumed", how: str) -> None:
    if removed.files:
        print(
            f"{counted(removed.files, 'file')} that nobody needs any more {how}:"
            f" {size(removed.bytes)}."
        )
    if removed.skipped:
        print(
            f"Left alone: {', '.join(removed.skipped)}; lake.duckdb shows a version of"
            " them whose log is gone. harvestman lake pin shows the newest."
        )
