"""One crawler run as a process on a core of its own: what it took, and how it ended.

Processor time is that of the process and of all it started and waited for, start-up
included. Memory is what all processes of its session hold together, looked at ten
times a second.
"""

import math
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
_LOOK_EVERY_S = 0.1
# Who does not stop gracefully in this time is asked to stop at once.
_AGAIN_S = 20.0
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Took:
    """What one run of a crawler cost."""

    cpu_s: float = 0.0
    seconds: float = 0.0
    code: int | None = None  # None: it was ended, for it took too long
    memory: list[tuple[float, int]] = field(default_factory=list)  # time, bytes

    @property
    def peak_mb(self) -> float:
        """The most memory held at once."""
        return max((size for _, size in self.memory), default=0) / 1e6

    def growth_mb(self, since: float, until: float) -> float:
        """Return how much more memory was held at `until` than at `since`."""
        return (self._at(until) - self._at(since)) / 1e6

    def _at(self, moment: float) -> int:
        return next((size for at, size in self.memory if at >= moment), 0)


def run(
    command: list[str],
    said: Path,
    cores: str,
    limit_s: float,
    stop_s: float = math.inf,
) -> Took:
    """Run `command` on `cores`, for `limit_s` seconds at most; it writes to `said`.

    After `stop_s` it gets the interrupt that Ctrl-C sends.
    """
    started = time.monotonic()
    with said.open("wb") as out:
        child = subprocess.Popen(  # noqa: S603 (ours)
            ["/usr/bin/taskset", "--cpu-list", cores, *command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        took = Took()
        over = threading.Event()
        watch = threading.Thread(
            target=_watch, args=(child.pid, took, over, (stop_s, limit_s))
        )
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watch.join()
    took.seconds = time.monotonic() - started
    took.cpu_s = usage.ru_utime + usage.ru_stime
    took.code = None if took.seconds >= limit_s else child.returncode
    return took


def _watch(
    session: int, took: Took, over: threading.Event, limits: tuple[float, float]
) -> None:
    stop, until = (time.monotonic() + limit for limit in limits)
    while not over.wait(_LOOK_EVERY_S):
        took.memory.append((time.time(), sum(map(_held, processes_of(session)))))
        if time.monotonic() >= stop:
            stop += _AGAIN_S
            _signal(session, signal.SIGINT)
        if time.monotonic() >= until:
            for pid in processes_of(session):
                _signal(pid, signal.SIGKILL)


def processes_of(session: int) -> list[int]:
    """Return the processes of `session`."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # The name, in brackets, may hold anything; the session is 4th after it.
                facts = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(facts[3]) == session:
                found.append(int(folder.name))
    return found


def _held(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
