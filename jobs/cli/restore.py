"""`harvestman restore`: make a home of a backup, whole or not at all."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from jobs.cli.amounts import counted, size
from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress


@click.command(
    epilog="""\b
Examples:
  harvestman restore shop.tar.zst --home /srv/harvest
  ssh other cat shop.tar.zst | harvestman restore - --home /srv/harvest"""
)
@click.argument("file")
@with_call(needs_home=False)
def restore(call: Call, file: str) -> None:
    """Make the home what it was when the backup FILE was made; - for stdin.

    The home must not be there yet, or be empty. Nothing is there before all is.
    """
    from jobs.backup.restoring import restore as put_back

    with _opened(file) as source, progress() as shown, shown.step("restore") as report:
        found = put_back(
            call.home, source, lambda files, bytes_: report(files, 0, size(bytes_))
        )
    said = f"{counted(found.files, 'file')}, {size(found.bytes)}, of {found.made_at}"
    call.answer(found, f"{said}, put back to {call.home}")


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")
