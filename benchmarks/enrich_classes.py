"""How listings are classed, beside scikit-learn, on titles with their shop's categories.

    python -m benchmarks.enrich_classes --data FOLDER

FOLDER/matching/walmart-amazon holds product records with titles and categories (DeepMatcher,
BSD); FOLDER/taxonomy Google's taxonomy-with-ids.en-US.txt. Two things are measured:

- labels: categories of the second shop with 15 products or more, learned from titles alone.
  Products are split by their title, so that none is on both sides.
- nearest: categories that mean one class of the taxonomy by hand (MEANT); right is a class
  that has this name in its path. What is told at which height was chosen on one half; the
  other half is shown.

Processor time, one process, rounds interleaved, median of three.
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import pyarrow as pa

from enrich.taxonomy import candidates, linear
from enrich.taxonomy.tree import Taxonomy, load

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
LEAST = 15
FLOOR_GAP, FLOOR_SPEED, FLOOR_PRECISION = 0.01, 3.0, 0.9
_FIELD = re.compile(r"COL (\w+) VAL (.*?)(?= COL \w+ VAL|$)")
MEANT = {
    "mice": "Mice & Trackballs",
    "projection screens": "Projection Screens",
    "inkjet printer ink": "Toner & Inkjet Cartridges",
    "laser printer toner": "Toner & Inkjet Cartridges",
    "printer ink toner": "Toner & Inkjet Cartridges",
    "usb flash drives": "USB Flash Drives",
    "laminating supplies": "Laminating Film, Pouches & Sheets",
    "point shoot digital cameras": "Digital Cameras",
    "external hard drives": "Hard Drives",
    "internal hard drives": "Hard Drives",
    "headphones": "Headphones",
    "headsets": "Headsets",
    "bluetooth headsets": "Headsets",
    "memory": "RAM",
    "memory cards": "Flash Memory Cards",
    "cordless telephones": "Cordless Phones",
    "mp3 players": "MP3 Players",
    "keyboards": "Keyboards",
    "keyboard mouse combos": "Keyboards",
    "hdmi cables": "Audio & Video Cables",
    "video cables": "Audio & Video Cables",
    "graphics cards": "Video Cards & Adapters",
    "ethernet cables": "Network Cables",
    "webcams": "Webcams",
    "tv mounts": "TV & Monitor Mounts",
    "routers": "Routers",
    "camcorders": "Video Cameras",
    "monitors": "Computer Monitors",
    "surveillance cameras": "Surveillance Cameras",
    "memory card readers": "Memory Card Readers",
    "camera lenses": "Camera Lenses",
    "lamps": "Lamps",
    "mouse pads": "Mouse Pads",
    "scanners": "Scanners",
    "label makers": "Label Makers",
    "video projectors": "Multimedia Projectors",
    "kvm switches": "KVM Switches",
    "switches": "Hubs & Switches",
    "printers": "Printers",
    "laser printers": "Printers",
    "battery chargers": "Battery Chargers",
    "binocular accessories": "Binoculars",
    "tvs": "Televisions",
    "speakers": "Speakers",
    "screen protectors": "Screen Protectors",
    "hard drive enclosures": "Hard Drive Enclosures & Mounts",
    "radios": "Radios",
    "portable dvd players": "DVD & Blu-ray Players",
    "batteries": "Batteries",
    "computer cases": "Desktop Computer & Server Cases",
    "controllers": "Game Controllers",
}
Listing = tuple[str, str]


def main() -> None:
    """Measure and print; the last line is one JSON object; exit 1 under a floor."""
    asked = _asked()
    listings = sorted(set(read(asked.data / "matching" / "walmart-amazon")))
    taxonomy = load(str(asked.data / "taxonomy" / "taxonomy-with-ids.en-US.txt"))
    labels = by_labels(listings)
    near = by_names(listings, taxonomy)
    facts = {"name": "enrich_classes", "labels": labels, "nearest": near}
    gap = labels["scikit-learn"]["accuracy"] - labels["ours"]["accuracy"]
    ratio = labels["ours"]["per_s"] / labels["scikit-learn"]["per_s"]
    for part in (labels, near):
        for name, figures in part.items():
            print(f"{name:24}", figures)
    met = {
        f"accuracy within {FLOOR_GAP} ({-gap:+.4f})": gap <= FLOOR_GAP,
        f"{FLOOR_SPEED:g} times as fast ({ratio:.1f})": ratio >= FLOOR_SPEED,
        f"nearest, told: precision >= {FLOOR_PRECISION}": near["title and category"][
            "precision told"
        ]
        >= FLOOR_PRECISION,
        f"labels, told: precision >= {FLOOR_PRECISION}": labels["ours"][
            "precision told"
        ]
        >= FLOOR_PRECISION,
    }
    for floor, is_met in met.items():
        print(f"{floor:40}", "met" if is_met else "NOT MET")
    print(json.dumps(facts | {"met": all(met.values())}))
    sys.exit(not all(met.values()))


def read(folder: Path) -> list[Listing]:
    """Return titles and categories of the second shop."""
    found = []
    for name in ("train", "valid"):
        with gzip.open(folder / f"{name}.txt.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                fields = dict(_FIELD.findall(line.split("\t")[1].strip()))
                if fields.get("category", "").strip():
                    found.append((fields["title"].strip(), fields["category"].strip()))
    return found


def is_new(title: str) -> bool:
    """Return whether a product is among those that nothing is learned of."""
    return crc32(title.encode()) % 4 == 0


def by_labels(listings: list[Listing]) -> dict[str, Any]:
    """Return how right and fast titles are classed by what labels taught."""
    often = Counter(category for _, category in listings)
    kept = [one for one in listings if often[one[1]] >= LEAST]
    seen = [one for one in kept if not is_new(one[0])]
    new = [one for one in kept if is_new(one[0])]
    titles, truth = [title for title, _ in new], np.array([label for _, label in new])
    texts = [title for title, _ in seen]
    model = linear.Model.of(linear.fit(texts, [label for _, label in seen]))
    peer = sklearn_line(seen)
    column = pa.array(titles)
    linear.predict(model, column)  # what is compiled once is not counted
    ways: dict[str, Callable[[], Any]] = {
        "ours": lambda: linear.predict(model, column),
        "scikit-learn": lambda: peer.decision_function(titles),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    said = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = process_time()
            said[name] = model.classes[way().argmax(axis=1)]
            took[name].append(process_time() - began)
    facts: dict[str, Any] = {
        name: {
            "accuracy": round(float((said[name] == truth).mean()), 4),
            "per_s": round(len(titles) / median(took[name])),
        }
        for name in ways
    }
    sure = linear.sure(model, linear.predict(model, column))
    told = sure >= model.sureness[2]
    right = said["ours"] == truth
    facts["ours"] |= {
        "precision told": round(float(right[told].mean()), 4),
        "told": round(float(told.mean()), 4),
    }
    facts["learned of"] = {
        "labels": len(seen),
        "classes": len(model.classes),
        "asked": len(titles),
    }
    return facts


def sklearn_line(seen: list[Listing]) -> Any:
    """Return scikit-learn's own way over the same pieces."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    pieces = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=True
    )
    line = make_pipeline(pieces, LinearSVC(random_state=0))
    return line.fit([title for title, _ in seen], [label for _, label in seen])


