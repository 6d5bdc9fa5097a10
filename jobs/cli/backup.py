"""`harvestman backup`: keep the home in one file, while everything goes on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec

from jobs.cli.amounts import counted, size
from jobs.cli.call import Call, with_call
from jobs.cli.progress import progress

if TYPE_CHECKING:
    from jobs.backup.making import Made


@click.command(
    epilog="""\b
Examples:
  harvestman backup /mnt/other/shop.tar.zst
  harvestman backup              # dated, into work.backup_folder; the oldest go
  harvestman backup - | ssh other 'cat > shop.tar.zst'"""
)
@click.argument("file", required=False)
@with_call()
def backup(call: Call, file: str | None) -> None:
    """Keep all of the home in FILE, or - for stdout; crawl, shop and workers go on.

    It holds what the home holds, the ledger with its people too: keep it as safe.
    """
    from jobs.backup.files import dated, folder_of, remove_old

    if file == "-":
        with _to_stdout() as out:
            made = _make(call, out)
        # Standard output is the backup.
        click.echo(_said(made, "standard output"), err=True)
        return
    now = datetime.now(UTC)
    folder = folder_of(call.home, call.settings.work)
    path = Path(file).expanduser() if file else dated(call.home, folder, now)
    made = _to_file(call, path)
    old = [] if file else remove_old(call.home, folder, call.settings.work.backups_kept)
    facts = {"file": str(path), **msgspec.structs.asdict(made), "removed": old}
    facts["backup_bytes"] = path.stat().st_size
    call.answer(facts, _said(made, f"{path} ({size(path.stat().st_size)})"))


def _to_file(call: Call, path: Path) -> "Made":
    from jobs.backup.files import written

    with written(path, call.home) as (out, beside):
        return _make(call, out, beside)


@contextmanager
def _to_stdout() -> Iterator[BinaryIO]:
    if sys.stdout.isatty():
        raise click.UsageError("A backup is no text: send it to a file or a program.")
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def _make(call: Call, out: BinaryIO, beside: Path | None = None) -> "Made":
    from jobs.backup.making import make

    with progress() as shown, shown.step("backup") as report:
        return make(
            call.home,
            call.settings,
            out,
            lambda files, bytes_: report(files, 0, size(bytes_)),
            beside,
        )


def _said(made: "Made", where: str) -> str:
    return f"{counted(made.files, 'file')}, {size(made.bytes)}, kept in {where}"
