"""How long a crawl waits for its rows to be safe, and how long a load takes.

Four processes put a group every 250 ms: 1,000 pages, their bodies and 3,000 links, as
columns. Beside them one process loads what waits, without a pause. Ours is safe when
`put` returns: synced, named, the name synced. The peer's four processes append the same
rows to the three tables with deltalake, which syncs nothing. Wall time, interleaved,
three rounds; the figures are of all rounds together. Memory is the most that any of
our writers, and our loader, ever held.

    python -m benchmarks.lake_commit
"""

import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

import numpy as np
import pyarrow as pa
import structlog
from deltalake import write_deltalake

from benchmarks._pages import page
from lake.gather import columns_of
from lake.load import load
from lake.spool import Spool
from lake.store import Lake

WRITERS = 4
GROUPS = 40
DIFFERENT = 10
PAGES = 1_000
LINKS = 3
EVERY_S = 0.25
TIMES = 3
_PATIENCE_S = 60.0
TABLES = ("pages", "bodies", "links")
Times = list[float]
Rows = dict[str, pa.Table]


@dataclass(frozen=True)
class Start:
    """What a writer is told: where, as whom, and when to begin."""

    home: Path
    number: int
    together: Barrier


@dataclass(frozen=True)
class Told:
    """What a process tells at its end: how long each thing took, its most memory."""

    times: Times
    peak_mb: float


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    puts: list[Told] = []
    loads: list[Told] = []
    appends: list[Told] = []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as home:
            appends += _round(Path(home), _append_all)
        with tempfile.TemporaryDirectory() as home:
            *writers, loader = _round(Path(home), _put_all, _load_all)
            puts += writers
            loads.append(loader)
    print(f"{'ms':28}{'p50':>8}{'p95':>8}{'max':>8}{'count':>8}{'MB':>8}")
    _line("put of a group, synced", puts)
    _line("load of what waits", loads)
    _line("deltalake, three appends", appends)
    print(
        json.dumps(
            {
                "name": "lake_commit",
                "peer": "deltalake.write_deltalake",
                "writers": WRITERS,
                "put_p95_ms": _ms(puts, 95),
                "load_p95_ms": _ms(loads, 95),
                "peer_p95_ms": _ms(appends, 95),
                "ratio": round(_ms(appends, 95) / _ms(puts, 95), 2),
                "writer_mb": round(max(told.peak_mb for told in puts)),
                "loader_mb": round(max(told.peak_mb for told in loads)),
            }
        )
    )


def _line(name: str, told: list[Told]) -> None:
    marks = "".join(f"{_ms(told, share):>8.1f}" for share in (50, 95, 100))
    count = sum(len(one.times) for one in told)
    print(f"{name:28}{marks}{count:>8}{max(one.peak_mb for one in told):>8.0f}")


def _ms(told: list[Told], share: int) -> float:
    times = [took for one in told for took in one.times]
    return round(float(np.percentile(times, share)) * 1000, 1)


def _round(
    home: Path,
    write: Callable[[Start, Connection], None],
    load_all: Callable[[Path, Event, Connection], None] | None = None,
) -> list[Told]:
    """Return what each writer tells, and last the loader, if there is one."""
    spawn = multiprocessing.get_context("spawn")
    together, ended = spawn.Barrier(WRITERS + 1), spawn.Event()
    pipes = [spawn.Pipe(duplex=False) for _ in range(WRITERS + 1)]
    processes = [
        spawn.Process(
            target=write, args=(Start(home, number, together), pipes[number][1])
        )
        for number in range(WRITERS)
    ]
    loader = pipes[WRITERS]
    if load_all:
        processes.append(spawn.Process(target=load_all, args=(home, ended, loader[1])))
    for process in processes:
        process.start()
    if load_all:
        loader[0].recv()
    together.wait(_PATIENCE_S)
    told = [pipe.recv() for pipe, _ in pipes[:WRITERS]]
    ended.set()
    if load_all:
        told.append(loader[0].recv())
    for process in processes:
        process.join()
    return told


def _put_all(start: Start, result: Connection) -> None:
    spool = Spool(start.home, f"crawl-{start.number}")
    _paced(start, result, spool.put)


def _append_all(start: Start, result: Connection) -> None:
    def append(rows: Rows) -> None:
        for name, table in rows.items():
            write_deltalake(start.home / name, table, mode="append")

    _paced(start, result, append)


def _paced(start: Start, result: Connection, write: Callable[[Rows], object]) -> None:
    different = [_group(start.number * DIFFERENT + n) for n in range(DIFFERENT)]
    groups = list(islice(cycle(different), GROUPS))
    if start.number == 0:
        write(groups[0])  # makes the tables, and loads what is loaded once
    times = []
    start.together.wait(_PATIENCE_S)
    begun = time.perf_counter() + EVERY_S * start.number / WRITERS
    for number, rows in enumerate(groups):
        time.sleep(max(0.0, begun + number * EVERY_S - time.perf_counter()))
        before = time.perf_counter()
        write(rows)
        times.append(time.perf_counter() - before)
    result.send(Told(times, _peak_mb()))


def _load_all(home: Path, ended: Event, result: Connection) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    lake = Lake.open(home)
    while not load(lake).batches:
        time.sleep(0.01)
    result.send("ready")
    times = []
    while not ended.is_set():
        before = time.perf_counter()
        if load(lake).batches:
            times.append(time.perf_counter() - before)
        else:
            time.sleep(0.001)
    result.send(Told(times, _peak_mb()))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _group(number: int) -> Rows:
    pages = [page(number * PAGES + place) for place in range(PAGES)]
    bodies = [
        {
            "content_digest": row["content_digest"],
            "warc_file": "crawl-00001.warc.zst",
            "warc_offset": place * 7_000,
            "warc_length": 7_000,
        }
        for place, row in enumerate(pages)
    ]
    links = [
        {
            "src_url": row["url"],
            "dst_url": f"{row['url']}/{position}",
            "dst_host": row["host"],
            "anchor": f"Article {position}",
            "position": position,
            "kind": "page",
        }
        for row in pages
        for position in range(LINKS)
    ]
    rows = dict(zip(TABLES, (pages, bodies, links), strict=True))
    return {name: columns_of(name, found) for name, found in rows.items()}


if __name__ == "__main__":
    main()
