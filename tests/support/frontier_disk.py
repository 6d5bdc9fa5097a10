"""What a frontier does to the disk, one change at a time: to fail it, or to stop there."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any
from unittest import mock

# What changes a file or a folder. Reading is not watched.
CHANGES = ("pwrite", "ftruncate", "replace", "unlink", "mkdir", "open")
SYNCS = ("fsync", "fdatasync")
Change = Callable[..., Any]


@contextmanager
def watched(names: tuple[str, ...], instead: Callable[..., Any]) -> Iterator[None]:
    """Call `instead(name, call, *args)` where `os` is asked for one of `names`."""
    with ExitStack() as stack:
        for name in names:
            asked = _through(name, getattr(os, name), instead)
            stack.enter_context(mock.patch.object(os, name, asked))
        yield


def _through(name: str, call: Change, instead: Callable[..., Any]) -> Change:
    def asked(*args: Any, **more: Any) -> Any:
        if name == "open" and not args[1] & os.O_CREAT:
            return call(*args, **more)
        return instead(name, call, *args, **more)

    return asked


class Stops:
    """Copies of a folder as a kill at every so many changes of it would leave it."""

    def __init__(self, folder: Path, kept: Path, every: int = 1) -> None:
        self.folder = folder
        self.kept = kept
        self.every = every
        self.note: Callable[[Path], None] = lambda stop: None
        self._count = 0
        self._copying = False
        self._turn = RLock()

    @contextmanager
    def watching(self) -> Iterator[None]:
        with watched(CHANGES, self._change):
            yield

    def _change(self, name: str, call: Change, *args: Any, **more: Any) -> Any:
        # Threads wait for one another: a kill finds the disk at one moment.
        with self._turn:
            if self._copying:
                return call(*args, **more)
            self._keep()
            if name == "pwrite" and len(args[1]) > 1:
                # Also a write may be cut in two.
                call(args[0], args[1][: len(args[1]) // 2], args[2])
                self._keep()
            return call(*args, **more)

    def _keep(self) -> None:
        self._count += 1
        if self._count % self.every:
            return
        stop = self.kept / str(self._count)
        self._copying = True
        shutil.copytree(self.folder, stop)
        self._copying = False
        self.note(stop)


class FullDisk:
    """A disk that has room for so many changes, and for more when some is made."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.was_full = False

    @contextmanager
    def used(self) -> Iterator[None]:
        with watched((*CHANGES, *SYNCS), self._change):
            yield

    def _change(self, name: str, call: Change, *args: Any, **more: Any) -> Any:
        # What only takes away needs no room.
        takes_away = name == "unlink" or (name == "ftruncate" and _shrinks(*args))
        if not self.room and not takes_away:
            self.was_full = True
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= not takes_away
        return call(*args, **more)


def _shrinks(descriptor: int, size: int) -> bool:
    return size <= os.fstat(descriptor).st_size


class PowerCut:
    """Knows what of a folder would be left if the power went now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._safe: dict[int, int] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        with watched(("open", "ftruncate", *SYNCS), self._change):
            yield

    def left(self, to: Path) -> Path:
        """Copy what was synced to the folder `to`; nothing else got to the disk."""
        shutil.copytree(self.folder, to)
        for path in self.folder.rglob("*"):
            if path.is_file():
                copy = to / path.relative_to(self.folder)
                safe = self._safe.get(path.stat().st_ino, 0)
                os.truncate(copy, min(copy.stat().st_size, safe))
        return to

    def _change(self, name: str, call: Change, *args: Any, **more: Any) -> Any:
        before = name != "open" or Path(args[0]).exists()
        result = call(*args, **more)
        descriptor = result if name == "open" else args[0]
        found = os.fstat(descriptor)
        if name in SYNCS:
            self._safe[found.st_ino] = found.st_size
        elif not before:
            self._safe[found.st_ino] = 0
        elif name == "ftruncate" and found.st_ino in self._safe:
            self._safe[found.st_ino] = min(found.st_size, self._safe[found.st_ino])
        return result
