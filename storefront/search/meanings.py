"""Make the vectors of a snapshot: what its items mean, and what their words mean by that.

What all items have in common says nothing and is taken away. A word's vector is the mean
of the items that hold it, made the longer the fewer they are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storefront.search import vectors
from storefront.search.entry import Entries, Head
from storefront.search.words import fold, split

_MOST_WORDS = 50_000
# One item's word finds it anyway.
_SHARED = 2
_AT_ONCE = 4_096
_Any = NDArray[Any]


def write(folder: Path, packed: Path, found: Path) -> None:
    """Write the vectors of the items in the file `packed` into the new `folder`.

    `found` holds what enriching told of each, in their order; zeros where it told nothing.
    """
    raw: _Any = np.load(found, mmap_mode="r", allow_pickle=False)
    entries = Entries(packed)
    said = [_words(head) for head in entries.heads]
    known = _shared(said)
    items = np.zeros(raw.shape, np.int8)
    sums = np.zeros((len(known), raw.shape[1]), np.float32)
    middle = _middle(raw)
    for rows, at in _pieces(raw, middle, entries.order):
        items[at[0]] = _small(rows)
        for row, words in zip(rows, said[at[1]], strict=True):
            sums[[known[word] for word in words if word in known]] += row
    counts = Counter(word for one in said for word in one)
    rare = [np.log(1 + len(said) / counts[word]) for word in known]
    names = np.array([word.encode() for word in known], f"S{vectors.LONGEST}")
    meanings = _unit(sums) * np.array(rare, np.float32).reshape(-1, 1)
    vectors.save(folder, items, names, meanings.astype(np.float16))


def _words(head: Head) -> frozenset[str]:
    """Return the folded words of what names an item."""
    named = " ".join((head.title, head.brand or "", *head.category_path))
    return frozenset(map(fold, split(named)))


def _shared(said: Sequence[frozenset[str]]) -> dict[str, int]:
    """Return the most frequent words that several items have, numbered in order."""
    counts = Counter(word for one in said for word in one)
    fit = (
        (-count, word)
        for word, count in counts.items()
        if count >= _SHARED and len(word.encode()) <= vectors.LONGEST
    )
    most = sorted(fit)[:_MOST_WORDS]
    # As bytes: in the order in which they are looked up.
    names = sorted((word for _, word in most), key=str.encode)
    return {word: number for number, word in enumerate(names)}


def _middle(raw: _Any) -> _Any:
    """Return the mean of all vectors that are any."""
    total, number = np.zeros(raw.shape[1]), 0
    for start in range(0, len(raw), _AT_ONCE):
        rows = raw[start : start + _AT_ONCE].astype(np.float32)
        total += rows.sum(axis=0)
        number += int(rows.any(axis=1).sum())
    return (total / max(1, number)).astype(np.float32)


def _pieces(
    raw: _Any, middle: _Any, order: Sequence[int]
) -> Iterator[tuple[_Any, tuple[Sequence[int], slice]]]:
    """Yield rows of length 1 with where they lie: among the packed, and in `order`."""
    for start in range(0, len(order), _AT_ONCE):
        which = slice(start, start + _AT_ONCE)
        places = order[which]
        rows = raw[places].astype(np.float32)
        told = rows.any(axis=1)
        rows[told] = _unit(rows[told] - middle)
        yield rows, (places, which)


def _unit(rows: _Any) -> _Any:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: _Any = rows / np.maximum(lengths, 1e-9)
    return unit


def _small(rows: _Any) -> _Any:
    """Return rows as whole numbers from -127 to 127; their lengths say nothing."""
    largest = np.abs(rows).max(axis=1, keepdims=True)
    small: _Any = np.round(rows / np.maximum(largest, 1e-9) * 127).astype(np.int8)
    return small
