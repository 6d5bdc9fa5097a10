"""Workers that are killed lose no work and do none twice."""

import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import work_killed
from sqlalchemy import text
from work_support import left, line_up

from ledger.line import parked
from ledger.work import Work

EACH = 150


@pytest.mark.parametrize(
    ("broker", "kills"),
    [
        ("embedded", 8),
        ("redis", 4),
        ("rabbitmq", 3),
        pytest.param("embedded", 50, marks=pytest.mark.slow),
    ],
    indirect=["broker"],
)
def test_kill_9_loses_nothing_and_doubles_nothing(ledger, tmp_path, broker, kills):
    with ledger.write() as connection:
        connection.execute(text("CREATE TABLE effects (number INTEGER)"))
    for turn in range(kills):
        numbers = range(turn * EACH, (turn + 1) * EACH)
        line_up(
            ledger, *(Work("note", n, f"k{n % 7}" if n % 4 else None) for n in numbers)
        )
        with worker(tmp_path, broker) as process:
            # A thread's word of what it does may stand on the same line.
            assert any("at work" in line for line in process.stdout)
            time.sleep(random.uniform(0.0, 0.15))  # noqa: S311 - no secret
    with worker(tmp_path, broker):
        wait_for_the_end(ledger)
    assert effects(ledger) == list(range(kills * EACH))
    with ledger.read() as connection:
        assert parked(connection) == []


@contextmanager
def worker(home, broker):
    """Have a worker, and kill it in the end, also where the test fails."""
    arguments = [str(home), *([broker] if broker else [])]
    with subprocess.Popen(
        [sys.executable, work_killed.__file__, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_the_end(ledger):
    end = time.monotonic() + 60
    while left(ledger):
        assert time.monotonic() < end
        time.sleep(0.05)


def effects(ledger):
    with ledger.read() as connection:
        rows = connection.execute(text("SELECT number FROM effects ORDER BY 1"))
        return [row[0] for row in rows]
