"""How long it takes to pin a lake of 1,000 data files.

2 million offers lie in 1,000 files, as loads every few seconds leave them. The lake is
pinned; the peer is what one would write by hand: a database file with one view over a
glob of the same files, asked once so that it is seen to work, and synced. Both are
measured again after compaction. Wall and CPU time, interleaved, median of 7.

    python -m benchmarks.lake_pin [--quick]        quick: 100 files
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import structlog

from benchmarks._smallfiles import fill_small
from lake.compact import compact
from lake.pin import pin
from lake.store import Lake

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = 100 if "--quick" in sys.argv else 1_000
TIMES = 7


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder))
        fill_small(lake, FILES)
        small = _measured(lake)
        compact(lake)
        for path in (lake.folder / "offers").glob("*.parquet"):
            if path.name not in _current(lake):
                path.unlink()
        compacted = _measured(lake)
    print(f"wall (CPU) ms{'':12}{'pin':>18}{'view over a glob':>18}")
    for name, found in (("small files", small), ("compacted", compacted)):
        shown = "".join(f"{f'{w:,.0f} ({c:,.0f})':>18}" for w, c in found.values())
        print(f"{name:25}{shown}")
    ours, peer = small["pin"], small["glob"]
    print(
        json.dumps(
            {
                "name": "lake_pin",
                "peer": "one view over a glob, by DuckDB",
                "files": FILES,
                "ratio": round(ours[0] / peer[0], 2),
                "pin_ms": round(ours[0]),
                "pin_cpu_ms": round(ours[1]),
                "peer_ms": round(peer[0]),
                "peer_cpu_ms": round(peer[1]),
                "compacted_pin_ms": round(compacted["pin"][0]),
                "compacted_peer_ms": round(compacted["glob"][0]),
            }
        )
    )


def _current(lake: Lake) -> set[str]:
    offers = lake.table("offers")
    return {Path(uri).name for uri in offers.file_uris()} if offers else set()


def _measured(lake: Lake) -> dict[str, tuple[float, float]]:
    works: dict[str, Callable[[], object]] = {
        "pin": lambda: pin(lake),
        "glob": lambda: _glob(lake),
    }
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for number in range(TIMES + 1):
        for name, work in works.items():
            started = time.perf_counter(), time.process_time()
            work()
            if number:
                wall, cpu = started
                taken = time.perf_counter() - wall, time.process_time() - cpu
                spent[name].append(taken)
    return {
        name: (
            1000 * statistics.median(wall for wall, _ in times),
            1000 * statistics.median(cpu for _, cpu in times),
        )
        for name, times in spent.items()
    }


def _glob(lake: Lake) -> None:
    path = lake.home / "glob.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as connection:
        files = lake.folder / "offers" / "*.parquet"
        connection.execute(f"CREATE VIEW offers AS FROM '{files}'")
        connection.execute("SELECT count(*) FROM offers LIMIT 1").fetchall()
    with path.open("rb") as file:
        os.fsync(file.fileno())


if __name__ == "__main__":
    main()
