"""The processes that inputs are made in: started when first asked, kept for what follows.

A new process reads all that stages import, which costs seconds; so the stages of one
command share a pool. What broke it once is told to whoever waits, and it starts anew.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import ParamSpec, Self, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Pool:
    """So many processes, or the one that asks where one is wanted."""

    def __init__(
        self, processes: int, prepare: Callable[[], None] | None = None
    ) -> None:
        self.processes = processes or os.cpu_count() or 1
        self._prepare = prepare  # called first in each process, as to set up its log
        self._running: ProcessPoolExecutor | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; who asks later gets others."""
        if self._running is not None:
            self._running.shutdown(cancel_futures=True)
        self._running = None

    def submit(
        self, make: Callable[Given, Made], *args: Given.args, **more: Given.kwargs
    ) -> Future[Made]:
        """Have `make` called in one of the processes."""
        running = self._started()
        try:
            return running.submit(make, *args, **more)
        except BrokenProcessPool:
            return self._started(running).submit(make, *args, **more)

    def _started(
        self, broken: ProcessPoolExecutor | None = None
    ) -> ProcessPoolExecutor:
        """Return the one that runs; of those who ask at the same time one starts it."""
        with self._starting:
            if self._running is None or self._running is broken:
                self._running = ProcessPoolExecutor(
                    self.processes,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_begin,
                    initargs=(self._prepare,),
                )
            return self._running


def _begin(prepare: Callable[[], None] | None) -> None:
    _die_with_parent()
    if prepare is not None:
        prepare()


def _die_with_parent() -> None:
    """Leave interrupts to the parent, and do not outlive it, not even its kill -9."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
