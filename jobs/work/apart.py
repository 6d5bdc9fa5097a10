"""Work in a process of its own, which is ended when it takes too long or too much.

The process is spawned, so it holds no lock of a thread that it does not have. What is
to be written cannot travel back as a function; such kinds write by themselves, and
return nothing.
"""

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import SpawnProcess
from typing import Any

import psutil

from jobs.work.kinds import Effect, Kind, LastingError, Task

_LOOK_EVERY_S = 0.2
_END_WITHIN_S = 10.0


class WorkFailedError(Exception):
    """What was done in a process of its own failed; the text is its traceback."""

    def __init__(self, said: str, retry_after_s: float | None = None) -> None:
        super().__init__(said)
        self.retry_after_s = retry_after_s


class TooLong(WorkFailedError):
    """A job took longer than its kind may."""


class TooMuch(WorkFailedError):
    """A job took more memory than its kind may."""


class Stopped(Exception):
    """The worker stops; the job goes back untouched."""


def run_apart(kind: Kind, task: Task) -> Effect | None:
    """Run `task` in a new process, and end that when it goes past its kind's limits."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    facts = (task.number, task.kind, task.key, task.payload, task.attempt)
    process = spawn.Process(target=_child, args=(kind, facts, there), name=kind.name)
    process.start()
    there.close()
    try:
        _watch(kind, task, process, here)
        process.join(_END_WITHIN_S)
    finally:
        end_tree(process)
        here.close()
    return None


def _child(kind: Kind, facts: tuple[Any, ...], out: Pipe) -> None:
    # A worker beside a shop ignores Ctrl-C, and what it starts would do so as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        kind.run(Task(*facts))
    except KeyboardInterrupt:
        out.send(("stopped", "", None))
    except LastingError:
        out.send(("lasting", traceback.format_exc(), None))
    except BaseException as error:  # noqa: BLE001 - it is told to the one who waits
        retry = getattr(error, "retry_after_s", None)
        out.send(("failed", traceback.format_exc(), retry))
    else:
        out.send(("done", "", None))


def _watch(kind: Kind, task: Task, process: SpawnProcess, answers: Pipe) -> None:
    until = time.monotonic() + kind.limit_s
    while not answers.poll(_LOOK_EVERY_S):
        if task.stopping.is_set():
            raise Stopped
        if time.monotonic() > until:
            raise TooLong(f"it took longer than {kind.limit_s:g} s and was ended")
        if kind.memory_mb is not None:
            taken = _memory_mb(process)
            if taken > kind.memory_mb:
                raise TooMuch(
                    f"it took {taken:.0f} MB of memory, more than the"
                    f" {kind.memory_mb} MB it may, and was ended"
                )
    _raise_answer(process, answers)


def _raise_answer(process: SpawnProcess, answers: Pipe) -> None:
    try:
        how, said, retry = answers.recv()
    except EOFError:
        process.join(_END_WITHIN_S)
        raise WorkFailedError(
            f"its process ended by itself (exit code {process.exitcode})"
        ) from None
    if how == "stopped":
        raise Stopped
    if how == "lasting":
        raise LastingError(said)
    if how == "failed":
        raise WorkFailedError(said, retry)


def _memory_mb(process: SpawnProcess) -> float:
    """Return how much memory a process and all that it started hold."""
    total = 0
    for one in _tree(process.pid):
        try:
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total / 1e6


def end_tree(process: SpawnProcess) -> None:
    """End a process with all that it started, gently first."""
    if process.is_alive() and process.pid:
        # As Ctrl-C does: a crawl ends what is under way, and keeps it.
        os.kill(process.pid, signal.SIGINT)
        process.join(_END_WITHIN_S)
    tree = _tree(process.pid)
    for one in tree:
        _quietly(one.terminate)
    process.join(_END_WITHIN_S)
    for one in tree:
        if one.is_running():
            _quietly(one.kill)
    process.join()
    process.close()


def _tree(pid: int | None) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [*first.children(recursive=True), first]
    except psutil.Error:
        return []


def _quietly(call: Callable[[], None]) -> None:
    try:
        call()
    except psutil.Error:
        return
