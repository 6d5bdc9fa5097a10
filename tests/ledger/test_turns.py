"""Writers of one SQLite file take turns, in whatever process they are."""

import subprocess
import sys
import threading
import time

import pytest

from ledger.open import open_ledger
from ledger.turns import Turns

HOLD = """
import sys, time
from pathlib import Path
from ledger.turns import Turns
turns = Turns(Path(sys.argv[1]), 5)
turns.take()
print("taken", flush=True)
time.sleep(60)
"""


def test_a_turn_is_waited_for_and_goes_on_at_once(tmp_path):
    first, second = (Turns(tmp_path / "turns", 5) for _ in range(2))
    first.take()
    first.take()
    threading.Timer(0.3, first.give).start()
    began = time.monotonic()
    second.take()
    assert 0.25 < time.monotonic() - began < 2
    second.give()
    first.take()
    first.give()


def test_who_waits_too_long_gives_up_and_stands_in_nobodys_way(tmp_path):
    first, second, third = (Turns(tmp_path / "turns", 0.1) for _ in range(3))
    first.take()
    with pytest.raises(TimeoutError):
        second.take()
    first.give()
    time.sleep(0.1)
    third.take()
    third.give()


def test_a_process_that_is_killed_gives_its_turn(tmp_path):
    place = tmp_path / "turns"
    command = [sys.executable, "-c", HOLD, str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(TimeoutError):
            Turns(place, 0.1).take()
        holder.kill()
        holder.wait()
    turns = Turns(place, 5)
    turns.take()
    turns.give()


def test_a_busy_writer_starves_no_other(tmp_path):
    stop, turns = threading.Event(), 0

    def write_on():
        with open_ledger(tmp_path) as ledger:
            while not stop.is_set():
                with ledger.write():
                    time.sleep(0.002)

    busy = threading.Thread(target=write_on)
    with open_ledger(tmp_path) as ledger:
        busy.start()
        end = time.monotonic() + 1
        while time.monotonic() < end:
            with ledger.write():
                turns += 1
        stop.set()
        busy.join()
    assert turns > 50
