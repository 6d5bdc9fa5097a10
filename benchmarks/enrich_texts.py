"""How many documents a second and core are told, judged and classed, Parquet in and out.

    python -m benchmarks.enrich_texts --data FOLDER

Documents of about 1,000 characters are made of the sentences in FOLDER/summaries (opinions)
and written as Parquet. Ours reads it in record batches, asks the three steps' own `make`,
and writes their tables as Parquet. The peer does the same with py3langid, vaderSentiment
and scikit-learn's HashingVectorizer with a linear model, over columns of the same file.
Both models learned the same labels: categories of titles in FOLDER/matching. Processor
time, one process, rounds interleaved, median of three.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean, median
from time import process_time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.enrich_classes import LEAST, Listing
from benchmarks.enrich_classes import read as read_listings
from benchmarks.enrich_summaries import read as read_topics
from enrich.equipment import Equipment
from enrich.learning.store import keep
from enrich.taxonomy import classify, linear
from enrich.text import language, sentiment

ROUNDS = 3
FLOOR = 1000
CHARS = 1000
DOCUMENTS = 2000
BATCH = 500


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under the floor."""
    asked = _asked()
    often = sorted(set(read_listings(asked.data / "matching" / "walmart-amazon")))
    counts = Counter(category for _, category in often)
    labels = [one for one in often if counts[one[1]] >= LEAST]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "documents.parquet"
        chars = write(source, list(documents(asked.data / "summaries")))
        ways = {
            "ours": ours(Path(folder), labels),
            "peers": peers(Path(folder), labels),
        }
        facts: dict[str, Any] = {"name": "enrich_texts", "chars": round(chars)}
        facts |= measured(ways, source)
    for name, figures in facts.items():
        print(f"{name:8}", figures)
    is_met = facts["ours"]["per_s"] >= FLOOR
    print(f"ours: >= {FLOOR} documents a second", "met" if is_met else "NOT MET")
    print(json.dumps(facts | {"met": is_met}))
    sys.exit(not is_met)


def documents(folder: Path) -> Iterator[str]:
    """Yield texts of about so many characters, all sentences used up, then again."""
    said = [one for topic in read_topics(folder) for one in topic.sentences]
    made, text, at = 0, "", 0
    while made < DOCUMENTS:
        text += " " + said[at % len(said)]
        # Another step each time round: no document comes twice.
        at += 1 + at // len(said)
        if len(text) >= CHARS:
            yield text[:CHARS]
            made, text = made + 1, ""


def write(file: Path, texts: list[str]) -> float:
    """Write the documents as the steps' inputs; return their mean length."""
    keys = [f"d{k}" for k in range(len(texts))]
    rows = pa.table(
        {
            "entity_key": keys,
            "kind": ["opinion"] * len(texts),
            "url": [f"https://shop.test/{key}" for key in keys],
            "text": texts,
            "rating": pa.nulls(len(texts), pa.float64()),
            "input_key": keys,
        }
    )
    pq.write_table(rows, file)
    return mean(map(len, texts))


def ours(folder: Path, labels: list[Listing]) -> Callable[[Path], int]:
    """Return how the steps of this project read a file and write their tables."""
    arrays = linear.fit([title for title, _ in labels], [label for _, label in labels])
    kept = keep(folder, "classify", 1, arrays)
    tools = Equipment(home=str(folder), learned={"classify": kept})
    classing, judging = classify.stage(tools), sentiment.stage(tools)

    def run(source: Path) -> int:
        tables: dict[str, list[pa.Table]] = {}
        for batch in pq.ParquetFile(source).iter_batches(BATCH):
            told = dict(language.make(batch))
            spoken = told["enriched_languages"].column("language").combine_chunks()
            told |= judging.make(batch.append_column("language", spoken))
            titled = batch.append_column("title", batch.column("text"))
            empty = pa.nulls(batch.num_rows, pa.string())
            told |= classing.make(titled.append_column("category", empty))
            for name, rows in told.items():
                tables.setdefault(name, []).append(rows)
        for name, parts in tables.items():
            pq.write_table(pa.concat_tables(parts), folder / f"{name}.parquet")
        return len(tables)

    return run


def peers(folder: Path, labels: list[Listing]) -> Callable[[Path], int]:
    """Return how others do the same."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    told = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    judge = SentimentIntensityAnalyzer()
    pieces = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=2**18)
    line = make_pipeline(pieces, LinearSVC(random_state=0))
    line.fit([title for title, _ in labels], [label for _, label in labels])

    def run(source: Path) -> int:
        parts = []
        for batch in pq.ParquetFile(source).iter_batches(BATCH):
            texts = batch.column("text").to_pylist()
            spoken = [told.classify(text) for text in texts]
            scores = line.decision_function(texts)
            columns = {
                "entity_key": batch.column("entity_key"),
                "language": [code for code, _ in spoken],
                "sure": [float(sure) for _, sure in spoken],
                "sentiment": [judge.polarity_scores(t)["compound"] for t in texts],
                "class": line.classes_[np.argmax(scores, axis=1)],
                "lead": scores.max(axis=1),
            }
            parts.append(pa.table(columns))
        pq.write_table(pa.concat_tables(parts), folder / "peers.parquet")
        return len(parts)

    return run


def measured(ways: dict[str, Callable[[Path], int]], source: Path) -> dict[str, Any]:
    """Return how many documents each way does a second."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(source)  # what is compiled and loaded once is not counted
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            way(source)
            took[name].append(process_time() - began)
    return {name: {"per_s": round(DOCUMENTS / median(took[name]))} for name in ways}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure three steps over documents.")
    parser.add_argument("--data", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
