"""Which listings are one product: how often right, how fast, and what is compared at all.

The pairs are those of Abt-Buy, Amazon-Google and Walmart-Amazon that people judged. The
peers are the cosine of character pieces (scikit-learn's TF-IDF, char_wb 2-4) and
rapidfuzz's token_set_ratio; their thresholds are chosen for each set on its train pairs,
ours is the one that comes with the forest, which learned from the train pairs alone. All
are measured on the valid pairs. Speed is all the way from texts to a decision, CPU time,
interleaved, median of 3. Then the sets lie in a lake, each of its two shops under its own
host, and the steps `block` and `pair` choose what is compared.

    python -m benchmarks.enrich_matching --data FOLDER
rapidfuzz is no dependency: pip install --target DIR rapidfuzz, and PYTHONPATH=DIR.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import structlog
from numpy.typing import NDArray

from benchmarks._matching import SETS, Judged, best_threshold, f1, judged
from enrich.equipment import Equipment
from enrich.matching import blocks, pairs
from enrich.matching.decide import model, scored
from lake.load import append
from lake.settings import LakeSettings
from lake.sql import current
from lake.stages import release, run_stage
from lake.store import Lake
from lake.tables import schema

FLOORS = {"abt-buy": 0.73, "amazon-google": 0.64, "walmart-amazon": 0.76}
FASTEST = 20_000
ROUNDS = 3
Values = NDArray[np.float64]


def main() -> None:
    """Measure, print tables, and one JSON object as the last line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    folder = asked.parse_args().data
    sets = {name: judged(folder, name) for name in SETS}
    ways: dict[str, Callable[[Judged], Values]] = {"ours": _ours}
    ways["char TF-IDF"] = _cosines
    if find_spec("rapidfuzz"):
        ways["token_set_ratio"] = _ratios
    else:
        print("RapidFuzz is not measured: pip install rapidfuzz")
    speeds = _speeds(sets["walmart-amazon"], ways)
    quality = {
        name: {way: _f1(of, run) for way, run in ways.items()}
        for name, of in sets.items()
    }
    found = {name: _compared(of) for name, of in sets.items()}
    print(f"{'F1 on valid':16}" + "".join(f"{way:>17}" for way in ways) + "   floor")
    for name, row in quality.items():
        met = "met" if row["ours"] >= FLOORS[name] else "NOT MET"
        print(
            f"{name:16}"
            + "".join(f"{f:17.3f}" for f in row.values())
            + f"   {FLOORS[name]} {met}"
        )
    print(
        f"{'pairs/s':16}"
        + "".join(f"{speeds[way]:17,.0f}" for way in ways)
        + f"   {FASTEST:,} {'met' if speeds['ours'] >= FASTEST else 'NOT MET'}"
    )
    for name, (recall, each) in found.items():
        print(f"{name:16} true pairs compared {recall:.3f}, {each:.1f} pairs a listing")
    print(
        json.dumps(
            {
                "name": "enrich_matching",
                "f1": quality,
                "pairs_per_s": speeds,
                "compared": found,
            }
        )
    )


def _ours(of: Judged) -> Values:
    return scored(of.products, of.pairs).astype(np.float64)


def _cosines(of: Judged) -> Values:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{p.title} {p.brand} {p.mpn}" for p in of.products]
    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit_transform(texts)
    products = rows[of.pairs[:, 0]].multiply(rows[of.pairs[:, 1]])
    return np.asarray(products.sum(1)).ravel()


def _ratios(of: Judged) -> Values:
    from rapidfuzz import fuzz

    texts = [f"{p.title} {p.brand} {p.mpn}".lower() for p in of.products]
    return np.array([fuzz.token_set_ratio(texts[a], texts[b]) for a, b in of.pairs])


def _f1(of: Judged, run: Callable[[Judged], Values]) -> float:
    values, train = run(of), of.is_train
    start = model().threshold
    if run is not _ours:
        start = best_threshold(of.same[train], values[train])
    return f1(of.same[~train], values[~train] >= start)


def _speeds(
    of: Judged, ways: dict[str, Callable[[Judged], Values]]
) -> dict[str, float]:
    few = of._replace(pairs=of.pairs[:100])
    for run in ways.values():
        run(few)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, run in ways.items():
            started = time.process_time()
            run(of)
            taken[way].append(time.process_time() - started)
    return {way: len(of.pairs) / statistics.median(all_) for way, all_ in taken.items()}


def _compared(of: Judged) -> tuple[float, float]:
    """Return which part of the true pairs is compared in a lake, and pairs a listing."""
    step = pairs.stage(Equipment())
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder), LakeSettings())
        append(lake, "extract", {"products": _listings(of)})
        release(lake, "extract", 1)
        run_stage(lake, blocks.stage(Equipment()))
        with current(lake) as connection:
            rows = connection.sql(step.query or "").to_arrow_table().to_pylist()
    found = {
        frozenset((row["entity_key"], other["entity_key"]))
        for row in rows
        for other in row["others"]
    }
    true = [frozenset(f"{k:06}" for k in pair) for pair in of.pairs[of.same].tolist()]
    return sum(pair in found for pair in true) / len(true), len(found) / len(
        of.products
    )


def _listings(of: Judged) -> pa.Table:
    left = set(of.pairs[:, 0].tolist())
    rows = [
        {
            "listing_key": f"{k:06}",
            "source_url": f"https://{'left' if k in left else 'right'}.test/{k}",
            "title": p.title,
            "brand": p.brand or None,
            "mpn": p.mpn or None,
            "category_path": [p.category] if p.category else None,
            "input_key": f"i{k}",
            "maker": "extract",
            "maker_version": 1,
        }
        for k, p in enumerate(of.products)
    ]
    told = pa.schema([schema("products").field(name) for name in rows[0]])
    return pa.Table.from_pylist(rows, schema=told)


if __name__ == "__main__":
    main()
