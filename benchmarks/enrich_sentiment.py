"""How right and how fast opinions are judged, beside vaderSentiment, on labelled sentences.

    python -m benchmarks.enrich_sentiment --data FOLDER [--encoder DIR]

FOLDER/sentiment/amazon.tsv: id, the mean rating by 20 people (-4 to 4), the sentence; by
C. J. Hutto (MIT). What is learned is measured in five folds by review, so that no sentence
is judged by labels of its own review. Processor time, one process, rounds interleaved.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enrich.text import sentimenthead
from enrich.text.sentiment import words
from enrich.text.sentimentrules import HITS, VALUE

ROUNDS = 3
FOLDS = 5
FLOOR_RULES, FLOOR_HEAD = 0.62, 0.74
_MOST = 4.0
_CLEAR = 0.5
Numbers = NDArray[np.float64]
Way = Callable[[list[str]], Numbers]


class Judged(NamedTuple):
    """Sentences, what people say of them (-1 to 1), and the fold of their review."""

    texts: list[str]
    values: Numbers
    folds: NDArray[np.int64]


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under a floor."""
    asked = _asked()
    given = read(asked.data / "sentiment" / "amazon.tsv")
    ways = {"ours": ours, "vaderSentiment": vader()}
    facts: dict[str, Any] = {"name": "enrich_sentiment", "sentences": len(given.texts)}
    facts |= measured(ways, given)
    if asked.encoder:
        facts["with encoder"] = learned(given, encoded(asked.encoder, given.texts))
    for name, figures in facts.items():
        print(f"{name:16}", figures)
    ratio = facts["ours"]["per_s"] / facts["vaderSentiment"]["per_s"]
    met = {
        f"rules: pearson >= {FLOOR_RULES}": facts["ours"]["pearson"] >= FLOOR_RULES,
        "rules: above vaderSentiment": facts["ours"]["pearson"]
        > facts["vaderSentiment"]["pearson"],
        f"faster than vaderSentiment ({ratio:.1f}x)": ratio > 1,
    }
    if asked.encoder:
        met[f"encoder: pearson >= {FLOOR_HEAD}"] = (
            facts["with encoder"]["pearson"] >= FLOOR_HEAD
        )
    for floor, is_met in met.items():
        print(f"{floor:44}", "met" if is_met else "NOT MET")
    print(json.dumps(facts | {"met": all(met.values())}))
    sys.exit(not all(met.values()))


def read(file: Path) -> Judged:
    """Return the labelled sentences."""
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()[1:]]
    reviews = sorted({row[0].split("_")[0] for row in rows})
    number = {review: k for k, review in enumerate(reviews)}
    folds = np.array([number[row[0].split("_")[0]] % FOLDS for row in rows])
    values = np.array([float(row[1]) for row in rows]) / _MOST
    return Judged([row[2] for row in rows], values, folds)


def ours(texts: list[str]) -> Numbers:
    """Return what this project's rules say."""
    return words(pa.array(texts))[:, VALUE]


def vader() -> Way:
    """Return how vaderSentiment judges."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return lambda texts: np.array(
        [analyser.polarity_scores(text)["compound"] for text in texts]
    )


def measured(ways: dict[str, Way], given: Judged) -> dict[str, Any]:
    """Return how right each way is, and how many sentences it judges a second."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    said: dict[str, Numbers] = {}
    ways["ours"](given.texts)  # what is compiled once is not counted
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            said[name] = way(given.texts)
            took[name].append(process_time() - began)
    return {
        name: figures(said[name], given.values)
        | {"per_s": round(len(given.texts) / median(took[name]))}
        for name in ways
    }


def figures(said: Numbers, truth: Numbers) -> dict[str, float]:
    """Return the correlation, and how often the sign is right where people are clear."""
    clear = abs(truth) * _MOST >= _CLEAR
    right = (np.sign(said) == np.sign(truth))[clear].mean()
    return {
        "pearson": round(float(np.corrcoef(said, truth)[0, 1]), 4),
        "sign": round(float(right), 4),
        "silent": round(float((said == 0).mean()), 4),
    }


def learned(given: Judged, vectors: NDArray[np.float32]) -> dict[str, float]:
    """Return how right the head is on reviews of which it saw no label."""
    rules = words(pa.array(given.texts))
    said = np.zeros(len(given.texts))
    for fold in range(FOLDS):
        out = given.folds == fold
        head = sentimenthead.fit(vectors[~out], rules[~out], given.values[~out])
        said[out] = sentimenthead.predict(head, vectors[out], rules[out])
    assert rules.shape[1] == HITS + 1
    return figures(said, given.values)


def encoded(folder: Path, texts: list[str]) -> NDArray[np.float32]:
    """Return the vectors of `texts` by the transformers model in `folder`."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.set_num_threads(1)
    tokens = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    order = sorted(range(len(texts)), key=lambda k: len(texts[k]))
    found = np.zeros((len(texts), model.config.hidden_size), np.float32)
    for at in range(0, len(order), 64):
        some = order[at : at + 64]
        put = tokens(
            [texts[k] for k in some], padding=True, truncation=True, return_tensors="pt"
        )
        with torch.no_grad():
            out = model(**put).last_hidden_state
        mask = put["attention_mask"].unsqueeze(-1)
        mean = (out * mask).sum(1) / mask.sum(1)
        found[some] = torch.nn.functional.normalize(mean).numpy()
    return found


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how opinions are judged.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, help="the directory of a model")
    return parser.parse_args()


if __name__ == "__main__":
    main()
