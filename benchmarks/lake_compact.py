"""Questions to a table of 1,000 small files, to it compacted, and to one sorted file.

2 million offers lie in files of 2,000 rows, are asked three questions, are compacted,
and asked again. The peer is one Parquet file of the same rows that DuckDB's COPY has
sorted by the same key. All is asked warm through DuckDB; the lake through what is
pinned. Wall and CPU time, the median of 9; compacted and peer are interleaved.

    python -m benchmarks.lake_compact [--quick]        quick: 100 files
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import structlog

from benchmarks._smallfiles import fill_small
from lake.compact import compact
from lake.derive import refresh
from lake.pin import pin
from lake.sql import connect, current
from lake.store import Lake

FILES = 100 if "--quick" in sys.argv else 1_000
TIMES = 9
QUESTIONS = {
    "count": "SELECT count(*) FROM offers",
    "top hosts": "SELECT host, count(*) AS offers, avg(price_minor) FROM offers "
    "GROUP BY host ORDER BY offers DESC LIMIT 10",
    "one listing": "SELECT epoch_us(seen_at), price_minor FROM offers "
    "WHERE listing_key = ? ORDER BY seen_at",
}
KEY = "SELECT any_value(listing_key) FROM offers"
Spent = list[tuple[float, float]]


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        lake, plain = Lake.open(Path(folder) / "home"), Path(folder) / "plain.parquet"
        fill_small(lake, FILES)
        pin(lake)
        with connect(lake.home) as small:
            (key,) = small.execute(KEY).fetchall()[0]
            before = _asked({"small": small}, key)["small"]
        refresh(lake)
        started = time.perf_counter(), time.process_time()
        compacted = next(of for of in compact(lake).tables if of.name == "offers")
        wall, cpu = _since(started)
        pin(lake)
        with connect(lake.home) as ours, _plain(lake, plain) as peer:
            after = _asked({"compacted": ours, "one file": peer}, key)
        sizes = compacted.bytes_before, compacted.bytes_after, plain.stat().st_size
    _show({"small": before, **after}, wall, cpu, sizes)


def _plain(lake: Lake, path: Path) -> duckdb.DuckDBPyConnection:
    with current(lake) as connection:
        connection.execute(
            f"COPY (FROM offers ORDER BY listing_key, seen_at) TO '{path}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    peer = duckdb.connect()
    peer.execute("SET TimeZone = 'UTC'; SET parquet_metadata_cache = true")
    peer.execute(f"CREATE VIEW offers AS FROM '{path}'")
    return peer


def _asked(
    engines: dict[str, duckdb.DuckDBPyConnection], key: str
) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the median wall and CPU milliseconds of each question to each engine."""
    spent: dict[str, dict[str, Spent]] = {
        engine: {name: [] for name in QUESTIONS} for engine in engines
    }
    for number in range(TIMES + 1):
        for name, asked in QUESTIONS.items():
            for engine, connection in engines.items():
                started = time.perf_counter(), time.process_time()
                connection.execute(asked, [key] if "?" in asked else []).fetchall()
                if number:
                    spent[engine][name].append(_since(started))
    return {
        engine: {name: _medians(times) for name, times in of.items()}
        for engine, of in spent.items()
    }


def _since(started: tuple[float, float]) -> tuple[float, float]:
    wall, cpu = started
    return time.perf_counter() - wall, time.process_time() - cpu


def _medians(times: Spent) -> tuple[float, float]:
    wall, cpu = zip(*times, strict=True)
    return 1000 * statistics.median(wall), 1000 * statistics.median(cpu)


def _show(
    found: dict[str, dict[str, tuple[float, float]]],
    wall: float,
    cpu: float,
    sizes: tuple[int, int, int],
) -> None:
    print(f"wall (CPU) ms{'':12}" + "".join(f"{name:>18}" for name in found))
    for name in QUESTIONS:
        times = (of[name] for of in found.values())
        shown = "".join(f"{f'{w:,.1f} ({c:,.1f})':>18}" for w, c in times)
        print(f"{name:25}{shown}")
    rows = FILES * 2_000
    print(f"compacted in {wall:.1f} s ({cpu:.1f} s CPU), {rows / wall:,.0f} rows/s")
    ratios = {
        name: [
            round(of / peer, 2)
            for of, peer in zip(
                found["compacted"][name], found["one file"][name], strict=True
            )
        ]
        for name in QUESTIONS
    }
    before, after, plain = sizes
    result = {
        "name": "lake_compact",
        "peer": "one file by DuckDB COPY",
        "files": FILES,
        "ratio": max(each for each, _ in ratios.values()),
        "wall_and_cpu_ratios": ratios,
        "bytes_before": before,
        "bytes_after": after,
        "peer_bytes": plain,
        "compact_s": round(wall, 2),
        "compact_cpu_s": round(cpu, 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
