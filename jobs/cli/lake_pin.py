"""`harvestman lake pin`: what analysts see; and pinning for those who ask unpinned."""

from typing import TYPE_CHECKING

import click

from jobs.cli.call import Call, with_call
from lake.errors import NothingPinned

if TYPE_CHECKING:
    from lake.pin import Pinned
    from lake.store import Lake


@click.command(epilog="\b\nExamples:\n  harvestman lake pin")
@with_call()
def pin(call: Call) -> None:
    """Take in what waits in the spool, and show analysts the newest tables."""
    pinned = _pin(call)
    call.answer(pinned, f"pinned in {call.home / 'lake.duckdb'}")


def lake_of(call: Call) -> "Lake":
    """Return the lake of a home that has one; else nothing is made there."""
    from lake.store import Lake

    if not (call.home / "lake").is_dir():
        raise _nothing_there(call)
    return Lake.open(call.home, call.settings.lake)


def pin_if_never(call: Call) -> None:
    """Pin a lake that has tables and was never pinned; refuse where there is none."""
    if (call.home / "lake.duckdb").exists():
        return
    from lake.waiting import pending

    # Opening a lake makes its folders, which a folder that has none is not asked for.
    made = (call.home / "lake").is_dir()
    if not made or not (pending(call.home) or _has_tables(call)):
        raise _nothing_there(call)
    click.echo("Nothing was pinned yet: pinning what there is now.", err=True)
    _pin(call)


def _has_tables(call: Call) -> bool:
    return lake_of(call).table("batches") is not None


def _nothing_there(call: Call) -> NothingPinned:
    return NothingPinned(
        f"the lake of {call.home} has no tables yet; harvestman crawl URL or"
        " harvestman demo fills it"
    )


def _pin(call: Call) -> "Pinned":
    from lake.derive import refresh
    from lake.load import load
    from lake.pin import pin as pin_lake

    opened = lake_of(call)
    load(opened)
    refresh(opened)
    return pin_lake(opened)
