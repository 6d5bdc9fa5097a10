"""Steps of enriching over a million listings that did not change since the last run.

A lake is filled with listings, and each step made all of them once. Then each runs again:
when nothing was written at all, and after one more listing came, for which every input
has to be looked at. The peer is what a run without a memory costs: the step's `make`
over a sample of the same rows, times their number. Wall seconds; the floor is 5.

    python -m benchmarks.enrich_rerun [--quick] [STEP...]     quick: 100,000 listings
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import structlog

from enrich.equipment import Equipment
from enrich.steps import steps
from lake.inputs import planned
from lake.load import append, load
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.stages import Stage, release, run_stage
from lake.store import Lake
from lake.tables import schema

QUICK = "--quick" in sys.argv
LISTINGS = 100_000 if QUICK else 1_000_000
CHOSEN = [word for word in sys.argv[1:] if not word.startswith("-")] or ["language"]
FLOOR_S = 5.0
AT_ONCE = 100_000
SAMPLE = 2_000
NOUNS = [
    "kettle",
    "drill",
    "lamp",
    "shoe",
    "chair",
    "desk",
    "bottle",
    "jacket",
    "phone",
    "camera",
    "tent",
    "bag",
]
MAKERS = ["Arva", "Bolden", "Cresta", "Dorn", "Elvik", "Fenno", "Garrick", "Holt"]


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder), LakeSettings(chunk_rows=AT_ONCE))
        fill(lake)
        chosen = [step for step in steps(Equipment()) if step.name in CHOSEN]
        found = {step.name: _measured(lake, step) for step in chosen}
    for name, figures in found.items():
        print(f"{name:12}" + "  ".join(f"{k} {v:,.2f}" for k, v in figures.items()))
    slowest = max(max(f["nothing new"], f["one new"]) for f in found.values())
    print(f"slowest re-run {slowest:.2f} s; floor {FLOOR_S:.0f} s: {_met(slowest)}")
    print(json.dumps({"listings": LISTINGS, "steps": found}))


def _met(seconds: float) -> str:
    return "met" if seconds <= FLOOR_S else "NOT MET"


def fill(lake: Lake) -> None:
    """Fill a lake with LISTINGS listings."""
    spool = Spool(lake.home, "extract")
    for first in range(0, LISTINGS, AT_ONCE):
        spool.put({"products": products(first, AT_ONCE)})
        load(lake)
    release(lake, "extract", 1)


def products(first: int, count: int) -> pa.Table:
    """Return so many listings, numbered from `first` on."""
    numbers = np.arange(first, first + count)
    draw = np.random.default_rng(first)
    nouns, makers = draw.choice(NOUNS, count), draw.choice(MAKERS, count)
    columns = {
        "listing_key": [f"{n:024x}" for n in numbers],
        "source_url": [f"https://shop{n % 97}.test/p/{n}" for n in numbers],
        "title": [
            f"{m} {w} {n % 9973} for the whole house"
            for m, w, n in zip(makers, nouns, numbers, strict=True)
        ],
        "brand": makers.tolist(),
        "description": [f"A {w} that lasts for many years." for w in nouns],
        "input_key": [f"i{n}" for n in numbers],
        "maker": ["extract"] * count,
        "maker_version": [1] * count,
    }
    told = pa.schema([schema("products").field(name) for name in columns])
    return pa.table(columns, schema=told)


def _measured(lake: Lake, step: Stage) -> dict[str, float]:
    figures = {"without memory": _sampled(lake, step)}
    figures["first run"] = _timed(lake, step)
    figures["nothing new"] = _timed(lake, step)
    append(lake, "extract", {"products": products(LISTINGS + 7, 1)})
    figures["one new"] = _timed(lake, step)
    return figures


def _timed(lake: Lake, step: Stage) -> float:
    started = time.perf_counter()
    run_stage(lake, step)
    return time.perf_counter() - started


def _sampled(lake: Lake, step: Stage) -> float:
    with planned(lake, step, SAMPLE) as plan:
        rows = [chunk.rows for chunk in plan.chunks()] if plan else []
    for batch in rows:  # what is loaded once is loaded
        step.make(batch.slice(0, 10).drop_columns(["_position"]))
    started = time.perf_counter()
    for batch in rows:
        step.make(batch.drop_columns(["_position"]))
    return (time.perf_counter() - started) / SAMPLE * LISTINGS


if __name__ == "__main__":
    main()