def by_names(listings: list[Listing], taxonomy: Taxonomy) -> dict[str, Any]:
    """Return how often the nearest classes are right where a category means one."""
    kept = [one for one in listings if one[1] in MEANT and crc32(one[0].encode()) % 2]
    nothing = pa.nulls(len(kept), pa.string())
    titles = pa.array([title for title, _ in kept])
    categories = pa.array([category for _, category in kept])
    wanted = [MEANT[category].lower() for _, category in kept]
    given = {
        "title and category": (titles, categories),
        "category alone": (nothing, categories),
        "title alone": (titles, nothing),
    }
    return {
        name: _nearness(taxonomy, wanted, *columns) for name, columns in given.items()
    }


def _nearness(
    taxonomy: Taxonomy, wanted: list[str], titles: pa.Array, categories: pa.Array
) -> dict[str, Any]:
    candidates.nearest(taxonomy, titles.slice(0, 1), categories.slice(0, 1))
    began = process_time()
    found = candidates.nearest(taxonomy, titles, categories)
    took = process_time() - began
    hits = np.array(
        [
            [name in taxonomy.path(place).lower() for place in row]
            for row, name in zip(found.places, wanted, strict=True)
        ]
    )
    told = found.told
    return {
        "listings": len(wanted),
        "first": round(float(hits[:, 0].mean()), 4),
        "among five": round(float(hits.any(axis=1).mean()), 4),
        "told": round(float(told.mean()), 4),
        "precision told": round(float(hits[told, 0].mean()), 4) if told.any() else None,
        "per_s": round(len(wanted) / took),
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how listings are classed.")
    parser.add_argument("--data", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
