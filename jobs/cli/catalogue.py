"""`harvestman catalogue`: the snapshots that the shop shows or could show again."""

from datetime import UTC, datetime

import click

from jobs.cli.call import Call, with_call
from jobs.cli.person import AS
from jobs.cli.table import print_table
from ledger.open import open_ledger
from storefront.catalogue.build import current
from storefront.catalogue.snapshots import Kept, find, kept, roll_back
from storefront.catalogue.verify import faults
from storefront.errors import SnapshotDamaged, SnapshotUnusable

_NAMES = ("snapshot", "made at", "items", "works", "state")


@click.group(
    epilog="""\b
Examples:
  harvestman catalogue list
  harvestman catalogue verify             # the one in use
  harvestman catalogue rollback           # to the one before"""
)
def catalogue() -> None:
    """Look after the catalogues that were built: list, verify, go back to one."""


@catalogue.command("list", epilog="\b\nExamples:\n  harvestman catalogue list")
@with_call()
def list_(call: Call) -> None:
    """List the catalogues that are kept, the newest first."""
    found = kept(call.home)
    if call.json or not found:
        call.answer({"snapshots": found}, "harvestman publish makes the first one")
        return
    print_table(_NAMES, map(_row, found), frozenset({"items", "works"}))


def _row(one: Kept) -> tuple[object, ...]:
    made_at = f"{one.made_at:%Y-%m-%d %H:%M:%S}"
    state = "in use" if one.in_use else one.fault or ""
    return one.snapshot, made_at, one.items, one.guides, state


@catalogue.command(
    epilog="\b\nExamples:\n  harvestman catalogue verify\n"
    "  harvestman catalogue verify 3cfe7d3e"
)
@click.argument("snapshot", required=False)
@with_call()
def verify(call: Call, snapshot: str | None) -> None:
    """Read every byte of a catalogue, by default the one in use, and hold it to its word."""
    name = snapshot or current(call.home)
    if name is None:
        raise SnapshotUnusable(f"{call.home} has no catalogue; harvestman publish")
    folder = find(call.home, name)
    found = faults(folder)
    said = "whole" if not found else "\n".join(found)
    call.answer({"snapshot": folder.name, "faults": found}, f"{folder.name}: {said}")
    if found:
        raise SnapshotDamaged(
            f"catalogue snapshot {folder.name} is damaged; harvestman catalogue"
            " rollback goes back to one before it, harvestman publish builds another"
        )


@catalogue.command(
    epilog="\b\nExamples:\n  harvestman catalogue rollback\n"
    "  harvestman catalogue rollback 3cfe7d3e"
)
@click.argument("snapshot", required=False)
@AS
@with_call()
def rollback(call: Call, snapshot: str | None, actor: str) -> None:
    """Let the shop show an older catalogue, by default the one before."""
    with open_ledger(call.home, call.settings.ledger) as ledger:
        name = roll_back(call.home, ledger, snapshot, actor, datetime.now(UTC))
    said = f"the shop shows {name}; the next harvestman publish goes on from here"
    call.answer({"snapshot": name}, said)
