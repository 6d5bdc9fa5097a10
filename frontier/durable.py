"""Writes that a power cut leaves whole or undone, and what a failed one means."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontier.errors import DiskFull, Unwritable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all, also through a power cut."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            write_all(descriptor, data, 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise refusal(path, error) from error


def sync_folder(path: Path) -> None:
    """Wait until the names in the folder `path` are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say what a system's error means for the person who runs this."""
    try:
        yield
    except OSError as error:
        raise refusal(path, error) from error


def refusal(path: Path, error: OSError) -> DiskFull | Unwritable:
    """Return what a failed write of `path` means for the person who runs this."""
    if error.errno in _FULL:
        return DiskFull(
            f"no room to write {path} ({error.strerror}); free some space and call"
            " again, nothing that was accepted is lost"
        )
    return Unwritable(
        f"cannot use {path} ({error.strerror or error}); give this user a folder it may"
        " write to, or choose another one with --home"
    )


def write_all(descriptor: int, data: bytes, at: int) -> None:
    """Write `data` at a place of an open file, however often the system stops early."""
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, at)
        view = view[written:]
        at += written
