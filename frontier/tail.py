"""A file of frames that is open for the length of an append only.

A shard's known pages may wait in a thousand hours and a process may own 64 shards, but
has a thousand open files in all.
"""

import os
from pathlib import Path

from frontier.durable import refusal
from frontier.frames import Frames


class Tail:
    """The end of a file that grows by frames; one process writes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = -1
        self._dirty = False

    def append(self, kind: int, payload: bytes, count: int) -> None:
        """Write one frame: safe from a kill at once, from a power cut by `sync`."""
        if self._size < 0:
            # Once a process: finds the end, and cuts off what a kill left half written.
            whole = Frames.open(self.path)
            self._size = whole.size
            whole.close()
        descriptor = self._open()
        try:
            file = Frames(self.path, descriptor, self._size)
            file.append(kind, payload, count)
            self._size = file.size
            self._dirty = True
        finally:
            os.close(descriptor)

    def sync(self) -> None:
        """Wait until every frame is on the disk."""
        if self._dirty:
            descriptor = self._open()
            try:
                os.fdatasync(descriptor)
            except OSError as error:
                raise refusal(self.path, error) from error
            finally:
                os.close(descriptor)
            self._dirty = False

    def _open(self) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise refusal(self.path, error) from error
