"""What a listing could be, likeliest first, and how sure the first one is."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from enrich.taxonomy.linear import Model, Numbers, predict, sure
from enrich.taxonomy.nearest import index, near
from enrich.taxonomy.tree import Taxonomy

SHOWN = 5
# A row of nearness has a number a class: so many listings are looked at together.
_AT_ONCE = 256
_CATEGORY_COUNTS = 1.5
# How often the nearest class is right, by how near, how far before the next, and how near
# its title alone is; of 2,133 listings (benchmarks/enrich_classes.py). Above the least it
# is 9 times of 10. A title alone is right too seldom at any height.
_NEAR, _LEAD, _TITLE, _BASE = 0.59, 2.15, 3.96, -0.48
NEAREST_LEAST = 0.8
_TITLE_ALONE = 0.5
_FULL = 1 + _CATEGORY_COUNTS


class Candidates(NamedTuple):
    """Places of classes a listing, best first; their shares; how sure; whether told."""

    places: NDArray[np.int64]
    shares: Numbers
    sure: Numbers
    told: NDArray[np.bool_]


def nearest(taxonomy: Taxonomy, titles: pa.Array, categories: pa.Array) -> Candidates:
    """Return the classes whose names are nearest."""
    parts = [
        _near(taxonomy, titles.slice(at, _AT_ONCE), categories.slice(at, _AT_ONCE))
        for at in range(0, len(titles), _AT_ONCE)
    ]
    return Candidates(*map(np.concatenate, zip(*parts, strict=True)))


def learned(model: Model, titles: pa.Array, categories: pa.Array) -> Candidates:
    """Return the classes that labels teach."""
    scores = predict(model, joined(titles, categories))
    places, _ = _best(scores)
    slope, _, least = model.sureness
    lead = scores - scores.max(axis=1, keepdims=True)
    shares = np.exp(np.maximum(slope, 1.0) * lead)
    shares /= shares.sum(axis=1, keepdims=True)
    certain = sure(model, scores)
    return Candidates(
        places, np.take_along_axis(shares, places, 1), certain, certain >= least
    )


def joined(titles: pa.Array, categories: pa.Array) -> pa.Array:
    """Return what a model reads of each listing."""
    return pc.binary_join_element_wise(
        titles.cast(pa.string()),
        categories.cast(pa.string()),
        " ",
        null_handling="skip",
    )


def _near(
    taxonomy: Taxonomy, titles: pa.Array, categories: pa.Array
) -> Sequence[NDArray[np.generic]]:
    of, count = index(taxonomy), len(taxonomy.ids)
    by_title = near(of, titles, count)
    by_category = near(of, categories, count)
    whole = by_title + _CATEGORY_COUNTS * by_category
    places, scores = _best(whole)
    first = np.take_along_axis(by_title, places[:, :1], 1)[:, 0]
    second = scores[:, min(1, scores.shape[1] - 1)]
    told = (
        _NEAR * scores[:, 0] + _LEAD * (scores[:, 0] - second) + _TITLE * first + _BASE
    )
    certain = 1 / (1 + np.exp(-told))
    placed = by_category.any(axis=1)
    certain = np.where(placed, certain, certain * _TITLE_ALONE)
    certain = np.where(scores[:, 0] > 0, certain, 0.0)
    return places, scores / _FULL, certain, certain >= NEAREST_LEAST


def _best(scores: Numbers | NDArray[np.float32]) -> tuple[NDArray[np.int64], Numbers]:
    """Return the best places of each row and their scores, of equal ones the first."""
    count = min(SHOWN, scores.shape[1])
    order = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return order, np.take_along_axis(scores, order, 1).astype(np.float64)


def rows(
    found: Candidates, names: Sequence[tuple[str, str]]
) -> Iterator[list[dict[str, Any]]]:
    """Yield what to show of each listing; `names` has the number and path of a class."""
    for places, shares in zip(found.places, found.shares, strict=True):
        yield [
            {
                "class_id": names[place][0],
                "path": names[place][1],
                "share": float(share),
            }
            for place, share in zip(places, shares, strict=True)
            if share > 0
        ]
