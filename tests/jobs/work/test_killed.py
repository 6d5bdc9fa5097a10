"""Workers that are killed lose no work and do none twice."""

import os
import random
import subprocess
import sys
import time
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
            assert "at work\n" in process.stdout
            time.sleep(random.uniform(0.0, 0.15))  # noqa: S311 - no secret
            process.kill()
    with worker(tmp_path, broker) as process:
        wait_for_the_end(ledger)
        process.kill()
    assert effects(ledger) == list(range(kills * EACH))
    with ledger.read() as connection:
        assert parked(connection) == []


def worker(home, broker):
    arguments = [str(home), *([broker] if broker else [])]
    return subprocess.Popen(
        [sys.executable, work_killed.__file__, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )


def wait_for_the_end(ledger):
    end = time.monotonic() + 60
    while left(ledger):
        assert time.monotonic() < end
        time.sleep(0.05)


def effects(ledger):
    with ledger.read() as connection:
        rows = connection.execute(text("SELECT number FROM effects ORDER BY 1"))
        return [row[0] for row in rows]
