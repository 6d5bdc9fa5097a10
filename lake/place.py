"""Where tables lie: in a folder of this machine, or in a bucket that homes may share.

Nothing else knows their files by path. A data file is whole and safe before anybody is
told its name.
"""

from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from lake.bucket import Bucket
from lake.buckettable import BucketTable
from lake.durable import created, plain, refusal, sync_file, sync_folder, write


class TablePlace(Hashable, Protocol):
    """Where one table lies."""

    @property
    def name(self) -> str:
        """The table's name."""

    @property
    def uri(self) -> str:
        """The table's address as other engines take it."""

    @property
    def options(self) -> dict[str, str]:
        """How deltalake is told to reach it."""

    @property
    def configuration(self) -> dict[str, str]:
        """What Delta is told there beside what it is told everywhere."""

    def create(self, file: str) -> AbstractContextManager[BinaryIO]:
        """Open a new data file, named relative to the table; safe at the end."""

    def size(self, file: str) -> int:
        """Return how many bytes a data file has."""

    def modified(self, file: str) -> float:
        """Return when a file was last written, in seconds since 1970."""

    def remove(self, file: str) -> None:
        """Remove a data file, if it is still there."""

    def stored(self) -> list[str]:
        """Return every file of the table, also of its log, named relative to it."""

    def newest(self) -> int | None:
        """Return the version that the log ends with; None if unknown."""

    def stamp(self, version: int) -> tuple[int, int] | None:
        """Return what changes when another table comes to lie here; None if unknown."""

    def sync_log(self, before: int, now: int) -> None:
        """Wait until the log's versions after `before` up to `now` are safe."""

    def reaching(self) -> AbstractContextManager[None]:
        """Say which setting is wrong where the place cannot be reached."""


@dataclass(frozen=True, slots=True)
class FolderTable:
    """Where one table lies in a folder."""

    name: str
    folder: Path

    @property
    def uri(self) -> str:
        """The table's address as other engines take it."""
        return str(self.folder)

    @property
    def options(self) -> dict[str, str]:
        """Nothing: a path says it all."""
        return {}

    @property
    def configuration(self) -> dict[str, str]:
        """Nothing: files that are at hand are read quickly."""
        return {}

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

    def modified(self, file: str) -> float:
        """Return when a file was last written, in seconds since 1970."""
        return (self.folder / file).stat().st_mtime

    def remove(self, file: str) -> None:
        """Remove a data file, if it is still there."""
        (self.folder / file).unlink(missing_ok=True)

    def stored(self) -> list[str]:
        """Return every file of the table, also of its log, named relative to it."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.folder).as_posix() for path in paths)

    def newest(self) -> int | None:
        """Return the version of the last entry of the log."""
        entries = (self.folder / "_delta_log").glob("*.json")
        versions = (int(entry.stem) for entry in entries if entry.stem.isdigit())
        return max(versions, default=None)

    def stamp(self, version: int) -> tuple[int, int] | None:
        """Return which file the log's entry is, and since when."""
        try:
            entry = (self.folder / "_delta_log" / f"{version:020d}.json").stat()
        except FileNotFoundError:
            return None
        return entry.st_ino, entry.st_mtime_ns

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

    @contextmanager
    def reaching(self) -> Iterator[None]:
        """Say what is wrong where Delta cannot write its log, as on a full disk."""
        try:
            yield
        except OSError as error:
            raise refusal(self.folder, plain(error)) from error


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tables of one lake lie: in the bucket if there is one."""

    folder: Path
    bucket: Bucket | None = None

    def table(self, name: str) -> TablePlace:
        """Return where the table `name` lies."""
        if self.bucket is not None:
            return BucketTable(name, self.bucket.at(name))
        return FolderTable(name, self.folder / name)

    def read(self, name: str) -> bytes | None:
        """Return what the small file `name` beside the tables says, if it is there."""
        if self.bucket is not None:
            return self.bucket.read(name)
        path = self.folder / name
        return path.read_bytes() if path.exists() else None

    def write(self, name: str, data: bytes) -> None:
        """Write the small file `name` beside the tables."""
        if self.bucket is not None:
            self.bucket.write(name, data)
        else:
            write(self.folder / name, data)
