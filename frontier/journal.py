"""One file that makes a batch safe, however many shards it went to.

A batch goes to as many logs as it has shards, and bringing 64 files to the disk takes 64
turns of it. So what was written to the logs is written here once more, in one frame, and
only this file is synced; the logs reach the disk whenever the system likes. After a power
cut whatever a log lost is copied back from here, to the place it was written to.

    journal-<owner>.log    frame: shard, segment, offset and length of each write, then
                           their bytes

The bytes of a log never change, so copying twice does no harm. When the file has grown
large, the logs are synced and it begins anew.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import numpy as np

from frontier.durable import refusing
from frontier.errors import AlreadyOwned
from frontier.frames import Frames, read
from frontier.owner import owned_file

# Past this the logs are synced: some 10 ms, once in 170,000 URLs.
LARGEST = 16 * 1024 * 1024
# More than this is not kept in memory, whatever the plan says of syncing.
_WAITING = 4 * 1024 * 1024
_WRITE = np.dtype(
    [("shard", "<u4"), ("segment", "<u4"), ("offset", "<u8"), ("length", "<u8")]
)
_WRITES = 1  # the one kind of frame


# Shard, segment, offset and length; and the bytes.
_Written = tuple[tuple[int, int, int, int], tuple[bytes, ...]]


class Journal:
    """What was written to the logs since they were last synced."""

    def __init__(self, folder: Path) -> None:
        path = folder / f"journal-{uuid4().hex[:8]}.log"
        # Locked before it has its name: whoever finds it sees that its owner lives.
        unnamed = path.with_suffix(".tmp")
        with refusing(path):
            self._lock = owned_file(unnamed)
            unnamed.rename(path)
        try:
            self._file = Frames.open(path)
        except BaseException:
            self._lock.close()
            raise
        self._waiting = 0
        self._writes: list[_Written] = []

    @property
    def full(self) -> bool:
        """Whether it is time to sync the logs and to begin anew."""
        return self._file.size > LARGEST

    @property
    def heavy(self) -> bool:
        """Whether so much waits to be synced that it should be now."""
        return self._waiting > _WAITING

    def add(self, shard: int, segment: int, offset: int, *parts: bytes) -> None:
        """Remember what was just written at `offset` of a segment."""
        length = sum(map(len, parts))
        # One step: shards are opened beside each other, and may both write.
        self._writes.append(((shard, segment, offset, length), parts))
        self._waiting += length

    def sync(self) -> None:
        """Wait until all that was added is on the disk."""
        if not self._writes:
            return
        heads = np.array([place for place, _ in self._writes], _WRITE).tobytes()
        written = [part for _, parts in self._writes for part in parts]
        self._file.append(_WRITES, b"".join([heads, *written]), len(self._writes))
        self._file.sync()
        self._forget()

    def begin_anew(self) -> None:
        """Forget everything: the logs are on the disk."""
        self._forget()
        self._file.empty()

    def _forget(self) -> None:
        self._writes, self._waiting = [], 0

    def abandon(self) -> None:
        """Let go without a word."""
        self._file.abandon()
        self._lock.close()

    def close(self) -> None:
        """Remove the file: the logs are on the disk."""
        self._file.abandon()
        with refusing(self._file.path):
            self._file.path.unlink(missing_ok=True)
        self._lock.close()


def replay(folder: Path, owned: Iterable[int]) -> None:
    """Copy back what the logs of the owned shards lost in a power cut."""
    mine = frozenset(owned)
    for path in sorted(folder.glob("journal-*.log")):
        try:
            lock = owned_file(path)
        except AlreadyOwned:
            continue  # its owner lives, and has shards that are not ours
        with lock:
            shards = _replay(path, folder, mine)
            if shards <= mine:
                path.unlink()


def _replay(path: Path, folder: Path, mine: frozenset[int]) -> set[int]:
    """Copy back what is ours; return whose writes there are."""
    shards: set[int] = set()
    for frame in read(path).frames:
        at = frame.count * _WRITE.itemsize
        for write in np.frombuffer(frame.payload[:at], _WRITE).tolist():
            shard, segment, offset, length = write
            shards.add(shard)
            if shard in mine:
                log = folder / f"{shard:02}" / f"{segment:08}.log"
                _restore(log, offset, frame.payload[at : at + length])
            at += length
    return shards


def _restore(log: Path, offset: int, data: memoryview) -> None:
    try:
        descriptor = os.open(log, os.O_RDWR)
    except FileNotFoundError:
        return  # the segment was removed since: its URLs are done
    with refusing(log):
        try:
            if os.pread(descriptor, len(data), offset) != data:
                os.pwrite(descriptor, data, offset)
                os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
