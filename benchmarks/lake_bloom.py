"""What Bloom filters cost, and what they save DuckDB that looks for one key.

Rows of three tables are written by the lake's own writer, with the filters that the
tables ask for and without: as 90 files whose keys overlap, as loads leave them, and as
one sorted run, as compaction leaves it. Wall time in milliseconds, the median of 30
keys, interleaved; the ratio is the largest gain of files as loads leave them.

    python -m benchmarks.lake_bloom
"""

import json
import statistics
import tempfile
import time
from dataclasses import replace
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks._lake import Shops, hexadecimal, pages
from lake.columns import Table
from lake.datafile import sorted_rows, write_datafile
from lake.tables import TABLES

ROWS = 900_000
FILES = 90
ASKED = 30
Layout = tuple[str, str]
LAYOUTS: list[Layout] = list(product(("loaded", "compacted"), ("with", "without")))


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    print(f"{'':26}", *(f"{' '.join(layout):>20}" for layout in LAYOUTS))
    columns: dict[str, dict[str, float]] = {}
    sizes: dict[str, dict[str, float]] = {}
    for name, rows in _rows().items():
        with tempfile.TemporaryDirectory() as folder:
            sizes[name] = {
                " ".join(layout): _written(Path(folder), layout, TABLES[name], rows)
                for layout in LAYOUTS
            }
            _show(f"{name}, B a row", sizes[name])
            for column in TABLES[name].blooms:
                found = _measured(Path(folder), column, rows)
                columns[f"{name}.{column}"] = found
                _show(f"{name}.{column}", found)
    ratio = max(of["loaded without"] / of["loaded with"] for of in columns.values())
    result = {"ms": columns, "bytes_per_row": sizes, "ratio": round(ratio, 1)}
    print(json.dumps({"name": "lake_bloom", "peer": "no Bloom filters", **result}))


def _rows() -> dict[str, pa.Table]:
    random = np.random.default_rng(1)
    shops = Shops(ROWS, ROWS // 5, ROWS // 20, FILES)
    digests = hexadecimal(random, ROWS, 16)
    places = {
        "content_digest": digests,
        "warc_file": pa.repeat("harvest-crawl-000001.warc.zst", ROWS),
        "warc_offset": np.arange(ROWS) * 7_000,
        "warc_length": random.integers(2_000, 9_000, ROWS),
    }
    return {
        "offers": pa.concat_tables(shops.day(number) for number in range(FILES)),
        "pages": pages(Shops(listings=ROWS), 0, digests).take(random.permutation(ROWS)),
        "bodies": pa.table(places),
    }


def _written(folder: Path, layout: Layout, table: Table, rows: pa.Table) -> float:
    """Write the files of one layout, and return how many bytes a row takes."""
    state, filters = layout
    kept = table if filters == "with" else replace(table, blooms=())
    # Only the columns that are there: the writer looks at no others.
    size = ROWS // FILES if state == "loaded" else ROWS
    total = 0
    for start in range(0, ROWS, size):
        path = folder / f"{'-'.join(layout)}-{start:09d}.parquet"
        with path.open("wb") as out:
            write_datafile(out, kept, sorted_rows(kept, rows.slice(start, size)))
        total += path.stat().st_size
    return round(total / ROWS, 1)


def _measured(folder: Path, column: str, rows: pa.Table) -> dict[str, float]:
    at = np.random.default_rng(2).integers(0, ROWS, ASKED + 1)
    keys = rows.column(column).take(pa.array(at)).to_pylist()
    taken: dict[str, list[float]] = {" ".join(layout): [] for layout in LAYOUTS}
    with duckdb.connect() as connection:
        connection.execute("SET parquet_metadata_cache = true")
        for key, layout in product(keys, LAYOUTS):
            files = f"{folder}/{'-'.join(layout)}-*.parquet"
            asked = f"SELECT * FROM '{files}' WHERE {column} = ?"  # noqa: S608 # ours
            started = time.perf_counter()
            connection.execute(asked, [key]).fetchall()
            taken[" ".join(layout)].append(1000 * (time.perf_counter() - started))
    return {name: round(statistics.median(each[1:]), 2) for name, each in taken.items()}


def _show(name: str, figures: dict[str, float]) -> None:
    print(f"{name:26}", *(f"{figure:>20,.1f}" for figure in figures.values()))


if __name__ == "__main__":
    main()
