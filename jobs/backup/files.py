"""Where backups lie: one file each, there when it is whole, and the oldest removed."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from jobs.backup.full import full_told
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
    """Remove the oldest backups of `home` with dated names; `kept` of them stay.

    What one left that was killed goes as well.
    """
    form = re.compile(rf"{re.escape(home.name)}-\d{{8}}T\d{{6}}Z{re.escape(_SUFFIX)}")
    for path in folder.iterdir():
        if path.suffix == ".part" and form.fullmatch(path.stem[1:]):
            with try_locked(path) as is_left:
                if is_left:
                    shutil.rmtree(path.with_suffix(".work"), ignore_errors=True)
                    path.unlink(missing_ok=True)
    old = [path for path, _ in dated_in(home, folder)[:-kept]]
    for path in old:
        path.unlink(missing_ok=True)
    return [path.name for path in old]


def dated_in(home: Path, folder: Path) -> list[tuple[Path, datetime]]:
    """Return the backups of `home` with dated names, and of when; the oldest first."""
    form = re.compile(rf"{re.escape(home.name)}-(\d{{8}}T\d{{6}}Z){re.escape(_SUFFIX)}")
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if named := form.fullmatch(path.name):
            with suppress(ValueError):  # figures that are no date
                made_at = datetime.strptime(named[1], _DATED).replace(tzinfo=UTC)
                found.append((path, made_at))
    return found


@contextmanager
def written(path: Path, home: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open the backup `path`, which is there when the block has ended, and synced.

    Beside it is a folder for what is copied on the way: a full home can be kept too.
    """
    path = _outside(path, home)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside, work = (path.with_name(f".{path.name}.{end}") for end in ("part", "work"))
    with full_told(path.parent), try_locked(beside) as is_ours:
        if not is_ours:
            raise BackupRefused(f"another backup is being written to {path}")
        shutil.rmtree(work, ignore_errors=True)
        try:
            beside.chmod(0o600)
            work.mkdir(mode=0o700)
            with beside.open("r+b") as file:
                file.truncate()
                yield file, work
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
        sync_folder(path.parent)


def _outside(path: Path, home: Path) -> Path:
    path = path.expanduser().absolute()
    if path.is_relative_to(home) and path.parent != home / FOLDER:
        raise BackupRefused(
            f"{path} is in the home itself, which may be lost as a whole; choose a place"
            f" outside of it, or {home / FOLDER}"
        )
    return path
