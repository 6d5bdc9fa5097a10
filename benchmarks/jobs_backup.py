"""How fast a home is kept in one file and put back, beside tar with zstd.

tar only copies: it neither keeps a home together that is written to, nor checks what it
wrote. Ours counts every file's SHA-256 on both ways, and reads a backup twice when it is
put back. The home is like a real one: most of it is packed already (bodies, tables),
the ledger is not. Rounds alternate; CPU of all processes. The last line is one JSON
object.
"""

import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

ROUNDS = 3
BODIES, TABLES, SMALL = 40, 20, 1_500
_FILE_BYTES = 4 << 20
LEDGER_ROWS = 150_000
PROGRAM = str(Path(sys.executable).with_name("harvestman"))

Took = tuple[float, float]


def main() -> None:
    """Measure and print."""
    found: dict[str, list[Took]] = {}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        home = filled(place / "harvest")
        (place / "none").mkdir()
        size = sum(one.stat().st_size for one in home.rglob("*") if one.is_file())
        for _ in range(ROUNDS):
            for what, call in calls(place).items():
                found.setdefault(what, []).append(took(call))
            for copy in ("ours", "tars"):
                shutil.rmtree(place / copy)
    print(json.dumps(report(found, size)))


def calls(place: Path) -> dict[str, Callable[[], None]]:
    """Return what is measured, by its name."""
    ours, tars = str(place / "ours.tar.zst"), str(place / "tars.tar.zst")
    none = str(place / "none.tar.zst")
    return {
        "start": lambda: run(PROGRAM, "backup", none, "--home", f"{place}/none"),
        "backup": lambda: run(PROGRAM, "backup", ours, "--home", f"{place}/harvest"),
        "tar": lambda: tar(tars, place),
        "restore": lambda: run(PROGRAM, "restore", ours, "--home", f"{place}/ours"),
        "untar": lambda: untar(tars, place / "tars"),
    }


def tar(file: str, place: Path) -> None:
    """Pack as tar does, and wait for the disk as we do."""
    run("tar", "--zstd", "-cf", file, "-C", str(place), "harvest")
    run("sync", file)


def untar(file: str, place: Path) -> None:
    """Unpack as tar does, and wait for the disk as we do."""
    place.mkdir()
    run("tar", "--zstd", "-xf", file, "-C", str(place))
    run("sync")


def report(found: dict[str, list[Took]], size: int) -> dict[str, object]:
    """Return the middle of each figure, and ratios to tar: more is better."""
    wall = {name: median(one for one, _ in rounds) for name, rounds in found.items()}
    cpu = {name: median(one for _, one in rounds) for name, rounds in found.items()}
    told: dict[str, object] = {"benchmark": "jobs_backup", "mb": round(size / 1e6)}
    for name, seconds in wall.items():
        if name != "start":
            told[f"{name}_mb_per_s"] = round(size / 1e6 / seconds, 1)
        told[f"{name}_cpu_s"] = round(cpu[name], 2)
    for name, peer in (("backup", "tar"), ("restore", "untar")):
        told[f"{name}_speed_to_tar"] = round(wall[peer] / wall[name], 2)
        told[f"{name}_cpu_to_tar"] = round(cpu[name] / cpu[peer], 2)
    # A start of the program costs the same for a home of any size.
    own = cpu["backup"] - cpu["start"]
    told["backup_cpu_to_tar_but_start"] = round(own / cpu["tar"], 2)
    return told


def took(call: Callable[[], None]) -> Took:
    """Return the seconds that a call takes, and those of CPU in all it starts."""
    began, before = time.perf_counter(), _children_s()
    call()
    return time.perf_counter() - began, _children_s() - before


def run(*command: str) -> None:
    """Run a command; it must go well."""
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (ours, and tar)


def filled(home: Path) -> Path:
    """Make a home of some 300 MB."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    for name, count in (("warc", BODIES), ("products", TABLES)):
        (home / name).mkdir(parents=True)
        for number in range(count):
            (home / name / f"{number}.zst").write_bytes(chance.randbytes(_FILE_BYTES))
    (home / "events").mkdir()
    for number in range(SMALL):
        text = json.dumps({"at": number, "kind": "view", "sku": f"HV-{number}"}) * 40
        (home / "events" / f"{number}.jsonl").write_text(text)
    with closing(sqlite3.connect(home / "ledger.db")) as ledger, ledger:
        ledger.execute("PRAGMA journal_mode = WAL")
        ledger.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, said TEXT)")
        rows = (
            (f"price of HV-{chance.getrandbits(40):x} is now {n}" * 6,)
            for n in range(LEDGER_ROWS)
        )
        ledger.executemany("INSERT INTO rows (said) VALUES (?)", rows)
    return home


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
