"""A process that says something new of the same entities and compacts, until killed."""

import itertools
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from lake.clock import utc_now
from lake.compact import compact
from lake.load import append
from lake.settings import LakeSettings
from lake.store import Lake


def say(lake: Lake, version: int = 1, **said: str) -> None:
    """Let version `version` of a step say something of entities."""
    rows = [{"entity_key": key, "summary": text} for key, text in said.items()]
    put(lake, version, enriched_summaries=rows)


def put(lake: Lake, version: int = 1, **tables: list[dict[str, Any]]) -> None:
    """Write rows of a step, with their books."""
    by = {"maker": "step", "maker_version": version}
    batch, books = {}, {}
    for name, rows in tables.items():
        for row in rows:
            key = f"{row['entity_key']}-{utc_now().timestamp()}"
            row |= {"input_key": key, **by}
            books[key] = {"input_key": key, "rows": 1, "made_at": utc_now(), **by}
        batch[name] = pa.Table.from_pylist(rows)
    append(lake, "step", batch | {"made": pa.Table.from_pylist([*books.values()])})


def killed_while_saying(home: Path, first: int, seed: int) -> int:
    """Kill a process that says `first` and so on; return the last number it had said."""
    last = first - 1
    command = [sys.executable, __file__, str(home), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(random.Random(seed).randint(2, 40)):  # noqa: S311 # a test's dice
            what, _, number = process.stdout.readline().strip().partition(" ")
            last = int(number) if what == "said" else last
        process.kill()
    return last


if __name__ == "__main__":
    lake = Lake.open(Path(sys.argv[1]), LakeSettings())
    for number in itertools.count(int(sys.argv[2])):
        say(lake, a=f"{number:05}", b=f"{number:05}")
        print("said", number, flush=True)
        compact(lake, step=lambda name: print("step", name, flush=True))
