"""Write the files of a home into one archive, while others write to them.

A file is taken as long as it was when it was opened: what is appended later is left
out, and where it was cut shorter meanwhile there are zeros.
"""

import hashlib
import os
import stat
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec
from zstandard import ZstdCompressor

from jobs.backup.manifest import NAME, Manifest, Member
from jobs.errors import BackupRefused

# Pages and tables are packed already; a higher level would only take time.
_LEVEL = 3
_PIECE = 1 << 20


class Pack:
    """An archive while it is written; `tell` hears of each file and its bytes."""

    def __init__(
        self, out: BinaryIO, home: Path, tell: Callable[[int, int], None]
    ) -> None:
        self.members: dict[str, Member] = {}
        self._home = home
        self._tell = tell
        self._files = self._bytes = 0
        packer = ZstdCompressor(level=_LEVEL, write_checksum=True)
        self._packed = packer.stream_writer(out, closefd=False)
        # As a stream it would be cut into blocks of 10 kB, and copied for each of them.
        self._tar = tarfile.TarFile(
            fileobj=self._packed,
            mode="w",
            format=tarfile.GNU_FORMAT,
            copybufsize=_PIECE,
        )

    def keep(self, path: Path, name: str | None = None) -> bool:
        """Add a file or a folder; False where there is none (any more), or a link."""
        name = name or path.relative_to(self._home).as_posix()
        if not _is_text(name):
            raise BackupRefused(
                f"{name!r} is no name in UTF-8; call that file otherwise"
            )
        try:
            about = path.lstat()
            if stat.S_ISDIR(about.st_mode):
                self._tar.addfile(_head(f"{name}/", about, tarfile.DIRTYPE))
                self.members[name] = Member(_mode(about), max(about.st_mtime_ns, 0))
                return True
            if not stat.S_ISREG(about.st_mode):
                return False
            with path.open("rb") as file:
                self._add(name, file)
        except FileNotFoundError:
            return False
        return True

    def drop(self, name: str) -> None:
        """Let nothing count that was added of the folder `name`, nor the folder."""
        inside = f"{name}/"
        for one in [*self.members]:
            if one == name or one.startswith(inside):
                del self.members[one]

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and end the archive."""
        said = msgspec.json.encode(manifest)
        head = tarfile.TarInfo(NAME)
        head.size, head.mode = len(said), 0o600
        self._tar.addfile(head, BytesIO(said))
        self._tar.close()
        # zstandard's own stub says no types for it.
        self._packed.close()  # type: ignore[no-untyped-call]

    def _add(self, name: str, file: BinaryIO) -> None:
        about = os.fstat(file.fileno())
        head = _head(name, about, tarfile.REGTYPE)
        read = _Read(file, about.st_size)
        self._tar.addfile(head, read)
        at, sha256 = max(about.st_mtime_ns, 0), read.digest.hexdigest()
        self.members[name] = Member(_mode(about), at, about.st_size, sha256)
        self._files += 1
        self._bytes += about.st_size
        self._tell(self._files, self._bytes)


class _Read(BytesIO):
    """The first bytes of a file, and their digest."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        super().__init__()
        self._file = file
        self._left = size
        self.digest = hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        """Return exactly `size` bytes, zeros behind the end of the file."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data = self._file.read(wanted).ljust(wanted, b"\0")
        self._left -= wanted
        self.digest.update(data)
        return data


def _head(name: str, about: os.stat_result, kind: bytes) -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.type, head.mode, head.mtime = kind, _mode(about), max(int(about.st_mtime), 0)
    head.size = about.st_size if kind == tarfile.REGTYPE else 0
    return head


def _is_text(name: str) -> bool:
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def _mode(about: os.stat_result) -> int:
    return about.st_mode & 0o777
