"""Turns at writing: processes that write the same SQLite file wait in the kernel.

SQLite's own waiters look again after 1, 2, 5 ... 100 ms, so that a busy writer starves
all others. Here they queue behind a lock on a file, which ends with its process too.
"""

import fcntl
import os
import threading
from concurrent.futures import Future
from pathlib import Path


class Turns:
    """The turns of one writer; between `take` and `give` it alone may write."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._held: int | None = None

    def take(self) -> None:
        """Wait for a turn, or raise TimeoutError; what has one already goes on."""
        if self._held is not None:
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait(handle)
        except BaseException:
            os.close(handle)
            raise
        self._held = handle

    def give(self) -> None:
        """Let the next one write."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _wait(self, handle: int) -> None:
        """Wait in the kernel, in another thread, as only that has an end of patience."""
        turn: Future[None] = Future()
        threading.Thread(target=_queue, args=(handle, turn), daemon=True).start()
        try:
            turn.result(self._timeout_s)
        except TimeoutError:
            turn.add_done_callback(lambda _: os.close(handle))
            raise


def _queue(handle: int, turn: "Future[None]") -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:
        turn.set_exception(error)
    else:
        turn.set_result(None)
