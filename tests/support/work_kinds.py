"""Kinds of work that run in processes of their own, in tests of workers."""

import os
import signal
import time
from pathlib import Path

from jobs.work.kinds import LastingError, Task


def write_down(task: Task) -> None:
    Path(task.payload).write_text(
        f"{task.kind} {task.key} {task.attempt} {os.getpid()}"
    )


def sleep_long(task: Task) -> None:
    Path(task.payload).write_text(str(os.getpid()))
    time.sleep(600)


def eat(task: Task) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(b"x") * 20_000_000)
        time.sleep(0.02)


def fall_dead(task: Task) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def spoil(task: Task) -> None:
    raise ValueError("spoiled in there")


def spoil_for_good(task: Task) -> None:
    raise LastingError("there is no such thing")


def sleep_until_told(task: Task) -> None:
    Path(task.payload).write_text("asleep")
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        Path(task.payload).write_text("told")
        raise
