"""What a home takes of its disk."""

import os
import shutil
from pathlib import Path

from jobs.operate.state import Disk


def disk(home: Path) -> Disk:
    """Return what the large folders take, and what is left."""
    return Disk(
        lake=_taken(home / "lake"),
        warc=_taken(home / "warc"),
        spool=_taken(home / "spool"),
        spool_files=sum(1 for _ in (home / "spool").glob("[!.]*.arrow")),
        free=shutil.disk_usage(home).free,
    )


def _taken(folder: Path | str) -> int:
    """Return the bytes below a folder; what vanishes meanwhile takes none."""
    total = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                total += _of(entry)
    except OSError:
        return total
    return total


def _of(entry: "os.DirEntry[str]") -> int:
    try:
        if entry.is_dir(follow_symlinks=False):
            return _taken(entry.path)
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
