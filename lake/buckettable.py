"""One table in a bucket; the counterpart of a table in a folder (place.py)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from pyarrow.fs import FileSelector, FileType

from lake.bucket import Bucket


@dataclass(frozen=True, slots=True)
class BucketTable:
    """Where one table lies in a bucket."""

    name: str
    bucket: Bucket

    @property
    def uri(self) -> str:
        """The table's address as other engines take it."""
        return self.bucket.address

    @property
    def options(self) -> dict[str, str]:
        """How deltalake is told to reach it."""
        return self.bucket.options

    @property
    def configuration(self) -> dict[str, str]:
        """Each file of the log costs a request or three, so few are left to read."""
        return {"delta.checkpointInterval": "10"}

    @contextmanager
    def create(self, file: str) -> Iterator[BinaryIO]:
        """Open a new data file, named relative to the table; safe at the end."""
        path = self.bucket.path(file)
        with self.bucket.reaching():
            try:
                with self.bucket.files.open_output_stream(path) as out:
                    yield cast("BinaryIO", out)
            except BaseException:
                self.remove(file)
                raise

    def size(self, file: str) -> int:
        """Return how many bytes a data file has."""
        with self.bucket.reaching():
            return self.bucket.files.get_file_info(self.bucket.path(file)).size

    def modified(self, file: str) -> float:
        """Return when a file was last written, in seconds since 1970."""
        with self.bucket.reaching():
            found = self.bucket.files.get_file_info(self.bucket.path(file))
        return float(found.mtime_ns or 0) / 1e9

    def remove(self, file: str) -> None:
        """Remove a data file, if it is still there."""
        with self.bucket.reaching(), suppress(FileNotFoundError):
            self.bucket.files.delete_file(self.bucket.path(file))

    def stored(self) -> list[str]:
        """Return every file of the table, also of its log, named relative to it."""
        base = self.bucket.path("").rstrip("/")
        below = FileSelector(base, allow_not_found=True, recursive=True)
        with self.bucket.reaching():
            found = self.bucket.files.get_file_info(below)
        return sorted(
            info.path.removeprefix(f"{base}/")
            for info in found
            if info.type == FileType.File
        )

    def newest(self) -> None:
        """Return nothing: to ask it of a bucket takes as long as reading the log."""

    def stamp(self, version: int) -> None:
        """Return nothing: to ask it of a bucket takes as long as reading the log."""

    def sync_log(self, before: int, now: int) -> None:
        """Do nothing: what a bucket has taken is safe."""

    def reaching(self) -> AbstractContextManager[None]:
        """Say which setting is wrong where the bucket cannot be reached."""
        return self.bucket.reaching()
