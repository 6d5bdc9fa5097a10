"""Questions to a lake of many offers, beside plain DuckDB, Polars and pandas.

The lake is written, refreshed, compacted and pinned by its own code, and asked through
`lake.sql.connect`. Plain DuckDB and Polars ask one Parquet file a table, which DuckDB
wrote sorted by key from the same rows. pandas holds the columns in memory; its time is
without loading them. Warm, interleaved; wall time, the median of 7 (pandas: of 1), and
the ratio of CPU times, which a busy machine leaves alone.

    python -m benchmarks.lake_queries [--quick]        quick: 1 million offers, not 10
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import structlog

from benchmarks._frames import pandas_asks, polars_asks
from benchmarks._lake import Shops, fill
from lake.compact import compact
from lake.derive import refresh
from lake.pin import pin
from lake.sql import connect, current
from lake.store import Lake

QUICK = "--quick" in sys.argv
OFFERS = 1_000_000 if QUICK else 10_000_000
TIMES = {"lake": 7, "duckdb": 7, "polars": 3, "pandas": 0}
TABLES = {
    "offers": "listing_key",
    "enriched_matches": "entity_key",
    "scores": "entity_key",
}
QUESTIONS = {
    "top hosts": "SELECT host, count(*) AS offers, avg(price_minor) FROM offers "
    "GROUP BY host ORDER BY offers DESC LIMIT 10",
    "join with scores": "SELECT host, avg(score) AS mean, count(*) FROM offers "
    "JOIN enriched_matches ON listing_key = enriched_matches.entity_key "
    "JOIN scores ON group_key = scores.entity_key "
    "GROUP BY host ORDER BY mean DESC LIMIT 10",
    "last day": "SELECT count(*), avg(price_minor) FROM offers "
    "WHERE seen_at >= TIMESTAMPTZ '2026-11-17 00:00:00+00'",
    "offers of one listing": "SELECT epoch_us(seen_at), price_minor FROM offers "
    "WHERE listing_key = ? ORDER BY seen_at",
    "latest of each listing": "SELECT count(*), sum(price_minor) FROM offers_latest",
    "prices of one listing": "SELECT epoch_us(valid_from), price_minor "
    "FROM price_history WHERE listing_key = ? ORDER BY valid_from",
}
# What those ask who have the raw table alone.
RAW = {
    "latest of each listing": "SELECT count(*), sum(price_minor) FROM (FROM offers "
    "QUALIFY row_number() OVER (PARTITION BY listing_key ORDER BY seen_at DESC) = 1)",
    "prices of one listing": QUESTIONS["offers of one listing"],
}
SAMPLE = "SELECT listing_key FROM offers USING SAMPLE 20 ROWS (reservoir, 1)"
Ask = Callable[[str], object]
Row = dict[str, float | str]


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        home, plain = Path(folder) / "home", Path(folder) / "plain"
        for name, step in _steps(home, plain).items():
            print(f"{name}: {_seconds(step):.1f} s", end="   ", flush=True)
        rows = _asked(home, plain)
    _show(rows)
    found = {str(row.pop("question")).replace(" ", "_"): row for row in rows}
    ratio = max(found[name]["ratio"] for name in ("top_hosts", "join_with_scores"))
    result = {"offers": OFFERS, "ratio": ratio, "questions": found}
    print(json.dumps({"name": "lake_queries", "peer": "duckdb", **result}))


def _asked(home: Path, plain: Path) -> list[Row]:
    with connect(home) as lake, duckdb.connect() as duck:
        for table in TABLES:
            duck.execute(f"CREATE VIEW {table} AS FROM '{plain / table}.parquet'")
        duck.execute("SET TimeZone = 'UTC'; SET parquet_metadata_cache = true")
        keys = [row[0] for row in duck.execute(SAMPLE).fetchall()]
        engines = {
            "lake": {name: _sql(lake, asked) for name, asked in QUESTIONS.items()},
            "duckdb": {
                name: _sql(duck, RAW.get(name, asked))
                for name, asked in QUESTIONS.items()
            },
            "polars": polars_asks(plain),
            "pandas": pandas_asks(plain),
        }
        return [_measured(name, engines, keys) for name in QUESTIONS]


def _steps(home: Path, plain: Path) -> dict[str, Callable[[], object]]:
    """Return what makes the lake, and from its rows the plain files."""
    lake = Lake.open(home)
    shops = Shops(OFFERS, OFFERS // 5, OFFERS // 20)
    return {
        "load": lambda: fill(lake, shops),
        "refresh": lambda: refresh(lake),
        "compact": lambda: compact(lake),
        "pin": lambda: pin(lake),
        "plain files": lambda: _write_plain(lake, plain),
    }


def _write_plain(lake: Lake, plain: Path) -> None:
    plain.mkdir()
    with current(lake) as connection:
        for name, key in TABLES.items():
            connection.execute(
                f"COPY (FROM {name} ORDER BY {key}) TO '{plain / name}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )


def _sql(connection: duckdb.DuckDBPyConnection, asked: str) -> Ask:
    named = "?" in asked
    return lambda key: connection.execute(asked, [key] if named else []).fetchall()


def _measured(name: str, engines: dict[str, dict[str, Ask]], keys: list[str]) -> Row:
    """Ask each engine in turn; return the median times in milliseconds."""
    taken: dict[str, list[tuple[float, float]]] = {engine: [] for engine in engines}
    for number, key in enumerate(keys[: max(TIMES.values()) + 1]):
        for engine, asks in engines.items():
            if number <= TIMES[engine]:
                before = time.perf_counter(), time.process_time()
                asks[name](key)
                after = time.perf_counter(), time.process_time()
                taken[engine].append((after[0] - before[0], after[1] - before[1]))
    # The first answer warms what the engine keeps; pandas has one run alone.
    wall, cpu = (
        {
            engine: 1000 * statistics.median(spent[of] for spent in each[1:] or each)
            for engine, each in taken.items()
        }
        for of in (0, 1)
    )
    return {
        "question": name,
        **{engine: round(each, 2) for engine, each in wall.items()},
        "ratio": round(wall["lake"] / wall["duckdb"], 3),
        "cpu_ratio": round(cpu["lake"] / cpu["duckdb"], 3),
    }


def _seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def _show(rows: list[Row]) -> None:
    print(
        f"\n{'milliseconds':24}{'lake':>10}{'duckdb':>10}{'ratio':>8}{'CPU':>8}", end=""
    )
    print(f"{'polars':>10}{'pandas':>10}")
    for row in rows:
        print(
            f"{row['question']:24}{row['lake']:>10,.1f}{row['duckdb']:>10,.1f}", end=""
        )
        print(f"{row['ratio']:>8.2f}{row['cpu_ratio']:>8.2f}", end="")
        print(f"{row['polars']:>10,.1f}{row['pandas']:>10,.1f}")


if __name__ == "__main__":
    main()
