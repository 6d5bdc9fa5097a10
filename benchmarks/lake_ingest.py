"""Rows of pages a second and bytes a row: the lake against Scrapy's JSON lines feed.

Both take the same page rows as dicts. The lake's figure holds everything from there to
a committed and synced Delta table (`put` of batches of 20,000 rows, then `load`);
Scrapy's holds its exporter writing to a file, synced at the end. CPU time of this
process, interleaved, median of five.

    python -m benchmarks.lake_ingest
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import structlog
from scrapy.exporters import JsonLinesItemExporter

from benchmarks._pages import Row, page
from lake.gather import columns_of
from lake.load import load
from lake.spool import Spool
from lake.store import Lake

if TYPE_CHECKING:
    from io import BytesIO

ROWS = 200_000
BATCH = 20_000
TIMES = 5


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    rows = [page(number) for number in range(ROWS)]
    ours, theirs = [], []
    for _ in range(TIMES):
        theirs.append(_measured(_scrapy, rows))
        ours.append(_measured(_lake, rows))
    rate, size = _median(ours)
    peer_rate, peer_size = _median(theirs)
    print(f"{'':24}{'rows/s':>10}{'B/row':>8}")
    print(f"{'lake put + load':24}{rate:>10,.0f}{size:>8.1f}")
    print(f"{'scrapy JSON lines':24}{peer_rate:>10,.0f}{peer_size:>8.1f}")
    print(
        json.dumps(
            {
                "name": "lake_ingest",
                "peer": "scrapy.exporters.JsonLinesItemExporter",
                "rows": len(rows),
                "rows_per_s": round(rate),
                "peer_rows_per_s": round(peer_rate),
                "ratio": round(rate / peer_rate, 2),
                "bytes_per_row": round(size, 1),
                "peer_bytes_per_row": round(peer_size, 1),
            }
        )
    )


def _measured(
    write: Callable[[Path, list[Row]], int], rows: list[Row]
) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        size = write(Path(folder), rows)
        return len(rows) / (time.process_time() - started), size / len(rows)


def _median(runs: list[tuple[float, float]]) -> tuple[float, float]:
    rates, sizes = zip(*runs, strict=True)
    return statistics.median(rates), statistics.median(sizes)


def _lake(home: Path, rows: list[Row]) -> int:
    lake = Lake.open(home)
    spool = Spool(home, "bench")
    for start in range(0, len(rows), BATCH):
        spool.put({"pages": columns_of("pages", rows[start : start + BATCH])})
    load(lake)
    return sum(
        file.stat().st_size for file in (home / "lake" / "pages").rglob("*.parquet")
    )


def _scrapy(home: Path, rows: list[Row]) -> int:
    path = home / "pages.jsonl"
    with path.open("wb") as file:
        exporter = JsonLinesItemExporter(cast("BytesIO", file))
        exporter.start_exporting()
        for row in rows:
            exporter.export_item(row)
        exporter.finish_exporting()
        file.flush()
        os.fsync(file.fileno())
    return path.stat().st_size


if __name__ == "__main__":
    main()
