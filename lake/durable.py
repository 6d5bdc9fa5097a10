"""Files that are whole or not there, also after a power cut; and locks on files.

A file is written beside its place, synced, renamed, and its folder synced: a rename
alone is not yet on the disk.
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lake.errors import LakeFull, LakeUnwritable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write(path: Path, data: bytes, *, temporary: Path | None = None) -> None:
    """Write `data` to `path`, whole or not at all."""
    beside = temporary or path.with_name(f".{path.name}.tmp")
    with created(beside) as file:
        file.write(data)
    beside.replace(path)
    sync_folder(path.parent)


@contextmanager
def created(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for writing; synced at the end, removed when that fails."""
    try:
        with path.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise refusal(path, error) from error


def refusal(path: Path, error: OSError) -> LakeFull | LakeUnwritable:
    """Return what a failed write of `path` means for the person who runs this."""
    if error.errno in _FULL:
        return LakeFull(
            f"no room to write {path} ({error.strerror}); free some space and "
            "run the command again, nothing that was stored is lost"
        )
    return LakeUnwritable(
        f"cannot write {path} ({error.strerror or error}); give this user a folder "
        "it may write to, or choose another one with --home"
    )


def plain(error: OSError) -> OSError:
    """Return `error` with its number, which Rust's libraries only write in its text."""
    told = re.search(r"\(os error (\d+)\)", str(error))
    if error.errno is None and told:
        return OSError(int(told[1]), os.strerror(int(told[1])))
    return error


def sync_file(path: Path) -> None:
    """Wait until the content of `path` is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in the folder `path` are on the disk."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def locked(path: Path) -> Iterator[BinaryIO]:
    """Hold the lock on `path`, waiting for it; the kernel frees it when we die."""
    try:
        file = path.open("a+b")
    except OSError as error:
        raise refusal(path, error) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


@contextmanager
def try_locked(path: Path) -> Iterator[bool]:
    """Hold the lock on `path` if nobody else does; say whether it is held."""
    try:
        file = path.open("a+b")
    except OSError as error:
        raise refusal(path, error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
