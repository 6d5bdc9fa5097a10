"""How right and how fast pages are read: links, products, texts, kinds and facts.

Beside ours stand those who do the same: parsel, extruct, trafilatura, resiliparse and
readability-lxml, in this one process on the same pages. Pages with their truth lie in a
folder (products/, articles/, webpages/), never fetched:

    python -m benchmarks.extract --data FOLDER [--sample N] [--folds] [--json FILE]

The models that are shipped were made of such pages: what ours reaches on them is in sample.
--folds asks for hosts that nothing was learned from, in minutes (_extract_folds.py).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import _extract_ours as ours
from benchmarks._corpora import Truth, articles, shingle_f1, webpages
from benchmarks._extract_folds import folds
from benchmarks._extract_gates import Gate, rates, tell_rates
from benchmarks._extract_peers import LINKS, PRODUCTS, TEXTS, Way, installed
from benchmarks._extract_scores import (
    facts_of,
    fold_gates,
    kinds_f1,
    tell,
    texts_f1,
)
from benchmarks.products import FIELDS, Read, extruct_way, f1, shop_pages
from benchmarks.products import ours as read_fields

_TIMED = 100
_IN_SAMPLE = "in sample: ours was made of these pages; --folds tells of other hosts"
Item = TypeVar("Item")


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under a gate."""
    asked = _asked()
    ours.ready()
    truths = _some(list(webpages(asked.data)), asked.sample)
    facts: dict[str, Any] = {"name": "extract", "pages": len(truths)}
    gates: list[Gate] = []
    facts["links"], found = links(truths)
    gates += found
    facts["products"], found = products(asked.data / "products", asked.sample)
    gates += found
    facts["articles"], found = texts(_some(list(articles(asked.data)), asked.sample))
    gates += found
    facts["webpages"] = pages(truths)
    facts["folds"] = folds(asked.data) if asked.folds else {}
    for name, figures in facts["folds"].items():
        tell(f"in folds by host, {name}", figures)
    gates += fold_gates(facts["folds"], None if asked.sample else facts)
    print("== gates")
    for gate in gates:
        print(f"  {gate}")
    facts["gates"] = {gate.what: gate.is_met for gate in gates}
    if asked.json:
        asked.json.write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts))
    sys.exit(not all(gate.is_met for gate in gates))


def links(truths: list[Truth]) -> tuple[dict[str, float], list[Gate]]:
    """Measure the parse with links, title and JSON-LD."""
    print(f"== links, title and what is stated: {len(truths)} web pages")
    found = rates({"ours": ours.spider} | installed(LINKS), _plain(truths))
    return found, tell_rates(found, parsel=3.0)


def products(folder: Path, sample: int) -> tuple[dict[str, Any], list[Gate]]:
    """Measure how right a product's fields are, and how fast all are read."""
    shops = _some(list(shop_pages(folder)), sample)
    print(f"== products: {len(shops)} pages of shops ({_IN_SAMPLE})")
    ways: dict[str, Read] = {"ours": read_fields}
    try:
        ways["extruct"] = extruct_way()
    except ImportError as error:
        print(f"# extruct is left out ({error}): pip install extruct price-parser")
    facts: dict[str, Any] = {}
    for name, way in ways.items():
        told = [way(one.url, one.body) for one in shops]
        facts[name] = {field: f1(shops, told, field) for field in FIELDS}
        tell(name, facts[name])
    pairs = [(one.url, one.body) for one in shops]
    facts["pages_per_cpu_s"] = rates(
        {"ours": ours.products} | installed(PRODUCTS), pairs
    )
    return facts, tell_rates(facts["pages_per_cpu_s"], extruct=2.0)


def texts(truths: list[Truth]) -> tuple[dict[str, Any], list[Gate]]:
    """Measure the text of articles, by shingles of four words."""
    print(f"== articles: {len(truths)} pages ({_IN_SAMPLE})")
    ways = {"ours": ours.text} | installed(TEXTS)
    facts: dict[str, Any] = {"shingle F1": {}}
    for name, way in ways.items():
        said = [(way(one.url, one.body), one.text) for one in truths]
        facts["shingle F1"][name] = shingle_f1(said)
    tell("shingle F1", facts["shingle F1"])
    facts["pages_per_cpu_s"] = rates(ways, _plain(truths))
    return facts, tell_rates(facts["pages_per_cpu_s"], trafilatura_fast=2.0)


def pages(truths: list[Truth]) -> dict[str, Any]:
    """Measure the text of all kinds of pages, their kinds, dates, authors and titles."""
    print(f"== web pages: {len(truths)} of seven kinds ({_IN_SAMPLE})")
    peers = installed(TEXTS)
    read = [ours.seen(one.url, one.body) for one in truths]
    facts: dict[str, Any] = {"word F1": {}}
    said = {"ours": [one.text for one in read]}
    said |= {name: _said(way, truths) for name, way in peers.items()}
    for name, found in said.items():
        facts["word F1"][name] = scores = texts_f1(truths, found)
        tell(name, scores)
    facts["kinds"] = kinds_f1(truths, [one.kind for one in read])
    tell("kinds, ours", facts["kinds"])
    facts["facts"] = facts_of(truths, [one.said for one in read])
    for name, figures in facts["facts"].items():
        tell(f"facts, {name}", figures)
    timed = _some(truths, _TIMED)
    print(f"  text alone, {len(timed)} of them:")
    facts["pages_per_cpu_s"] = rates({"ours": ours.text} | peers, _plain(timed))
    tell_rates(facts["pages_per_cpu_s"])
    return facts


def _said(way: Way, truths: list[Truth]) -> list[str]:
    return [way(one.url, one.body) for one in truths]


def _plain(truths: list[Truth]) -> list[tuple[str, bytes]]:
    return [(one.url, one.body) for one in truths]


def _some(items: Sequence[Item], count: int) -> list[Item]:
    """Return `count` of the items, evenly spread; 0 for all."""
    if not 0 < count < len(items):
        return list(items)
    return [items[k * len(items) // count] for k in range(count)]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how pages are read.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=0, help="so many pages of each")
    parser.add_argument("--folds", action="store_true", help="also ask for other hosts")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
