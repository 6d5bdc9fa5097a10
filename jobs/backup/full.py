"""A disk that is full, said in one sentence: which, and what is there now."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jobs.errors import BackupRefused

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def full_told(place: Path) -> Iterator[None]:
    """Say of a write that has no room that it was to go to `place`."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise BackupRefused(
            f"no room in {place} ({error.strerror}); make room, or name another disk;"
            " nothing half is left there"
        ) from error
