"""A moment at which nobody writes facts of orders: how far the files go then.

What one worker writes of an order stands in another file than what the next one writes
behind it. Files that are read one after another could show the later without the
earlier; cut at one moment, they cannot.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = ".cut"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Write in `folder`, beside others who write; a cut waits for all of them."""
    with _locked(folder, fcntl.LOCK_SH):
        yield


def cut(folder: Path) -> dict[Path, int]:
    """Return the files of `folder` and their sizes at one moment, the oldest first."""
    if not folder.is_dir():
        return {}
    with _locked(folder, fcntl.LOCK_EX):
        return {path: path.stat().st_size for path in sorted(folder.glob("*.log"))}


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, how)
        yield
    finally:
        os.close(file)
