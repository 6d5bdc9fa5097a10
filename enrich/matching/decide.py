"""How likely two products are the same: a forest over what their pair has in common.

The forest was learned from pairs that people judged (tools/train_matching.py). Its
answers are calibrated: of the pairs that it calls .8 sure, about 8 in 10 are one product.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from enrich.kernel import Ints
from enrich.matching.pairing import NAMES, compare
from enrich.matching.records import Product, Records, Seen, records
from extract.text.forest import Forest, load, vote

FILE = Path(__file__).parent / "data" / "pairs.npz"
# Words of two titles at most: a word has two bytes and is there once.
_ROOM = 4096


class Model(NamedTuple):
    """The forest, from which chance on it calls two products one, and what it is called."""

    forest: Forest
    threshold: float
    name: str


@cache
def model() -> Model:
    """Return the model that is part of the program."""
    with np.load(FILE) as kept:
        threshold = float(kept["threshold"])
    digest = blake2b(FILE.read_bytes(), digest_size=4).hexdigest()
    return Model(load(FILE, 0), threshold, f"forest {digest}")


def figures(products: Records, pairs: Ints) -> NDArray[np.float32]:
    """Return a row a pair: what its two products have in common, in the order of NAMES."""
    rows = np.zeros((len(pairs), len(NAMES)), np.float32)
    compare(products, pairs, rows, np.zeros((4, _ROOM)), np.zeros(_ROOM, np.int64))
    return rows


def chances(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how likely each pair is one product."""
    found = np.zeros(len(rows), np.float32)
    vote(model().forest, rows, found)
    return found


def scored(
    products: Sequence[Product], pairs: Ints, seen: Seen | None = None
) -> NDArray[np.float32]:
    """Return how likely the two products of each of `pairs` are the same."""
    return chances(figures(records(products, seen), pairs))
