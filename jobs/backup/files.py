"""Where backups lie: one file each, there when it is whole, and the oldest removed."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from jobs.backup.making import FOLDER
from jobs.errors import BackupRefused
from jobs.work.settings import WorkSettings
from lake.durable import sync_folder, try_locked

_SUFFIX = ".tar.zst"
_DATED = "%Y%m%dT%H%M%SZ"


def folder_of(home: Path, settings: WorkSettings) -> Path:
    """Return the folder of the backups of `home` that nobody gave a name."""
    if settings.backup_folder is None:
        return home / FOLDER
    return Path(settings.backup_folder).expanduser()


def dated(home: Path, folder: Path, now: datetime) -> Path:
    """Return the place of a backup that is made `now`."""
    return folder / f"{home.name}-{now.strftime(_DATED)}{_SUFFIX}"


def remove_old(home: Path, folder: Path, kept: int) -> list[str]:
    """Remove the oldest backups of `home` with dated names; `kept` of them stay."""
    form = re.compile(rf"{re.escape(home.name)}-\d{{8}}T\d{{6}}Z{re.escape(_SUFFIX)}")
    names = sorted(path.name for path in folder.iterdir() if form.fullmatch(path.name))
    old = names[:-kept]
    for name in old:
        (folder / name).unlink(missing_ok=True)
    return old


@contextmanager
def written(path: Path, home: Path) -> Iterator[BinaryIO]:
    """Open the backup `path`, which is there when the block has ended, and synced."""
    path = path.expanduser().absolute()
    if path.is_relative_to(home) and path.parent != home / FOLDER:
        raise BackupRefused(
            f"{path} is in the home itself, which may be lost as a whole; choose a place"
            f" outside of it, or {home / FOLDER}"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    with try_locked(beside) as is_ours:
        if not is_ours:
            raise BackupRefused(f"another backup is being written to {path}")
        try:
            beside.chmod(0o600)
            with beside.open("r+b") as file:
                file.truncate()
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
