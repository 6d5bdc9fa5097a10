"""A process that writes to the lake until it is killed; and its killer."""

import itertools
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

AT = datetime(2026, 11, 20, tzinfo=UTC)


def rows(name: str) -> dict[str, pa.Table]:
    """Two pages and a robots.txt that name the batch they belong to."""
    page = {
        "url_key": name,
        "url": f"http://{name}.test/",
        "host": name,
        "fetched_at": AT,
        "status": 200,
    }
    return {
        "pages": pa.Table.from_pylist([page, page]),
        "robots": pa.Table.from_pylist([{"host": name, "fetched_at": AT}]),
    }


def killed_while(work: str, home: Path, seed: int, most: int = 12) -> None:
    """Run `work` on `home` and kill it after a random number of its steps."""
    chance = random.Random(seed)  # noqa: S311 # a test's dice, not a secret
    with subprocess.Popen(
        [sys.executable, __file__, work, str(home), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for _ in range(chance.randint(1, most)):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()


def _put(home: Path, seed: str) -> None:
    from lake.spool import Spool

    spool = Spool(home, "crawl")
    with (home / "acknowledged.txt").open("a") as acknowledged:
        for number in itertools.count():
            name = f"b{seed}x{number}"
            spool.put(rows(name))
            acknowledged.write(f"{name}\n")
            acknowledged.flush()
            print(name, flush=True)  # the killer counts lines


def _load(home: Path, seed: str) -> None:
    from lake.load import load
    from lake.store import Lake

    lake = Lake.open(home)
    for _ in itertools.count():
        load(lake, step=lambda name: print(name, flush=True))  # as above


def _live(home: Path, seed: str) -> None:
    """Put, load, compact and pin, over and over."""
    from lake.compact import compact
    from lake.load import load
    from lake.pin import pin
    from lake.spool import Spool
    from lake.store import Lake

    def said(name: str) -> None:
        print(name, flush=True)  # as above

    lake = Lake.open(home)
    spool = Spool(home, "crawl")
    works = (
        lambda: load(lake, step=said),
        lambda: compact(lake, step=said),
        lambda: said(str(pin(lake).path)),
    )
    with (home / "acknowledged.txt").open("a") as acknowledged:
        for number in itertools.count():
            name = f"b{seed}x{number}"
            spool.put(rows(name))
            acknowledged.write(f"{name}\n")
            acknowledged.flush()
            said(name)
            works[number % 3]()


def _stage(home: Path, seed: str) -> None:
    from lake_makers import PRICE

    from lake.settings import LakeSettings
    from lake.stages import run_stage
    from lake.store import Lake

    lake = Lake.open(home, LakeSettings(chunk_rows=2))
    run_stage(
        lake, PRICE, progress=lambda done, total: print(done, flush=True)
    )  # as above


def _enrich(home: Path, seed: str) -> None:
    from enrich.equipment import Equipment
    from enrich.steps import steps
    from lake.settings import LakeSettings
    from lake.stages import run_stage
    from lake.store import Lake

    lake = Lake.open(home, LakeSettings(chunk_rows=20))
    for step in steps(Equipment()):
        run_stage(
            lake, step, progress=lambda done, total: print(done, flush=True)
        )  # as above


if __name__ == "__main__":
    works = {"put": _put, "load": _load, "live": _live, "stage": _stage}
    {**works, "enrich": _enrich}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
