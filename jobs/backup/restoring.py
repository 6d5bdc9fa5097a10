"""Put a home back from a backup: whole, or not at all.

It is unpacked beside its place, checked, synced, and renamed at the end. A backup that
is a file is read twice: nothing is written before all of it is known to be whole.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from jobs.backup.full import full_told
from jobs.backup.manifest import LEDGER_ROWS, Manifest
from jobs.backup.unpack import Nowhere, read_archive
from jobs.errors import BackupBroken, BackupRefused
from jobs.settings import read_settings
from lake.durable import sync_folder
from ledger.dump import load

# Left free, so that a backup that just fits does not fill the disk.
_SPARE = 64 << 20


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What was put back."""

    files: int
    bytes: int
    made_at: str
    lake: dict[str, int]


def restore(
    home: Path,
    file: BinaryIO,
    tell: Callable[[int, int], None] = lambda files, bytes_: None,
    settle: Callable[[Path], None] = lambda folder: None,
) -> Restored:
    """Make `home`, which is not there or empty, what the backup `file` holds.

    `settle` is given what becomes the home, before anybody can see it.
    """
    _check_place(home)
    room = max(shutil.disk_usage(home.parent).free - _SPARE, 0)
    if file.seekable():
        read_archive(file, Nowhere(), room)
        file.seek(0)
    with full_told(home.parent), _beside(home) as folder:
        sink = _Folder(folder, tell)
        manifest = read_archive(file, sink, room)
        _settle(folder, manifest, sink)
        settle(folder)
        os.sync()
        # Rows that are there without their home are refused as such when it is tried
        # again; a home without its rows would go on with an empty ledger.
        _rows_back(folder, lambda: _check_place(home))
        _rename(folder, home)
    sizes = [one.size for one in manifest.members.values() if one.sha256]
    return Restored(
        files=len(sizes),
        bytes=sum(sizes),
        made_at=manifest.made_at,
        lake=dict(manifest.lake),
    )


def _check_place(home: Path) -> None:
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        raise BackupRefused(f"{home} is no folder; give another --home")
    if home.is_dir() and any(home.iterdir()):
        raise BackupRefused(
            f"the home folder {home} is not empty; move it away, or give another --home"
        )
    if home.is_dir() and home.is_mount():
        raise BackupRefused(
            f"{home} is a disk of its own, of which no folder can take the place; give"
            f" --home {home}/harvest"
        )
    home.parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def _beside(home: Path) -> Iterator[Path]:
    """Make the folder that becomes `home`; what one left that was killed is removed."""
    folder = home.with_name(f".{home.name}.restoring")
    folder.mkdir(mode=0o700, exist_ok=True)
    ours = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(ours, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield folder
    except BlockingIOError:
        raise BackupRefused(f"another backup is being put back to {home}") from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        os.close(ours)


class _Folder:
    """Take what comes out of an archive into a folder."""

    def __init__(self, folder: Path, tell: Callable[[int, int], None]) -> None:
        self._folder = folder
        self._tell = tell
        self.written: set[str] = set()
        self._bytes = 0

    def folder(self, name: str) -> None:
        """Make a folder."""
        with _named(name):
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    def file(self, name: str, pieces: Iterator[bytes]) -> None:
        """Write a file, in the place of what came under its name before."""
        path = self._folder / name
        with _named(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            with path.open("xb") as file:
                for piece in pieces:
                    _write(file, piece)
                file.truncate()
        self.written.add(name)
        self._bytes += path.stat().st_size
        self._tell(len(self.written), self._bytes)


def _write(file: BinaryIO, piece: bytes) -> None:
    if not piece[0] and piece.count(0) == len(piece):
        file.seek(len(piece), os.SEEK_CUR)  # room that was reserved takes no disk
    else:
        file.write(piece)


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise BackupBroken(
            f"{name!r:.200} in it is a file and a folder at once"
        ) from error


def _settle(folder: Path, manifest: Manifest, sink: _Folder) -> None:
    """Take away what does not count, and give times and rights back."""
    for name in sink.written - manifest.members.keys():
        (folder / name).unlink(missing_ok=True)
    # A folder's time changes with what is put into it: the deepest first.
    for name, one in sorted(manifest.members.items(), reverse=True):
        path = folder / name
        is_folder = one.sha256 is None
        if path.is_dir() != is_folder:
            raise BackupBroken(f"{name!r:.200} in it is not what its manifest says")
        path.chmod(one.mode & 0o777 | (0o700 if is_folder else 0o400))
        os.utime(path, ns=(one.mtime_ns, one.mtime_ns))


def _rows_back(folder: Path, then: Callable[[], None]) -> None:
    """Put the rows of a ledger on a server back; `then` is done before they count."""
    rows = folder / LEDGER_ROWS
    if not rows.exists():
        then()
        return
    url = read_settings(folder).ledger.url
    if url is None:
        raise BackupRefused(
            "the ledger in it is of a PostgreSQL server; set HARVESTMAN_LEDGER_URL to an"
            " empty database"
        )
    with rows.open("rb") as lines:
        load(url, lines, then=then)


def _rename(folder: Path, home: Path) -> None:
    (folder / LEDGER_ROWS).unlink(missing_ok=True)
    try:
        folder.rename(home)
    except OSError as error:
        raise BackupRefused(
            f"{home} cannot be made: {error.strerror}; it was empty a moment ago"
        ) from error
    sync_folder(home.parent)
