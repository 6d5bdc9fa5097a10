"""A file that all processes of a shop hold in memory together.

It lies in the folder shop/ of the home. Nothing in it must last: a shop that starts
makes it anew, and one that still runs beside it keeps the file that it had.
"""

import mmap
import os
from contextlib import closing, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

FOLDER = "shop"


def shared(path: Path, size: int, head: bytes = b"") -> mmap.mmap:
    """Map the file `path`; who comes first makes it, `head` and then zeros."""
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        _make(path, size, head)
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), size)


def _make(path: Path, size: int, head: bytes) -> None:
    """Make it whole under another name first: no process sees half of it."""
    with closing(NamedTemporaryFile(dir=path.parent, prefix=path.name)) as file:
        file.write(head)
        file.flush()
        # On a full disk a write to mapped memory would end the process.
        os.posix_fallocate(file.fileno(), 0, size)
        with suppress(FileExistsError):
            os.link(file.name, path)


def forget_shared(home: Path) -> None:
    """Let a shop that starts begin anew."""
    for path in (home / FOLDER).glob("*"):
        path.unlink(missing_ok=True)


class Closing:
    """Whether the shop is about to stop: what streams to a visitor asks, and ends."""

    def __init__(self, home: Path) -> None:
        self._path = home / FOLDER / "closing"

    def set(self) -> None:
        """Say so to all processes."""
        self._path.parent.mkdir(exist_ok=True)
        self._path.touch()

    def is_set(self) -> bool:
        """Say whether it is so."""
        return self._path.exists()
