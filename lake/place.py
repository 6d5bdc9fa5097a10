"""Where tables lie: a folder of this machine. Nothing else knows their files by path.

A data file is whole and on the disk before anybody is told its name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lake.durable import created, sync_file, sync_folder


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where one table lies."""

    name: str
    folder: Path

    @property
    def uri(self) -> str:
        """The table's address as other engines take it."""
        return str(self.folder)

    @contextmanager
    def create(self, file: str) -> Iterator[BinaryIO]:
        """Open a new data file, named relative to the table; safe at the end."""
        path = self.folder / file
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
            sync_folder(path.parent.parent)
        with created(path) as out:
            yield out
        sync_folder(path.parent)

    def size(self, file: str) -> int:
        """Return how many bytes a data file has."""
        return (self.folder / file).stat().st_size

    def remove(self, file: str) -> None:
        """Remove a data file, if it is still there."""
        (self.folder / file).unlink(missing_ok=True)

    def stored(self) -> list[str]:
        """Return every file below the table's place, named relative to it."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.folder)) for path in paths)

    def sync_log(self, before: int, now: int) -> None:
        """Wait until the log's versions after `before` up to `now` are on the disk."""
        log = self.folder / "_delta_log"
        for version in range(before + 1, now + 1):
            sync_file(log / f"{version:020d}.json")
            if (checkpoint := log / f"{version:020d}.checkpoint.parquet").exists():
                sync_file(checkpoint)
                sync_file(log / "_last_checkpoint")
        sync_folder(log)
        if before < 0:
            sync_folder(self.folder)
            sync_folder(self.folder.parent)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tables of one lake lie."""

    folder: Path

    def table(self, name: str) -> TablePlace:
        """Return where the table `name` lies."""
        return TablePlace(name, self.folder / name)
