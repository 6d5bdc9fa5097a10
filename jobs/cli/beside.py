"""A worker in a process of its own, beside the shop that a command serves."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from jobs.cli.call import Call, log_to
from jobs.operate.rules import read_rules

_LOOK_EVERY_S = 1.0
_BEGIN_AGAIN_S = 5.0


@contextmanager
def worker_beside(call: Call) -> Iterator[None]:
    """Work in another process until the end of the block; one that dies is replaced."""
    # Refused here, and not again and again there.
    read_rules(call.settings.alerts.rules)
    spawn = multiprocessing.get_context("spawn")
    stopped = spawn.Event()
    watcher = threading.Thread(target=_watch, args=(call, stopped), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopped.set()
        watcher.join()


def _watch(call: Call, stopped: Event) -> None:
    spawn = multiprocessing.get_context("spawn")
    while not stopped.is_set():
        worker = spawn.Process(target=_work, args=(call, stopped, os.getpid()))
        worker.start()
        worker.join()
        stopped.wait(_BEGIN_AGAIN_S)


def _work(call: Call, stopped: Event, parent: int) -> None:
    """Work until the shop stops, or is gone without a word."""
    from jobs.cli.work import work_quietly

    # Ctrl-C reaches all processes of a terminal; the shop says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_to(call.settings, call.run_id)
    over = threading.Event()
    threading.Thread(
        target=_end_with, args=(parent, stopped, over), daemon=True
    ).start()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    work_quietly(call, over)


def _end_with(parent: int, stopped: Event, over: threading.Event) -> None:
    while os.getppid() == parent:
        if stopped.wait(_LOOK_EVERY_S):
            break
    over.set()
