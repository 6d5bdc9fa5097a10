"""The events of one process, appended to files: one write an event.

    open      named, locked, checked to be still there; lines are appended
    closed    when it is large or old; the lock is let go
    taken     by taking.py, which removes only files that nobody has locked

What is written lies with the kernel, so it outlives a kill of the process. The kernel
also frees a dead process's lock: nobody has to say that its file is closed.
"""

import errno
import fcntl
import os
import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from time import monotonic

import msgspec

from lake.durable import sync_folder
from storefront.events.cut import writing
from storefront.events.event import Event

FOLDER = "events"
_LARGEST = 8_000_000
_LONGEST_S = 300.0
_TRIES = 20
_encode = msgspec.json.Encoder().encode


class Segments:
    """Appends events to files in `home/events`; the first event opens one."""

    def __init__(
        self, home: Path, clock: Callable[[], datetime], largest: int = _LARGEST
    ) -> None:
        self._folder = home / FOLDER
        self._clock = clock
        self._largest = largest
        self._worker = f"{os.getpid()}.{secrets.token_hex(3)}"
        self._opened = 0
        self._lock = threading.Lock()
        self._file = -1
        self._size = 0
        self._close_at = 0.0
        self._last_words: list[Callable[[], None]] = []

    def before_close(self, tell: Callable[[], None]) -> None:
        """Call `tell` when the shop closes: it may have something to append."""
        self._last_words.append(tell)

    def append(self, event: Event) -> None:
        """Write `event`; when this returns, no end of this process loses it."""
        line = _encode(event) + b"\n"
        with self._lock:
            self._append(line)

    def append_safely(self, events: Iterable[Event]) -> None:
        """Write `events` together; when this returns, no power cut loses them."""
        lines = b"".join(_encode(event) + b"\n" for event in events)
        with self._lock, writing(self._folder):
            self._append(lines)
            os.fsync(self._file)
            sync_folder(self._folder)

    def close(self) -> None:
        """Let the file be taken; the next event opens another."""
        for tell in self._last_words:
            tell()
        with self._lock:
            self._close()

    def _append(self, line: bytes) -> None:
        if self._size >= self._largest or monotonic() >= self._close_at:
            self._close()
        if self._file < 0:
            self._open()
        self._write(line)

    def _write(self, line: bytes) -> None:
        try:
            written = os.write(self._file, line)
        except OSError:
            self._close()
            raise
        self._size += written
        if written < len(line):
            # The next line must not be glued to half of this one.
            self._close()
            raise OSError(errno.ENOSPC, "only part of an event was written")

    def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for _ in range(_TRIES):
            began = self._clock().strftime("%Y%m%dT%H%M%S.%f")
            self._opened += 1
            path = self._folder / f"{began}-{self._worker}.{self._opened}.log"
            file = _created(path)
            if file is not None:
                self._file, self._size = file, 0
                self._close_at = monotonic() + _LONGEST_S
                return
        raise OSError(errno.EEXIST, f"no event file could be opened in {self._folder}")

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _created(path: Path) -> int | None:
    """Return the new file `path`, locked; None when another process had a hand on it."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        file = os.open(path, flags, 0o600)
    except FileExistsError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever takes events may have seen it before the lock, and removed it.
        held = os.fstat(file).st_ino == path.stat().st_ino
    except OSError:
        held = False
    if not held:
        os.close(file)
    return file if held else None
