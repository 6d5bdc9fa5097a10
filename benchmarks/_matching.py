"""Pairs of products that people judged, in the form of the DeepMatcher sets."""

import gzip
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from enrich.matching.records import Product

SETS = ("abt-buy", "amazon-google", "walmart-amazon")
_FACT = re.compile(r"COL (\w+) VAL (.*?)(?= COL \w+ VAL|$)")
_COLUMNS = {
    "name": "title",
    "description": "details",
    "manufacturer": "brand",
    "modelno": "mpn",
}


class Judged(NamedTuple):
    """The products of one set, pairs of their places, and whether a pair is the same."""

    products: list[Product]
    pairs: NDArray[np.int64]
    same: NDArray[np.bool_]
    is_train: NDArray[np.bool_]


def judged(
    folder: Path, name: str, parts: tuple[str, ...] = ("train", "valid")
) -> Judged:
    """Read the pairs of the set `name` below `folder`."""
    places: dict[tuple[int, str], int] = {}
    pairs, same, train = [], [], []
    for part in parts:
        with gzip.open(folder / "matching" / name / f"{part}.txt.gz", "rt") as file:
            for line in file:
                *texts, label = line.rstrip("\n").split("\t")
                sides = enumerate(texts)
                pairs.append([places.setdefault(one, len(places)) for one in sides])
                same.append(label == "1")
                train.append(part == "train")
    return Judged(
        [_product(text) for _, text in places],
        np.array(pairs, np.int64),
        np.array(same),
        np.array(train),
    )


def f1(same: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Return the harmonic mean of precision and recall."""
    both = int((same & said).sum())
    return 2 * both / max(int(same.sum()) + int(said.sum()), 1)


def best_threshold(same: NDArray[np.bool_], values: NDArray[np.float64]) -> float:
    """Return from which value on `same` is said best, on the middle of the best stretch."""
    order = np.argsort(-values, kind="stable")
    right = np.cumsum(same[order])
    reached = 2 * right / (np.arange(1, len(same) + 1) + same.sum())
    smooth = np.convolve(reached, np.ones(15) / 15, "same")
    return float(values[order][int(smooth.argmax())])


def _product(text: str) -> Product:
    facts = {_COLUMNS.get(k, k): v.strip() for k, v in _FACT.findall(text.strip())}
    price = facts.pop("price", "")
    known = re.fullmatch(r"\d+(\.\d+)?", price)
    return Product(**facts, price=float(price) if known else 0.0)
