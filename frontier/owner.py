"""Locks that say who owns a folder: the kernel frees them when the owner dies."""

import fcntl
from pathlib import Path
from typing import BinaryIO

from frontier.errors import AlreadyOwned


def owned_file(path: Path) -> BinaryIO:
    """Return `path` locked for this process until it is closed."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise AlreadyOwned(
            f"{path.parent} belongs to another process that is running; wait for it, or"
            " give it the command through its inbox"
        ) from None
    return file
