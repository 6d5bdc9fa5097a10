"""The best of what words find, put into order anew by what the words mean in this shop.

    items.npy     a row of small whole numbers an item, by its place
    words.npy     the words that several items share, in order
    meanings.npy  a row a word; its length is how much the word says

A word means what the items mean that hold it, so no model is asked when somebody
searches: what the words of a question mean is a sum of rows. Nothing in it changes.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storefront.errors import SnapshotUnusable
from storefront.search.words import fold

WINDOW = 192
"""How many of the best are put into order anew: eight pages."""
LONGEST = 48
"""Bytes of a word; what is longer is a code and means nothing to others."""
# How much nearness counts beside how well the words fit, which is 1 for the best.
# benchmarks/shop_rerank.py says what it does.
_NEARNESS = 0.3
_ITEMS, _WORDS, _MEANINGS = "items.npy", "words.npy", "meanings.npy"
_Any = NDArray[Any]


class Vectors:
    """The vectors of one snapshot, read from the disk as they are needed."""

    def __init__(self, folder: Path) -> None:
        found = [_opened(folder / name) for name in (_ITEMS, _WORDS, _MEANINGS)]
        self._items, self._words, self._meanings = found
        if len(self._words) != len(self._meanings) or not self._same_width():
            raise SnapshotUnusable(
                f"the vectors in {folder} do not fit together; publish again"
            )

    def order(
        self, said: Iterable[str], places: Sequence[int], scores: Sequence[float]
    ) -> list[int]:
        """Return which of `places`, counted from 0, comes first, second, ..."""
        meant = self._meant(said)
        if meant is None or not places:
            return list(range(len(places)))
        rows = self._items[np.asarray(places) - 1].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        near = rows @ meant / np.maximum(lengths, 1e-9)
        fits = np.asarray(scores, np.float32) / max(*scores, 1e-9)
        found: list[int] = np.argsort(
            -(fits + _NEARNESS * near), kind="stable"
        ).tolist()
        return found

    def _meant(self, said: Iterable[str]) -> _Any | None:
        """Return what the words that were said mean together, or None."""
        total = np.zeros(self._meanings.shape[1], np.float32)
        for word in dict.fromkeys(map(fold, said)):
            named = np.bytes_(word.encode("utf-8", "replace"))
            place = int(np.searchsorted(self._words, named))
            if place < len(self._words) and self._words[place] == named:
                total += self._meanings[place]
        length = float(np.linalg.norm(total))
        return total / length if length else None

    def _same_width(self) -> bool:
        return (
            self._items.ndim == self._meanings.ndim == 2
            and self._items.shape[1] == self._meanings.shape[1]
        )


def opened(folder: Path | None) -> Vectors | None:
    """Return the vectors in `folder`, or None where the shop has none."""
    return Vectors(folder) if folder and folder.exists() else None


def save(folder: Path, items: _Any, words: _Any, meanings: _Any) -> None:
    """Write the vectors of a snapshot into the new `folder`, for whoever runs the shop."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    parts = {_ITEMS: items, _WORDS: words, _MEANINGS: meanings}
    for name, matrix in parts.items():
        np.save(folder / name, matrix, allow_pickle=False)
        (folder / name).chmod(0o644)


def _opened(path: Path) -> _Any:
    try:
        found: _Any = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise SnapshotUnusable(
            f"vectors {path} cannot be read ({error}); publish again"
        ) from error
    return found
