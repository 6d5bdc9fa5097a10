"""Short texts of a hundred thousand products: how fast they are written, and a re-run.

A lake is filled with products in two shops each. A sample is written by the stage's own
code, with the gate; that is what a run without a memory costs for each product. Then all
have texts, as many rows as the stage gives, and the stage runs again: when nothing was
written at all, and after one more product came, for which all are looked at. CPU
seconds of one process; a re-run has to cost less than a fiftieth of writing all anew.

    python -m benchmarks.generate_texts [--quick]     quick: 10,000 products
"""

import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import structlog

from enrich.generate.short.texts import SHORT_TEXTS
from lake.inputs import planned
from lake.load import append
from lake.settings import LakeSettings
from lake.stages import release, run_stage
from lake.store import Lake
from lake.tables import schema

PRODUCTS = 10_000 if "--quick" in sys.argv else 100_000
SAMPLE, AT_ONCE, FLOOR = 1_000, 20_000, 50
NOW = datetime(2026, 11, 20, tzinfo=UTC)
NOUNS = ["kettle", "drill", "lamp", "chair", "bottle", "tent", "rake", "bag"]
MAKERS = ["Arva", "Bolden", "Cresta", "Dorn", "Elvik", "Fenno", "Garrick"]
MATERIALS = ["ash", "steel", "glass", "cotton", "birch"]
HOSTS = ["alder.test", "birch.test"]


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder), LakeSettings(chunk_rows=AT_ONCE))
        release(lake, "filled", 1)
        for first in range(0, PRODUCTS, AT_ONCE):
            fill(lake, first, min(AT_ONCE, PRODUCTS - first))
        each_s, rows = _written(lake)
        run_stage(lake, replace(SHORT_TEXTS, make=partial(copied, rows=rows)))
        figures = {"without memory": each_s * PRODUCTS}
        figures["nothing written"] = _timed(lake)
        fill(lake, PRODUCTS, 1)
        figures["one more"] = _timed(lake)
    for name, seconds in figures.items():
        print(f"{name:16} {seconds:8.2f} s")
    print(f"written: {1 / each_s:,.0f} products a second, {len(rows)} texts each")
    ratio = figures["without memory"] / figures["one more"]
    print(f"one more costs 1/{ratio:,.0f} of all; floor 1/{FLOOR}")
    print(json.dumps({"products": PRODUCTS, "seconds": figures, "each_s": each_s}))
    if ratio < FLOOR:
        sys.exit("a floor is not reached")


def fill(lake: Lake, first: int, count: int) -> None:
    """Add so many products, numbered from `first` on, in two shops each."""
    pages, products, offers, matches = [], [], [], []
    by = {"maker": "filled", "maker_version": 1}
    for number in range(first, first + count):
        for place, host in enumerate(HOSTS):
            key = f"{number:020x}{place}"
            url = f"https://{host}/{number}"
            made = {"input_key": key, **by}
            page = {"url_key": url, "url": url, "host": host, "fetched_at": NOW}
            pages.append(page | {"status": 200, "content_digest": key})
            products.append(_product(number, key, url) | made)
            offers.append(_offer(number + place, key, url, host) | made)
            group = {"entity_key": key, "group_key": f"{number:020x}0"}
            matches.append(group | {"kind": "listing", "model": "m"} | made)
    rows = {"pages": pages, "products": products, "offers": offers}
    rows["enriched_matches"] = matches
    rows["enriched_languages"] = [
        {k: v for k, v in row.items() if k != "group_key"} | {"language": "en"}
        for row in matches
    ]
    tables = {name: pa.Table.from_pylist(of) for name, of in rows.items()}
    append(lake, "filled", tables)


def _product(number: int, key: str, url: str) -> dict[str, object]:
    noun, maker = NOUNS[number % len(NOUNS)], MAKERS[number % len(MAKERS)]
    specs = {"Material": MATERIALS[number % 5], "Width": f"{number % 90 + 10} cm"}
    return {
        "listing_key": key,
        "source_url": url,
        "title": f"{maker} {noun} model {number}",
        "brand": maker,
        "category_path": ["Home", f"{noun}s"],
        "specs": json.dumps(specs),
        "description": f"This {noun} is made for many years of daily work at home.",
        "confidence": 0.9,
    }


def _offer(number: int, key: str, url: str, host: str) -> dict[str, object]:
    return {
        "listing_key": key,
        "url": url,
        "host": host,
        "price_minor": 1000 + number % 700,
        "currency": "EUR",
        "availability": "InStock",
        "condition": "new",
        "rating": 4.0 + number % 9 / 10,
        "reviews": number % 200 + 1,
        "seen_at": NOW,
    }


def _written(lake: Lake) -> tuple[float, pa.Table]:
    """Return how long one product takes, and the texts of one."""
    with planned(lake, SHORT_TEXTS, SAMPLE) as plan:
        batches = [chunk.rows for chunk in plan.chunks()] if plan else []
    given = [batch.drop_columns(["_position"]) for batch in batches]
    SHORT_TEXTS.make(given[0].slice(0, 10))
    started = time.process_time()
    made = [SHORT_TEXTS.make(batch)["short_texts"] for batch in given]
    taken = time.process_time() - started
    first = made[0].slice(0, 1).column("entity_key")[0].as_py()
    rows = [
        row for row in made[0].slice(0, 40).to_pylist() if row["entity_key"] == first
    ]
    return taken / SAMPLE, pa.Table.from_pylist(rows, schema=made[0].schema)


def copied(batch: pa.RecordBatch, rows: pa.Table) -> dict[str, pa.Table]:
    """Give every product of `batch` the texts of one: as many and as long as real ones."""
    many = rows.num_rows
    whole = pa.concat_tables([rows] * batch.num_rows).combine_chunks()
    for name in ("entity_key", "input_key"):
        keys = batch.column(name).to_pylist()
        own = pa.array([key for key in keys for _ in range(many)], pa.string())
        place = whole.schema.get_field_index(name)
        whole = whole.set_column(place, whole.schema.field(name), own)
    return {"short_texts": whole.cast(_schema())}


def _schema() -> pa.Schema:
    whole = schema("short_texts", common=False)
    return whole.append(pa.field("input_key", pa.string()))


def _timed(lake: Lake) -> float:
    started = time.process_time()
    run_stage(lake, SHORT_TEXTS)
    return time.process_time() - started


if __name__ == "__main__":
    main()
