"""Disks that are full, for tests."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

# The room that is left for each file.
ROOM_BYTES = 3000


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow further while the block runs.

    The test's own output may go to a file as well, so the block holds one call only.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
