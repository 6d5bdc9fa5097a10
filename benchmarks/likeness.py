"""How near texts come that are nearly the same, and how fast, beside plain Python.

The texts are a folder of JSON files with `main_content`, as those of
web-content-extraction-benchmark (CC BY 4.0): `python -m benchmarks.likeness FOLDER`. Each
is compared with itself after a word of twenty changed, and with all others. The peer is
the same digest (simhash over pairs of words) by mmh3 and a loop.
"""

import json
import random
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import mmh3
import numpy as np

from extract.text.likeness import NEAR, digest, distance

ROUNDS = 3
LEAST_WORDS = 50
CHANGED = 0.05
_WORD = re.compile(r"\w+")


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    texts = sorted(texts_in(Path(sys.argv[1])))
    words = [word for text in texts for word in text.split()[:300]]
    chance = random.Random(1)  # noqa: S311 - a sample
    digests = [digest(text) for text in texts]
    moved = sorted(
        distance(one, digest(changed(text, words, chance)))
        for one, text in zip(digests, texts, strict=True)
    )
    found = sum(one <= NEAR for one in moved) / len(moved)
    pairs = near_pairs(digests)
    print(f"{len(texts)} texts; changed by {CHANGED:.0%}: {found:.3f} within {NEAR}")
    print(f"pairs of texts by distance: {pairs}")
    some = texts[::8]
    took = [(seconds(digest, some), seconds(by_loop, some)) for _ in range(ROUNDS)]
    facts: dict[str, Any] = {
        "name": "likeness",
        "peer": "mmh3 and a loop",
        "found": round(found, 3),
        "near_pairs": sum(times for far, times in pairs.items() if far <= NEAR),
        "mb_per_s": round(
            sum(map(len, some)) / 1e6 / median(one for one, _ in took), 1
        ),
        "ratio": round(median(peer / one for one, peer in took), 1),
    }
    print(json.dumps(facts))


def texts_in(folder: Path) -> set[str]:
    """Return the texts of `folder` that are long enough to be compared."""
    found = {
        json.loads(path.read_bytes()).get("main_content") or ""
        for path in folder.glob("*.json")
    }
    return {text for text in found if len(text.split()) >= LEAST_WORDS}


def changed(text: str, words: list[str], chance: random.Random) -> str:
    """Return `text` with one of twenty words replaced by one of another text."""
    own = text.split()
    for at in chance.sample(range(len(own)), max(1, int(len(own) * CHANGED))):
        own[at] = chance.choice(words)
    return " ".join(own)


def near_pairs(digests: list[int]) -> dict[int, int]:
    """Return how many pairs are how far apart, those that are not far."""
    every, counts = np.array(digests, np.uint64), np.zeros(65, np.int64)
    for at, one in enumerate(every):
        counts += np.bincount(np.bitwise_count(one ^ every[at + 1 :]), minlength=65)
    return {far: int(times) for far, times in enumerate(counts[: NEAR + 6]) if times}


def by_loop(text: str) -> int:
    """Return a digest of the same kind, a word and a bit at a time."""
    words = _WORD.findall(text.lower())
    sums = [0] * 64
    for one, other in pairwise(words):
        hashed = mmh3.hash64(f"{one} {other}", signed=False)[0]
        for bit in range(64):
            sums[bit] += 1 if hashed >> bit & 1 else -1
    return sum(1 << bit for bit, total in enumerate(sums) if total > 0)


def seconds(way: Callable[[str], int], texts: list[str]) -> float:
    """Return the processor time that `way` takes for all texts."""
    began = process_time()
    for text in texts:
        way(text)
    return process_time() - began


if __name__ == "__main__":
    main()
