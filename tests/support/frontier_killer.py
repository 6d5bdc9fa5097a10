"""Lives of a frontier in processes that are killed, and what they told by then.

The nursery is one warm process: each life is a fork of it, which costs no start-up.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontier_life import Life
from frontier_report import Event
from frontier_small import small_files


class Nursery:
    """Starts lives and ends them; each one's words are kept in a file."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def killed(self, home: Path, seed: int, now: float) -> list[Event]:
        """Live a life and kill it at a random moment; return what it told."""
        chance = random.Random(seed)  # noqa: S311  # a test's dice, not a secret
        told = home.with_name(f"told-{seed}")
        pid = int(self._asked(json.dumps([str(home), str(told), seed, now])))
        # Not by the clock, which is not the same on every machine.
        enough = chance.randint(1, 60_000)
        while _size(told) < enough and not _has_ended(pid):
            os.sched_yield()
        os.kill(pid, signal.SIGKILL)
        assert self._asked("end") == str(int(signal.SIGKILL)), "it ended by itself"
        return _events(told)

    def _asked(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Return a warm nursery."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=-1, stdout=-1, text=True
    ) as process:
        yield Nursery(process)
        process.communicate()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _has_ended(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    return status.split()[0] == "Z"


def _events(path: Path) -> list[Event]:
    """Return what was told in whole lines."""
    lines = path.read_text().split("\n")[:-1]
    return [Event(*json.loads(line)) for line in lines]


def _live(home: str, told: str, seed: int, now: float) -> None:
    """Live until killed."""
    out = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(what: str, now: float, urls: list[str] | None = None) -> None:
        os.write(out, f"{json.dumps([what, now, urls or []])}\n".encode())

    with Life(Path(home), seed, tell, now) as life:
        while True:
            life.step()


def _warm() -> None:
    """Load what a life needs, so that its fork has it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Life(Path(folder), 0, lambda *told: None) as life,
    ):
        for _ in range(300):
            life.step()


def _serve() -> None:
    pid = 0
    for line in sys.stdin:
        if line.strip() == "end":
            print(os.WTERMSIG(os.waitpid(pid, 0)[1]), flush=True)
            continue
        pid = os.fork()
        if not pid:
            _live(*json.loads(line))
        print(pid, flush=True)


if __name__ == "__main__":
    with small_files():
        _warm()
        _serve()
