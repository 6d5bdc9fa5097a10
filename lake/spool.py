"""Where batches wait for the lake: one synced file each, acknowledged when it lies.

Numbers of one writer only rise, also over restarts and over processes that write
under one name, since the lake takes a number once: the last one stands in a small
file that is also the writer's lock. A number is used up before its file has a name:
were it the other way, a writer that dies in between would leave it to the next one.
"""

import os
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
import pyarrow as pa

from lake.clock import utc_now
from lake.delta import last_number
from lake.durable import created, locked, refusal, sync_folder
from lake.errors import BadWriterName
from lake.place import Place
from lake.rows import fit
from lake.spoolfile import About, write_batch
from lake.waiting import file_name, writer_and_number

_DIGITS = 12
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")


class Progress(msgspec.Struct, frozen=True):
    """How far a stage has come: which version, and what it has read up to."""

    maker: str
    maker_version: int
    cursor: int | None


class Spool:
    """The spool as one writer sees it."""

    def __init__(
        self, home: Path, writer: str, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        if not _NAME.fullmatch(writer):
            raise BadWriterName(
                f"a writer cannot be called {writer!r}; use letters, digits, '-', '_' "
                "and '.', at most 100 of them, the first no '-' or '.'"
            )
        self._folder = home / "spool"
        self._writer = writer
        self._now = now
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(self._folder, error) from error
        # The folder first: what the loader removes meanwhile, the lake then holds.
        waiting = [number for _, number in _numbers(self._folder, writer)]
        self._last = max([*waiting, last_number(Place(home / "lake"), writer)])

    def put(
        self,
        rows: Mapping[str, pa.Table],
        *,
        by: Progress | None = None,
        step: Callable[[str], None] = lambda name: None,
    ) -> str:
        """Make `rows` safe as one batch and return its batch_id."""
        fitted = {name: fit(name, table) for name, table in rows.items()}
        kept = {name: table for name, table in fitted.items() if table.num_rows}
        with locked(self._folder / f".{self._writer}.last") as last:
            number = max(self._last, _number_in(last)) + 1
            _note(last, number)
            step("numbered")
            about = self._about(number, by)
            beside = self._folder / f".{self._writer}.tmp"
            with created(beside) as out:
                write_batch(out, about, kept)
            step("written")
            self._name(beside, number, step)
        self._last = number
        return about.batch_id

    def _name(self, written: Path, number: int, step: Callable[[str], None]) -> None:
        """Let the loader see the file; safe when its name is on the disk too."""
        path = self._folder / file_name(self._writer, number)
        try:
            written.replace(path)
            step("named")
            sync_folder(self._folder)
        except OSError as error:
            raise refusal(path, error) from error
        step("safe")

    def _about(self, number: int, by: Progress | None) -> About:
        return About(
            writer=self._writer,
            number=number,
            ingested_at=self._now(),
            maker=by.maker if by else None,
            maker_version=by.maker_version if by else None,
            cursor=by.cursor if by else None,
        )


def _numbers(folder: Path, writer: str) -> list[tuple[str, int]]:
    """Return the numbers in use, also those of files that were set aside."""
    names = (writer_and_number(path) for path in folder.glob(f"{writer}-*.arrow*"))
    return [(name, number) for name, number in names if name == writer]


def _number_in(last: BinaryIO) -> int:
    # Never synced: after a power cut it may hold anything, but then the folder and the
    # lake, which every writer asks when it starts, know the number.
    found = os.pread(last.fileno(), _DIGITS, 0)
    return int(found) if found.isdigit() else 0


def _note(last: BinaryIO, number: int) -> None:
    path = Path(last.name)
    try:
        # The lock's own file is open for appending; this is one write, whole or not.
        with path.open("r+b") as file:
            file.write(f"{number:0{_DIGITS}d}".encode())
    except OSError as error:
        raise refusal(path, error) from error
