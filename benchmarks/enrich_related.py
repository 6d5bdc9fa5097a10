"""What goes beside a group: one new listing among many, against looking at all of them.

A lake is filled with listings and matched. The peer is the first run of `related`, which
looks at every group; then one listing after the other comes, and `related` runs again.
CPU seconds of one process, the median of three re-runs.

    python -m benchmarks.enrich_related [LISTINGS]     100,000 if nothing is said
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import structlog

from benchmarks import enrich_rerun as filling
from enrich.equipment import Equipment
from enrich.matching import blocks, match, pairs, related
from lake.load import append
from lake.settings import LakeSettings
from lake.stages import Stage, run_stage
from lake.store import Lake

LISTINGS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
BEFORE = [step.stage(Equipment()) for step in (blocks, pairs, match)]
RELATED = related.stage(Equipment())
AGAIN = 3


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    filling.LISTINGS = LISTINGS
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder), LakeSettings(chunk_rows=filling.AT_ONCE))
        filling.fill(lake)
        found = _measured(lake)
    for name, seconds in found.items():
        print(f"{name:12} {seconds:8.2f} s")
    print(f"one new is {found['all'] / found['one new']:.1f} times quicker than all")
    print(json.dumps({"listings": LISTINGS, **found}))


def _measured(lake: Lake) -> dict[str, float]:
    _prepare(lake)
    figures = {"all": _timed(lake, RELATED), "nothing new": _timed(lake, RELATED)}
    several = []
    for number in range(LISTINGS, LISTINGS + AGAIN):
        append(lake, "extract", {"products": filling.products(number, 1)})
        _prepare(lake)
        several.append(_timed(lake, RELATED))
    return figures | {"one new": median(several)}


def _prepare(lake: Lake) -> None:
    for step in BEFORE:
        run_stage(lake, step)


def _timed(lake: Lake, step: Stage) -> float:
    started = time.process_time()
    run_stage(lake, step)
    return time.process_time() - started


if __name__ == "__main__":
    main()
