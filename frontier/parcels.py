"""Parcels of bytes from other processes, each a file in a box that one owner empties.

    box/<microseconds>-<sequence>-<random>    one frame: magic, length, checksum, bytes
    box/.<name>.tmp                           a parcel that is being written
    refused/<name>, refused/<name>.txt        what was no parcel, and why

A parcel appears whole or not at all. It stays until its owner has made what it says
durable, so a crash shows it twice and never loses it. Anything may lie in a box: what is
no parcel is moved away with its reason, and stops nobody.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import uuid4

from frontier.durable import write_whole
from frontier.errors import BadCommand, FrontierError
from frontier.frames import HEAD, MAGIC, check, read_buffer

LARGEST = 64 * 1024 * 1024
_PARCEL = 1
# One for the whole process: two parcels of one moment keep their order.
_sequence = count()


@dataclass(frozen=True, slots=True)
class Parcel:
    """Bytes that wait, and the name under which they do."""

    name: str
    data: bytes


class Box:
    """A folder of parcels, and where what is none of them goes."""

    def __init__(self, folder: Path, refused: Path) -> None:
        self.folder = folder
        self._refused = refused

    def put(self, data: bytes, now: float) -> Path:
        """Keep `data` for the owner, behind what was put before."""
        if len(data) > LARGEST:
            raise BadCommand(
                f"{len(data):,} bytes are too many for one parcel; send at most"
                f" {LARGEST:,} at a time"
            )
        name = f"{int(now * 1e6):020}-{next(_sequence):09}-{uuid4().hex[:12]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        head = HEAD.pack(MAGIC, _PARCEL, 1, len(data))
        write_whole(self.folder / name, head + check(head, data) + data)
        return self.folder / name

    def take(self, most: int) -> list[Parcel]:
        """Return the first parcels, at most `most` of them and about LARGEST bytes."""
        taken: list[Parcel] = []
        size = 0
        for name in self._names():
            if len(taken) == most or size > LARGEST:
                break
            data = self._data(name)
            if data is not None:
                taken.append(Parcel(name, data))
                size += len(data)
        return taken

    def finished(self, name: str) -> None:
        """Remove a parcel whose effect is durable; one that is gone is finished."""
        (self.folder / name).unlink(missing_ok=True)

    def refuse(self, name: str, why: str) -> None:
        """Move what cannot be taken out of the way, and say why beside it."""
        # A disk that lets nothing be moved stops no owner: it meets the file again.
        with suppress(OSError, FrontierError):
            self._refused.mkdir(parents=True, exist_ok=True)
            (self.folder / name).rename(self._refused / name)
            reason = f"{why}\n".encode(errors="replace")
            write_whole(self._refused / f"{name}.txt", reason)

    def _names(self) -> list[str]:
        try:
            with os.scandir(self.folder) as entries:
                return sorted(
                    entry.name
                    for entry in entries
                    if entry.name[0] != "." and not entry.is_dir(follow_symlinks=False)
                )
        except OSError:
            return []

    def _data(self, name: str) -> bytes | None:
        """Return the bytes in the parcel `name`; None for what is no parcel."""
        try:
            content = _content(self.folder / name)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self.refuse(name, f"It cannot be read: {error}.")
            return None
        reading = read_buffer(memoryview(content), name)
        if reading.damage or len(reading.frames) != 1:
            self.refuse(name, "It is damaged, or was never a parcel.")
            return None
        return bytes(reading.frames[0].payload)


def _content(path: Path) -> bytes:
    # Neither a link to somewhere else nor a pipe that would let us wait is a parcel.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise ValueError("it is no ordinary file")
        if state.st_size > LARGEST + HEAD.size + 8:
            raise ValueError(
                f"its {state.st_size:,} bytes are more than a parcel holds"
            )
        return file.read()
