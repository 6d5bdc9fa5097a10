"""One WARC file while it is written: created, appended to, synced, never opened again.

Its writer holds a lock on it, so that nobody rewrites what still grows. When something
cannot be written, the file ends where it was last synced.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lake.durable import refusal, sync_folder
from lake.errors import LakeUnwritable
from lake.frames import compressor, dictionary_frame
from lake.targets import Targets
from lake.warcrecord import warcinfo_record

SUFFIX = ".warc.zst"
# One write of the system for thirty pages: each costs 8 us.
_MOST_WAITING = 1 << 18


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """Where a response record lies."""

    warc_file: str
    warc_offset: int
    warc_length: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a file begins with, and how its frames are packed."""

    level: int
    dictionary: bytes
    at: datetime
    fields: bytes


class WarcFile:
    """A new WARC file; FileExistsError where there is one already."""

    def __init__(self, path: Path, begin: Beginning) -> None:
        self.path = path
        self.size = 0
        self.given_up = False
        self._waiting: list[bytes] = []
        self._synced = self._written = 0
        self._targets = Targets()
        self._packer = compressor(begin.level, begin.dictionary)
        self._file = _created(path)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        if begin.dictionary:
            self._add(dictionary_frame(begin.dictionary))
        info = warcinfo_record(path.name, begin.at, begin.fields)
        self._add(self._packer.compress(info))
        self.sync()
        sync_folder(path.parent)

    def append(self, records: Iterable[bytes], *urls: str) -> BodyPlace:
        """Add records that tell of `urls`; return the place of the first."""
        frames = [self._packer.compress(record) for record in records]
        place = BodyPlace(self.path.name, self.size, len(frames[0]))
        for frame in frames:
            self._add(frame)
        self._targets.add(*urls)
        if self.size - self._written > _MOST_WAITING:
            self.flush()
        return place

    def flush(self) -> None:
        """Give the system everything added so far, so that it can be read."""
        with self._all_or_nothing():
            left = memoryview(b"".join(self._waiting))
            while left:
                left = left[os.write(self._file, left) :]
            self._waiting = []
            self._written = self.size

    def sync(self) -> None:
        """Wait until everything added so far is on the disk."""
        self.flush()
        with self._all_or_nothing():
            os.fsync(self._file)
            self._synced = self.size

    def close(self) -> None:
        """Sync and close; say beside it which URLs it tells of."""
        if not self.given_up:
            self.sync()
            os.close(self._file)
            self._targets.save(self.path)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Leave the file as it was when it was last synced, if the block fails."""
        if self.given_up:
            raise LakeUnwritable(f"{self.path} was given up when a write failed")
        try:
            yield
        except OSError as error:
            self.given_up = True
            with suppress(OSError):
                os.ftruncate(self._file, self._synced)
                if not self._synced:
                    self.path.unlink()
            with suppress(OSError):
                os.close(self._file)
            raise refusal(self.path, error) from error

    def _add(self, frame: bytes) -> None:
        self._waiting.append(frame)
        self.size += len(frame)


def create(folder: Path, writer: str, begin: Beginning) -> WarcFile:
    """Create the next file of `writer`; another process may take a number first."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(folder, error) from error
    used = (_number(path) for path in folder.glob(_name(writer, "*")))
    number = max(used, default=0) + 1
    while True:
        try:
            return WarcFile(folder / _name(writer, f"{number:06d}"), begin)
        except FileExistsError:
            number += 1


def _created(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise
    except OSError as error:
        raise refusal(path, error) from error


def _name(writer: str, number: str) -> str:
    return f"harvest-{writer}-{number}{SUFFIX}"


def _number(path: Path) -> int:
    number = path.name.removesuffix(SUFFIX).rpartition("-")[2]
    return int(number) if number.isdigit() else 0
