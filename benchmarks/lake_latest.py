"""The newest offer of each listing, kept as a table, beside the window query over all.

The lake holds offers of 90 days, the pages they were read from, and one page in five
seen again unchanged. `build` computes the derived tables from scratch, `refresh` after
10,000 more offers and 12,000 more pages, both by `lake.derive.refresh`. The peer asks
the raw table, as one does without such a table. CPU time of this process and wall time;
questions are interleaved, median of 5.

    python -m benchmarks.lake_latest [--full]       full: 10 million offers, not 2
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import structlog

from benchmarks._lake import Shops
from lake.derive import refresh
from lake.keys import content_digest
from lake.load import append
from lake.pin import pin
from lake.sql import connect
from lake.store import Lake

OFFERS = 10_000_000 if "--full" in sys.argv else 2_000_000
MORE = 10_000
DAYS = 90
TIMES = 5
KEYS = 50
_FOUND = "url, listing_key, price_minor, currency, seen_at"
_WINDOW = f"""
SELECT {_FOUND} FROM offers
QUALIFY row_number() OVER (PARTITION BY url ORDER BY seen_at DESC) = 1
"""  # noqa: S608 # constants
_KEPT = f"SELECT {_FOUND} FROM offers_latest"  # noqa: S608 # constants
_SUM = "SELECT count(*), sum(price_minor), max(seen_at)::VARCHAR FROM ({})"
_HISTORY = "FROM price_history WHERE listing_key = $key ORDER BY valid_from"
Measured = dict[str, float]


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder))
        shops = Shops(OFFERS + MORE, OFFERS // 20, OFFERS // 80, DAYS + 1)
        _fill(lake, shops)
        build = _measured(lambda: refresh(lake))
        _add(lake, shops.day(DAYS).slice(0, MORE))
        again = _measured(lambda: refresh(lake))
        pinned = _measured(lambda: pin(lake))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        with connect(lake.home) as connection:
            asked = _asked(connection)
            history = _history(connection)
    _show({"build": build, "refresh": again, "pin": pinned, **asked})
    print(f"history of one listing: {history:.1f} ms; peak memory {memory:.1f} GB")
    ratio = {
        kind: asked[f"window {kind}"]["cpu_s"] / asked[f"kept {kind}"]["cpu_s"]
        for kind in ("sum", "rows")
    }
    result = {
        "name": "lake_latest",
        "peer": "DuckDB window query over offers",
        "ratio": round(ratio["sum"], 1),
        "ratio_all_rows": round(ratio["rows"], 1),
        "offers": OFFERS,
        "build_cpu_s": round(build["cpu_s"], 1),
        "refresh_cpu_s": round(again["cpu_s"], 2),
        "refresh_wall_s": round(again["wall_s"], 2),
        "history_ms": round(history, 1),
        "memory_gb": round(memory, 1),
    }
    print(json.dumps(result))


def _fill(lake: Lake, shops: Shops) -> None:
    released = {"maker": "extract", "maker_version": 1, "state": "released"}
    rows = [{**released, "changed_at": datetime(2026, 8, 1, tzinfo=UTC)}]
    append(lake, "jobs", {"releases": pa.Table.from_pylist(rows)})
    for number in range(DAYS):
        _add(lake, shops.day(number))


def _add(lake: Lake, offers: pa.Table) -> None:
    append(lake, "crawl", {"pages": _pages(offers)})
    append(lake, "extract", {"offers": offers})


def _pages(offers: pa.Table) -> pa.Table:
    """Return the pages of `offers`; one in five was seen again after a minute."""
    url = offers.column("url")
    whole = pa.table(
        {
            "url_key": pc.replace_substring(url, "https://", "test,"),
            "url": url,
            "host": offers.column("host"),
            "fetched_at": offers.column("seen_at"),
            "status": pa.repeat(pa.scalar(200, pa.int32()), len(url)),
            "content_digest": [content_digest(k.encode()) for k in _texts(offers)],
        }
    )
    again = whole.take(pa.array(range(0, len(url), 5)))
    minute = pa.scalar(60_000_000, pa.duration("us"))
    later = pc.add(again.column("fetched_at"), minute)
    return pa.concat_tables([whole, again.set_column(3, "fetched_at", later)])


def _texts(offers: pa.Table) -> list[str]:
    keys: list[str] = offers.column("input_key").to_pylist()
    return keys


def _asked(connection: duckdb.DuckDBPyConnection) -> dict[str, Measured]:
    """Return what each question takes, with all rows as the answer or their sum."""
    questions: dict[str, Callable[[], Any]] = {
        "window sum": lambda: connection.sql(_SUM.format(_WINDOW)).fetchall(),
        "kept sum": lambda: connection.sql(_SUM.format(_KEPT)).fetchall(),
        "window rows": lambda: connection.sql(_WINDOW).to_arrow_table(),
        "kept rows": lambda: connection.sql(_KEPT).to_arrow_table(),
    }
    if questions["window sum"]() != questions["kept sum"]():
        raise SystemExit("the window query and offers_latest disagree")
    runs: dict[str, list[Measured]] = {name: [] for name in questions}
    for _ in range(TIMES):
        for name, ask in questions.items():
            runs[name].append(_measured(ask))
    return {
        name: {unit: statistics.median(run[unit] for run in of) for unit in of[0]}
        for name, of in runs.items()
    }


def _history(connection: duckdb.DuckDBPyConnection) -> float:
    """Return how many milliseconds the prices of one listing take."""
    some = f"SELECT listing_key FROM offers_latest USING SAMPLE {KEYS} ROWS"  # noqa: S608 # a number
    taken = []
    for (key,) in connection.execute(some).fetchall():
        started = time.perf_counter()
        connection.sql(_HISTORY, params={"key": key}).to_arrow_table()
        taken.append(time.perf_counter() - started)
    return 1000 * statistics.median(taken)


def _measured(work: Callable[[], object]) -> Measured:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}


def _show(rows: dict[str, Measured]) -> None:
    print(f"{OFFERS:,} offers{'CPU s':>20}{'wall s':>10}")
    for name, row in rows.items():
        print(f"{name:<20}{row['cpu_s']:>16.3f}{row['wall_s']:>10.3f}")


if __name__ == "__main__":
    main()
