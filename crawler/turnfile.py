"""The turns of hosts between the processes of one crawl: a file of times, locked by place.

    a host's place    eight bytes: when it may be asked; locked while a process asks it

Two hosts may share a place, and then wait for each other. A lock is gone with the process
that held it, whatever ended that; the times stay for the next call.
"""

import asyncio
import fcntl
import os
import struct
from contextlib import suppress
from math import isfinite
from pathlib import Path
from zlib import crc32

from frontier.durable import refusing

# Eight MB where every host is asked for parts; what is never written takes no disk.
_PLACES = 1 << 20
_TIME = struct.Struct("<d")
_LOOK_EVERY_S = 0.02


def place_of(name: str) -> str:
    """Return the place of the host `name`: within a process one asks for it at a time."""
    return str(crc32(name.encode()) % _PLACES)


class TurnFile:
    """Who may ask the hosts now; the file lies in the campaign's folder."""

    def __init__(self, path: Path) -> None:
        with refusing(path):
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    async def take(self, place: str) -> float:
        """Wait until no other process asks; return when the host may be asked."""
        at = int(place) * _TIME.size
        while True:
            with suppress(BlockingIOError):
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _TIME.size, at)
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        said = os.pread(self._file, _TIME.size, at)
        free_at: float = _TIME.unpack(said)[0] if len(said) == _TIME.size else 0.0
        return free_at if isfinite(free_at) else 0.0

    def give(self, place: str, free_at: float) -> None:
        """Let others ask from `free_at` on."""
        at = int(place) * _TIME.size
        # On a full disk the crawl ends, and not because of this.
        with suppress(OSError):
            os.pwrite(self._file, _TIME.pack(free_at), at)
        fcntl.lockf(self._file, fcntl.LOCK_UN, _TIME.size, at)
