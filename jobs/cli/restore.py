"""`harvestman restore`: make a home of a backup, whole or not at all."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from jobs.cli.amounts import counted, size
from jobs.cli.call import Call, end_erasing, make_call, with_call
from jobs.cli.progress import progress


@click.command(
    epilog="""\b
Examples:
  harvestman restore shop.tar.zst --home /srv/harvest
  harvestman restore shop.tar.zst --erased old/privacy/erased.json
  ssh other cat shop.tar.zst | harvestman restore - --home /srv/harvest"""
)
@click.argument("file")
@click.option(
    "--erased",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="LIST",
    help="Erase those on this list too: privacy/erased.json of the newest home. One that"
    " lies beside FILE is found.",
)
@with_call(needs_home=False)
def restore(call: Call, file: str, erased: tuple[Path, ...]) -> None:
    """Make the home what it was when the backup FILE was made; - for stdin.

    The home must not be there yet, or be empty. Nothing is there before all is. Who was
    erased since is erased again.
    """
    from jobs.backup.restoring import restore as put_back
    from jobs.privacy.marks import carry_over, lists_beside

    lists = [*erased, *(() if file == "-" else lists_beside(Path(file)))]
    with _opened(file) as source, progress() as shown, shown.step("restore") as report:
        found = put_back(
            call.home,
            source,
            lambda files, bytes_: report(files, 0, size(bytes_)),
            lambda folder: carry_over(folder, lists),
        )
    end_erasing(make_call(call.home, as_json=call.json))
    said = f"{counted(found.files, 'file')}, {size(found.bytes)}, of {found.made_at}"
    call.answer(found, f"{said}, put back to {call.home}")


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")
