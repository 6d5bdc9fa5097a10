"""A file that all processes of a shop hold in memory together.

It lies in the folder shop/ of the home. Nothing in it must last: a shop that starts
makes it anew, unless another one runs beside it, whose files those are.
"""

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

FOLDER = "shop"
_SERVING = "serving"


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


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Begin anew, unless another shop runs on the same home; others see that one runs."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / _SERVING).open("ab") as held:
        with suppress(BlockingIOError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _forget(folder)
        fcntl.flock(held, fcntl.LOCK_SH)
        yield


def _forget(folder: Path) -> None:
    for path in folder.glob("*"):
        if path.name != _SERVING:
            path.unlink(missing_ok=True)
